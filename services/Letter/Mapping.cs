using Apa.Protos.Types.V1;

namespace Apa.Letters;

/// <summary>Rows as the contract shows them.</summary>
static class Mapping
{
    public static string NameOf(FrameworkRef framework) => $"frameworks/{framework.Id}/versions/{framework.Version}";

    public static Proto.Letter ToProto(this Letter letter)
    {
        var text = letter.Text;
        var shown = new Proto.Letter
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
            Synthetic = letter.Synthetic,
        };
        shown.Blocks.Add(letter.Blocks);
        shown.Figures.Add(text.Sources);
        shown.Signatures.Add(letter.Signatures);
        shown.Documents.Add(letter.Documents);
        return shown;
    }

    /// <summary>As in a list: without blocks and figures.</summary>
    public static Proto.Letter ToListed(this Letter letter)
    {
        var shown = letter.ToProto();
        shown.Blocks.Clear();
        shown.Figures.Clear();
        return shown;
    }

    public static Proto.LetterIssued ToIssued(this Letter letter, string signature)
    {
        var issued = new Proto.LetterIssued
        {
            Letter = letter.Name,
            LetterRevision = letter.Revision,
            Round = $"rounds/{letter.RoundId}",
            Framework = letter.Judgement.Framework,
            Authority = letter.Judgement.Authority,
            LetterDate = letter.LetterDate.ToString("yyyy-MM-dd"),
            Signature = signature,
            Synthetic = letter.Synthetic,
        };
        issued.Grades.Add(letter.Judgement.Grades);
        issued.Designations.Add(letter.Judgement.Designations);
        issued.Documents.Add(letter.Documents);
        return issued;
    }
}
