using Apa.Protos.Publications.V1;
using Apa.Publications.Web;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [AllowAnonymous]
    public override async Task ExportJudgements(ExportJudgementsRequest request, IServerStreamWriter<ExportJudgementsResponse> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var round = await RoundOf(Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0], ct);
        await using var parts = new BufferedStream(new PartStream(part => responseStream.WriteAsync(new() { Data = part }, ct)), PartSize);
        await JudgementsCsv.Write(parts, db, round.Id, addresses.Public, ct);
    }

    /// <summary>What is written to it goes out as parts of a stream.</summary>
    sealed class PartStream(Func<ByteString, Task> send) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (; buffer.Length > 0; buffer = buffer[Math.Min(PartSize, buffer.Length)..]) await send(ByteString.CopyFrom(buffer.Span[..Math.Min(PartSize, buffer.Length)]));
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("parts are sent asynchronously");
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
