using System.Collections.Concurrent;
using Apa.Protos.Letters.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Publications.Tests.Service;

/// <summary>The Letter service as Publication sees it: documents by revision, and whatever goes wrong with them.</summary>
sealed class Letters : LetterService.LetterServiceClient
{
    public ConcurrentQueue<GetDocumentRequest> Asked { get; } = [];

    /// <summary>What comes instead of the right bytes; null: the right ones.</summary>
    public Func<byte[], byte[]>? Spoil { get; set; }

    public bool Away { get; set; }

    public override AsyncServerStreamingCall<GetDocumentResponse> GetDocument(
        GetDocumentRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Asked.Enqueue(request);
        var bytes = Given.Bytes(request.FileName, request.Revision);
        var parts = (Spoil?.Invoke(bytes) ?? bytes).Chunk(64 * 1024).Select(part => new GetDocumentResponse { Data = ByteString.CopyFrom(part) });
        return new(new Parts(Away ? null : parts.GetEnumerator()), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    sealed class Parts(IEnumerator<GetDocumentResponse>? parts) : IAsyncStreamReader<GetDocumentResponse>
    {
        public GetDocumentResponse Current => parts!.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) =>
            parts is null ? throw new RpcException(new Status(StatusCode.Unavailable, "nobody is at home")) : Task.FromResult(parts.MoveNext());
    }
}
