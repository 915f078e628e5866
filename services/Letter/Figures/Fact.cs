using Apa.Protos.Judgements.V1;

namespace Apa.Letters.Figures;

/// <summary>A figure of the evidence, made ready for comparing with a text: its numbers, and the words that tell what it is about.</summary>
sealed class Fact
{
    readonly IReadOnlyList<Written> own;
    readonly IReadOnlyList<Written> all;
    readonly HashSet<string> subject;
    readonly HashSet<string> words;

    Fact(string reference, string text, string subjectText, string about, IEnumerable<string> comparisons)
    {
        (Reference, Text) = (reference, text);
        own = [.. Numerals.In(text)];
        all = [.. own, .. comparisons.SelectMany(Numerals.In), .. Numerals.In(about)];
        subject = FigureChecking.Words(subjectText);
        words = [.. subject, .. FigureChecking.Words(about)];
        Measures = [.. own.Select(written => written.Measure)];
        Words = $"{text} for {subjectText}";
    }

    /// <summary>The figures of a judgement's evidence, and its grades and designations.</summary>
    public static IEnumerable<Fact> Of(Judgement judgement, Proto.Framework framework) =>
    [
        .. judgement.Evidence.Concat(judgement.Figures).DistinctBy(figure => figure.Reference).Select(figure => new Fact(figure.Reference, figure.Text, figure.Subject, figure.About, figure.Comparisons)),
        .. judgement.Grades.Select(grade => new Fact($"grades/{grade.Area}", $"{grade.Grade.Value}", framework.Areas.FirstOrDefault(area => area.Area == grade.Area)?.Statement ?? grade.Area, grade.Grade.Word, [])),
        .. judgement.Designations.Where(designation => designation.Status == Protos.Types.V1.DesignationStatus.Raised)
            .Select(designation => new Fact($"designations/{designation.Kind}", designation.Kind, designation.Scope.Replace('-', ' '), designation.Cause, [])),
    ];

    public string Reference { get; }
    public string Text { get; }

    /// <summary>What its own value counts in.</summary>
    public HashSet<Measure> Measures { get; }

    /// <summary>Its value is a word.</summary>
    public bool IsWord => own.Count == 0;

    /// <summary>How it reads, with its subject.</summary>
    public string Words { get; }

    /// <summary>Whether it holds this value, in its own figure, in what it is compared with, or in what is said of it.</summary>
    public bool Has(Written written) => all.Any(known => Same(known, written)) || (written.Values.Count > 1 && written.Values.All(value => all.Any(known => known.Values.Contains(value))));

    public int Shares(HashSet<string> sentence) => words.Count(sentence.Contains);

    public int SubjectShares(HashSet<string> sentence) => subject.Count(word => sentence.Contains(word)) + subject.Count(word => word.Length > 2 && char.IsUpper(word[0]) && sentence.Contains(word));

    /// <summary>The value's word as a sentence says it; empty where it does not.</summary>
    public string WordIn(string sentence)
    {
        var padded = $" {sentence} ";
        foreach (var said in Text.Split(' ').Where(word => word.Length > 3).Prepend(Text))
        {
            var at = padded.IndexOf(said, StringComparison.OrdinalIgnoreCase);
            if (at > 0 && !char.IsLetter(padded[at - 1])) return padded.Substring(at, said.Length);
        }
        return "";
    }

    static bool Same(Written known, Written written)
    {
        if (known.Values.Count == 0 || written.Values.Count == 0) return false;
        if (known.Values.SequenceEqual(written.Values)) return known.Measure == written.Measure || known.Measure == Measure.Count || written.Measure == Measure.Count;
        // 1 in 5 is also 20 %.
        return known.Values.Count == 2 && written is { Measure: Measure.Percent, Values.Count: 1 } && known.Values[1] != 0 && known.Values[0] / known.Values[1] * 100 == written.Values[0];
    }
}
