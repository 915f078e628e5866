using System.Security.Cryptography;
using Apa.Protos.Letters.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>Sends a file that goes with a comment: first what is coming, then its bytes.</summary>
static class AttachmentUpload
{
    /// <summary>Well below the contract's 1 MB a piece.</summary>
    const int PieceBytes = 256 * 1024;

    /// <param name="header">What is coming; the hash of the bytes is added here.</param>
    public static async Task<Letter> Send(LetterService.LetterServiceClient letters, AttachmentHeader header, FileInfo file, CancellationToken ct)
    {
        if (!file.Exists) throw new CommandFailed($"{file.FullName}: there is no such file");
        await using (var hashed = file.OpenRead()) header.Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(hashed, ct));
        using var call = letters.AttachToComment(cancellationToken: ct);
        try
        {
            await call.RequestStream.WriteAsync(new() { Header = header }, ct);
            await using var bytes = file.OpenRead();
            var piece = new byte[PieceBytes];
            for (int read; (read = await bytes.ReadAsync(piece, ct)) > 0;)
                await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(piece, 0, read) }, ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException && !ct.IsCancellationRequested)
        {
            // The service ended the call before it had everything; its answer says why.
        }
        return await call.ResponseAsync;
    }
}
