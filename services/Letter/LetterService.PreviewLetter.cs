using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Administrator, Role.Editor)]
    public override async Task PreviewLetter(PreviewLetterRequest request, IServerStreamWriter<GetDocumentResponse> responseStream, ServerCallContext context)
    {
        new Shared.Check().OneOf(request.FileName, "file_name", [.. Renderings.FileNames]).That(request.Framework is not null, "framework", "is required").ThrowIfAny();
        FrameworkCheck.ThrowIfAny(request.Framework!);
        var (document, bytes) = await renderings.One(LetterView.Of(SampleLetter.Of(request.Framework!), request.Framework!, issued: false), request.FileName, context.CancellationToken);
        await Send(document, bytes, 0, bytes.Length, responseStream, context.CancellationToken);
    }
}
