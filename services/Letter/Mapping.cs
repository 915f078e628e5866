using Apa.Protos.Types.V1;

namespace Apa.Letters;

/// <summary>Rows as the contract shows them.</summary>
static class Mapping
{
    public static string NameOf(FrameworkRef framework) => $"frameworks/{framework.Id}/versions/{framework.Version}";

    /// <summary>The whole letter.</summary>
    public static Proto.Letter ToProto(this Letter letter)
    {
        var shown = letter.ToListed();
        shown.Blocks.Add(letter.Blocks);
        shown.Figures.Add(letter.Text.Sources);
        return shown;
    }

    /// <summary>As in a list: without blocks and figures.</summary>
    public static Proto.Letter ToListed(this Letter letter) => new()
    {
        Name = letter.Name,
        Uid = letter.Uid.ToString(),
        Revision = letter.Revision,
        Etag = letter.Etag,
        State = letter.State,
        Round = $"rounds/{letter.RoundId}",
        Authority = letter.Judgement.Authority,
        Framework = letter.Judgement.Framework,
        LetterDate = letter.LetterDate.ToString("yyyy-MM-dd"),
        ContentRevision = letter.ContentRevision,
        JudgementFinal = letter.JudgementFinal,
        TextSha256 = letter.TextSha256,
        Check = letter.Check,
        ApprovedBy = letter.ApprovedBy,
        Signatures = { letter.Signatures },
        Documents = { letter.Documents },
        Synthetic = letter.Synthetic,
        Draft = letter.Draft,
    };

    public static Proto.Draft ToProto(this LetterDraft draft) => new()
    {
        Number = draft.Number,
        Revision = draft.Revision,
        ContentRevision = draft.ContentRevision,
        At = draft.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        By = draft.By,
        Why = draft.Why,
        TextSha256 = draft.TextSha256,
    };

    public static Proto.LetterIssued ToIssued(this Letter letter) => new()
    {
        Letter = letter.Name,
        LetterRevision = letter.Revision,
        Round = $"rounds/{letter.RoundId}",
        Framework = letter.Judgement.Framework,
        Authority = letter.Judgement.Authority,
        LetterDate = letter.LetterDate.ToString("yyyy-MM-dd"),
        Grades = { letter.Judgement.Grades },
        Designations = { letter.Judgement.Designations },
        Documents = { letter.Documents },
        Signature = letter.Signature,
        Jwk = letter.SignedWith,
        Synthetic = letter.Synthetic,
    };
}
