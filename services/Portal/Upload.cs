using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Portal;

/// <summary>A file that somebody chose, sent to a service piece by piece.</summary>
static class Upload
{
    const int Piece = 256 * 1024;

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public static async Task<string> Hash(IFormFile file, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
    }

    /// <summary>Sends what comes first and then the file; where the service ends the call before it had everything, its answer says why.</summary>
    public static async Task<TAnswer> Send<TPart, TAnswer>(
        this AsyncClientStreamingCall<TPart, TAnswer> call, TPart header, IFormFile file, Func<ByteString, TPart> piece, CancellationToken ct)
    {
        using var sending = call;
        await using var content = file.OpenReadStream();
        try
        {
            await call.RequestStream.WriteAsync(header, ct);
            var buffer = new byte[Piece];
            while (await content.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, ct) is > 0 and var read)
                await call.RequestStream.WriteAsync(piece(ByteString.CopyFrom(buffer, 0, read)), ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException && !ct.IsCancellationRequested)
        {
            // The answer is asked for below.
        }
        return await call;
    }
}
