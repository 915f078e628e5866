using System.Security.Cryptography;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators.Importing;

/// <summary>
/// The bytes of a file as the caller sends them, read as they are needed: nothing of it is kept, and a slow database slows the
/// caller down. It must have the length and the hash that its header gives.
/// </summary>
sealed class ArrivingFile(IAsyncStreamReader<ImportObservationsRequest> messages, ImportHeader header) : ReadOnlyStream(Null)
{
    /// <summary>Most bytes that a file may have as it is sent.</summary>
    public const long Most = 512L * 1024 * 1024;

    /// <summary>Most bytes of one message.</summary>
    const int MostOfMessage = 1024 * 1024;

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    ReadOnlyMemory<byte> rest;
    bool ended;

    /// <summary>How many bytes came.</summary>
    public long Received { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty && !ended) await Next(cancellationToken);
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    async Task Next(CancellationToken ct)
    {
        if (!await messages.MoveNext(ct))
        {
            ended = true;
            return;
        }
        if (messages.Current.PartCase is not ImportObservationsRequest.PartOneofCase.Data)
            throw new Refusal("INVALID_ARGUMENT", "header: comes once, before the file's bytes", RefusalKind.Invalid, [new("header", "comes once, before the file's bytes")]);
        rest = messages.Current.Data.Memory;
        if (rest.Length > MostOfMessage) throw TooLarge($"a message of the file has {rest.Length} bytes, at most {MostOfMessage} are taken");
        Received += rest.Length;
        if (Received > Most) throw TooLarge($"the file is larger than {Most / (1024 * 1024)} MiB");
        hash.AppendData(rest.Span);
    }

    /// <summary>Reads what is left, and refuses a file that is not the one announced.</summary>
    public async Task Finish(CancellationToken ct)
    {
        while (!ended) await Next(ct);
        var check = new Check().That(Received == header.Size, "header.size", $"is {header.Size}, and {Received} bytes came");
        var given = Convert.ToHexStringLower(hash.GetHashAndReset());
        check.That(given == header.ContentSha256, "header.content_sha256", $"is not that of the bytes that came, {given}");
        check.ThrowIfAny();
    }

    /// <summary>More than is taken: RESOURCE_EXHAUSTED.</summary>
    public static Refusal TooLarge(string why) => new("FILE_TOO_LARGE", why, RefusalKind.TooMuch);

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}
