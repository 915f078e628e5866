using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor)]
    public override Task<Proto.Letter> EditParagraph(EditParagraphRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var check = new Shared.Check().Required(request.Paragraph, "paragraph", 100).Required(request.Markdown, "markdown", 20_000);
        check.That(Inline.Paragraphs(request.Markdown).Count() <= 1, "markdown", "holds a blank line: a paragraph is one paragraph").ThrowIfAny();
        var letter = await FindAt(request.Name, request.Etag, ct);
        letter.Edit(request.Paragraph, Inline.Paragraphs(request.Markdown).Single(), context.Caller().Sub, time.GetUtcNow());
        return letter.ToProto();
    });
}
