using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters.Rendering;

/// <summary>
/// All that any rendering of a letter shows; they are made from this alone, so they cannot disagree. It holds no clock and no
/// run id: the same letter gives the same bytes.
/// </summary>
public sealed record LetterView
{
    public required string Name { get; init; }
    public required long Revision { get; init; }

    /// <summary>False while it is a draft, which every rendering then says.</summary>
    public required bool Issued { get; init; }
    public required bool Synthetic { get; init; }
    public required DateOnly LetterDate { get; init; }
    public required string Round { get; init; }
    public required AuthorityRef Authority { get; init; }
    public required FrameworkRef Framework { get; init; }
    public required long ContentRevision { get; init; }
    public required IReadOnlyList<AreaGrade> Grades { get; init; }
    public required IReadOnlyList<Designation> Designations { get; init; }
    public required IReadOnlyList<Body> Bodies { get; init; }
    public required LetterText Text { get; init; }
    public required string TextSha256 { get; init; }

    /// <summary>Names of those who have signed.</summary>
    public required IReadOnlyList<string> SignedBy { get; init; }

    /// <summary>Heading of the list of sources, the same everywhere.</summary>
    public const string SourcesHeading = "Sources of the figures";

    /// <summary>What is said of a letter with invented content.</summary>
    public const string SyntheticNotice = "SYNTHETIC: this letter holds invented material.";

    /// <summary>What is said of a letter that was not issued.</summary>
    public const string DraftNotice = "DRAFT: this letter has not been issued.";

    /// <summary>What stands in place of a signature that was not given yet.</summary>
    public const string NotSigned = "Not yet signed";

    public string Title => Text.Title.Length > 0 ? Text.Title : Name;

    /// <summary>What stands above the letter, in words; empty for an issued one that holds nothing invented.</summary>
    public IEnumerable<string> Notices => [.. Issued ? Array.Empty<string>() : [DraftNotice], .. Synthetic ? [SyntheticNotice] : Array.Empty<string>()];

    /// <summary>The line that ties every rendering to the signed text.</summary>
    public string Identity => $"{Name}, revision {Revision}. SHA-256 of the text: {TextSha256}";

    /// <summary>What stands at the head of every page but the first.</summary>
    public string RunningHead => $"{Authority.FormalName} · {TemplateModel.LongDate(LetterDate)}";

    /// <summary>What a source says, the figure first: how it reads and what it is, its doubt, whether it was invented.</summary>
    public static IEnumerable<string> SourceSentences(TracedFigure source)
    {
        yield return $"{source.Text}: {Sentence(source.Trace)}";
        if (source.Doubt.Length > 0) yield return $"In doubt: {Sentence(source.Doubt)}";
        if (source.Synthetic) yield return "Synthetic.";
    }

    /// <summary>A text as a sentence: with its full stop, once.</summary>
    public static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    public static LetterView Of(Letter letter, Proto.Framework framework, bool issued) => new()
    {
        Name = letter.Name,
        Revision = letter.Revision,
        Issued = issued,
        Synthetic = letter.Synthetic,
        LetterDate = letter.LetterDate,
        Round = $"rounds/{letter.RoundId}",
        Authority = letter.Judgement.Authority,
        Framework = letter.Judgement.Framework,
        ContentRevision = letter.ContentRevision,
        Grades = letter.Judgement.Grades,
        Designations = letter.Judgement.Designations,
        Bodies = framework.Bodies,
        Text = letter.Text,
        TextSha256 = letter.TextSha256,
        SignedBy = [.. letter.Signatures.Select(signature => signature.Name)],
    };
}
