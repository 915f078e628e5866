using Apa.Letters.Figures;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    const int MostText = 200_000;

    /// <summary>What one answer can tell of.</summary>
    const int MostNumerals = 4_000;

    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher, Role.Authority)]
    public override async Task<FigureCheck> CheckFigures(CheckFiguresRequest request, ServerCallContext context)
    {
        new Shared.Check().That(request.Text.Length <= MostText, "text", $"is {request.Text.Length:N0} characters long, at most {MostText:N0} are taken").ThrowIfAny();
        var letter = await FindVisible(request.Letter, "letter", revision: 0, context);
        var text = request.Text.Length > 0 ? request.Text : string.Join('\n', letter.Text.Blocks.Select(block => block.Words()));
        var numerals = Numerals.In(text);
        new Shared.Check().That(numerals.Count <= MostNumerals, "text", $"holds {numerals.Count:N0} numerals, at most {MostNumerals:N0} are taken").ThrowIfAny();
        var ct = context.CancellationToken;
        if (await db.Evidence.AsNoTracking().FirstOrDefaultAsync(e => e.LetterUid == letter.Uid && e.Revision == letter.Revision, ct) is { } kept)
            letter.Judgement.MergeFrom(kept.Figures);
        return FigureChecking.Check(text, numerals, letter.Judgement, await FrameworkOf(letter, ct));
    }
}
