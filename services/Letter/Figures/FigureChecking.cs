using System.Text.RegularExpressions;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Figures;

/// <summary>
/// Holds the numerals of a text against the evidence of a case. Pure. A numeral is bound where the evidence has its value for what the
/// sentence is about; it contradicts where the evidence has another value of the same measure for just that; else it matches nothing.
/// What a sentence is about is told by its words alone.
/// </summary>
public sealed partial class FigureChecking
{
    /// <summary>Words that a sentence and a figure share, from which on another value is a contradiction.</summary>
    const int SurelyAbout = 2;

    readonly List<Fact> facts;
    readonly Vocabulary vocabulary;
    readonly string text;
    readonly List<(int From, int To)> sentences;

    FigureChecking(string text, Judgement judgement, Vocabulary vocabulary, Proto.Framework framework)
    {
        (this.text, this.vocabulary) = (text, vocabulary);
        facts = [.. Fact.Of(judgement, framework)];
        sentences = [.. Sentences(text)];
    }

    public static FigureCheck Check(string text, Judgement judgement, Proto.Framework framework)
    {
        var checking = new FigureChecking(text, judgement, new(framework.Vocabulary), framework);
        var check = new FigureCheck();
        check.Numerals.AddRange(checking.Read().OrderBy(numeral => numeral.Offset));
        check.Bound = check.Numerals.Count(numeral => numeral.Finding == NumeralFinding.Bound);
        check.Unmatched = check.Numerals.Count(numeral => numeral.Finding == NumeralFinding.Unmatched);
        check.Contradicted = check.Numerals.Count(numeral => numeral.Finding == NumeralFinding.Contradicted);
        check.Names = check.Numerals.Count(numeral => numeral.Finding == NumeralFinding.Name);
        return check;
    }

    IEnumerable<Numeral> Read()
    {
        var names = vocabulary.In(text);
        foreach (var written in Numerals.In(text))
        {
            var name = names.FirstOrDefault(name => name.From <= written.Offset && written.End <= name.To).What;
            yield return written.Measure == Measure.Date ? Dated(written) : name is not null ? Named(written, name) : Weighed(written);
        }
        foreach (var said in Said()) yield return said;
    }

    /// <summary>A date is bound where the evidence dates something so, and else is only a date.</summary>
    Numeral Dated(Written written)
    {
        var about = About(written.Offset);
        var same = facts.Where(fact => fact.Text.Contains(written.Text, StringComparison.OrdinalIgnoreCase) && fact.Shares(about) > 0).ToList();
        return same.Count > 0 ? Bound(written, same) : Named(written, "a date or a period");
    }

    Numeral Weighed(Written written)
    {
        var about = About(written.Offset);
        var same = facts.Where(fact => fact.Has(written)).Select(fact => (fact, shared: fact.Shares(about))).ToList();
        var most = same.Count == 0 ? 0 : same.Max(candidate => candidate.shared);
        // A figure with a measure or a fraction stands for itself; a bare small number needs its subject.
        if (most > 0 || (same.Count > 0 && (written.Measure is not Measure.Count || written.Values.Count > 1)))
            return Bound(written, [.. same.Where(candidate => candidate.shared == most).Select(candidate => candidate.fact)]);

        var sentence = Words(Sentence(written.Offset));
        var about2 = facts.Where(fact => fact.Measures.Contains(written.Measure)).Select(fact => (fact, shared: fact.SubjectShares(sentence))).Where(candidate => candidate.shared >= SurelyAbout).ToList();
        if (about2.Count > 0)
        {
            var closest = about2.Max(candidate => candidate.shared);
            var others = about2.Where(candidate => candidate.shared == closest).Select(candidate => candidate.fact).ToList();
            return Found(written, NumeralFinding.Contradicted, others, $"the evidence has {string.Join("; ", others.Select(fact => fact.Words))}");
        }
        return Found(written, NumeralFinding.Unmatched, [], "nothing in the evidence is like it");
    }

    /// <summary>Values that are words (all, in line, very good) are bound where a sentence says them of their subject; they raise no alarm.</summary>
    IEnumerable<Numeral> Said()
    {
        foreach (var fact in facts.Where(fact => fact.IsWord))
        {
            var best = sentences.Select(span => (span, at: fact.WordIn(text[span.From..span.To]), shared: fact.Shares(Words(text[span.From..span.To]))))
                .Where(candidate => candidate.at.Length > 0 && candidate.shared >= 1)
                .OrderByDescending(candidate => candidate.shared).FirstOrDefault();
            if (best.at is { Length: > 0 } word)
                yield return Bound(new(word, best.span.From + text[best.span.From..best.span.To].IndexOf(word, StringComparison.OrdinalIgnoreCase), [], Measure.Count), [fact]);
        }
    }

    Numeral Named(Written written, string what) => Found(written, NumeralFinding.Name, [], what);

    Numeral Bound(Written written, IReadOnlyList<Fact> to) => Found(written, NumeralFinding.Bound, to, string.Join("; ", to.Select(fact => fact.Words)));

    Numeral Found(Written written, NumeralFinding finding, IReadOnlyList<Fact> references, string what)
    {
        var numeral = new Numeral { Text = written.Text, Offset = written.Offset, Finding = finding, What = what, Sentence = Sentence(written.Offset).Trim() };
        numeral.References.AddRange(references.Select(fact => fact.Reference));
        return numeral;
    }

    /// <summary>What a place in the text is about: its sentence, and the one before, which often names the subject.</summary>
    HashSet<string> About(int offset)
    {
        var at = sentences.FindIndex(span => span.From <= offset && offset < span.To);
        return at < 0 ? [] : Words(text[sentences[Math.Max(0, at - 1)].From..sentences[at].To]);
    }

    string Sentence(int offset)
    {
        var span = sentences.Find(span => span.From <= offset && offset < span.To);
        return text[span.From..span.To];
    }

    static IEnumerable<(int From, int To)> Sentences(string text)
    {
        var from = 0;
        foreach (Match end in SentenceEnd().Matches(text))
        {
            yield return (from, end.Index + end.Length);
            from = end.Index + end.Length;
        }
        if (from < text.Length) yield return (from, text.Length);
    }

    /// <summary>The words that carry a text's meaning, by their beginnings.</summary>
    public static HashSet<string> Words(string text) =>
        [.. Word().Matches(text).Select(match => match.Value).Where(word => word.Length > 3 && !Common.Contains(word.ToLowerInvariant()) || IsAcronym(word)).Select(Stem)];

    static bool IsAcronym(string word) => word.Length is >= 2 and <= 6 && word.All(char.IsUpper);

    static string Stem(string word) => IsAcronym(word) ? word : word.ToLowerInvariant()[..Math.Min(word.Length, 5)];

    static readonly HashSet<string> Common =
    [
        "have", "that", "this", "they", "their", "there", "these", "those", "with", "from", "were", "been", "will", "would", "which", "than", "then", "them", "also", "only", "into", "over", "more", "most", "some", "such", "very", "each",
        "children", "child", "young", "people", "authority", "council", "councils", "services", "service", "number", "numbers", "proportion", "percentage", "rate", "rates", "level", "levels", "local", "year", "years", "last", "good", "well",
        "made", "make", "being", "both", "other", "under", "when", "what", "while", "still", "have", "does", "within", "about", "after", "before", "between", "through", "during",
    ];

    [GeneratedRegex(@"[.;!?]+(?=\s|\z)|\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\p{L}[\p{L}’']*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
