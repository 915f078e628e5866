using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Figures;

/// <summary>
/// Holds the numerals of a text against the evidence of a case. Pure, and in time that grows with the text times what a sentence is
/// about. A numeral is bound where the evidence has its value for what the sentence is about; it contradicts where the evidence has
/// another value in the same measure for just that, which the sentence does not give elsewhere; else it matches nothing.
/// </summary>
public sealed class FigureChecking
{
    /// <summary>What the sentence before tells of the subject, beside the sentence itself.</summary>
    const double SentenceBefore = 0.4;

    /// <summary>Part of a figure's subject that a sentence must speak of for its value to be that figure.</summary>
    const double Related = 0.2;

    /// <summary>The same for another value to contradict it.</summary>
    const double SurelyAbout = 0.45;

    /// <summary>A figure of the same value must have about as much to do with the sentence as the one of another value that has most.</summary>
    const double AboutAsNear = 0.75;

    /// <summary>What a number counts is named within so many words after it.</summary>
    const int CountedWithin = 4;

    /// <summary>So many references are told of one numeral.</summary>
    const int MostReferences = 5;

    readonly string text;
    readonly IReadOnlyList<Written> numerals;
    readonly Vocabulary vocabulary;
    readonly Evidence evidence;
    readonly Sentences sentences;

    FigureChecking(string text, IReadOnlyList<Written> numerals, Judgement judgement, Proto.Framework framework)
    {
        (this.text, this.numerals, vocabulary, sentences) = (text, numerals, Vocabulary.Of(framework), new(text));
        evidence = new(judgement, framework, vocabulary);
    }

    public static FigureCheck Check(string text, Judgement judgement, Proto.Framework framework) => Check(text, Numerals.In(text), judgement, framework);

    /// <summary>The same of a text whose numerals are found already.</summary>
    public static FigureCheck Check(string text, IReadOnlyList<Written> found, Judgement judgement, Proto.Framework framework)
    {
        var numerals = new FigureChecking(text, found, judgement, framework).Read().OrderBy(numeral => numeral.Offset).ToList();
        int Count(NumeralFinding finding) => numerals.Count(numeral => numeral.Finding == finding);
        return new()
        {
            Numerals = { numerals },
            Bound = Count(NumeralFinding.Bound),
            Unmatched = Count(NumeralFinding.Unmatched),
            Contradicted = Count(NumeralFinding.Contradicted),
            Names = Count(NumeralFinding.Name),
        };
    }

    IEnumerable<Numeral> Read()
    {
        var names = new Queue<NameFound>(vocabulary.Names(text));
        var open = new List<NameFound>();
        var named = new Dictionary<Written, string>(ReferenceEqualityComparer.Instance);
        foreach (var written in numerals)
        {
            while (names.TryPeek(out var next) && next.From <= written.Offset) open.Add(names.Dequeue());
            open.RemoveAll(name => name.To <= written.Offset);
            if (open.Find(name => written.End <= name.To) is { } name) named[written] = name.What;
        }

        var said = new WordsSaid(evidence);
        var before = new Dictionary<int, Nearness>();
        var at = 0;
        for (var sentence = 0; sentence < sentences.Count; sentence++)
        {
            var terms = vocabulary.Terms(sentences[sentence]);
            var own = evidence.Near(terms);
            // A number that stands alone, as in a cell of a table, is about what stands before it.
            var about = terms.Count == 0 ? before : Joined(own, before);
            var here = new List<Written>();
            for (; at < numerals.Count && sentences.At(numerals[at].Offset) == sentence; at++) here.Add(numerals[at]);
            foreach (var numeral in Weigh(here, named, about)) yield return numeral;
            said.Hear(sentences[sentence], sentences.Start(sentence), about);
            if (terms.Count > 0) before = own;
        }
        foreach (var (fact, word, offset) in said.Best()) yield return Found(new(word, offset, [], Measure.Count), NumeralFinding.Bound, [fact], fact.Words);
    }

    static Dictionary<int, Nearness> Joined(Dictionary<int, Nearness> own, Dictionary<int, Nearness> before)
    {
        var joined = new Dictionary<int, Nearness>(own);
        foreach (var (fact, near) in before)
        {
            var here = own.GetValueOrDefault(fact);
            joined[fact] = new(here.Shared + SentenceBefore * near.Shared, here.Called, Math.Min(1, here.Share + SentenceBefore * near.Share));
        }
        return joined;
    }

    /// <summary>The numerals of one sentence, weighed together: a value that the sentence gives rightly contradicts nothing beside it.</summary>
    IEnumerable<Numeral> Weigh(List<Written> here, Dictionary<Written, string> named, Dictionary<int, Nearness> about)
    {
        var figures = here.Where(written => !named.ContainsKey(written)).ToList();
        var slots = about.Where(one => one.Value.Share >= Related)
            .SelectMany(one => evidence.Facts[one.Key].Own.Select(value => (Fact: evidence.Facts[one.Key], Value: value, Near: one.Value))).ToList();
        var mentioned = about.Where(one => one.Value.Share >= SurelyAbout)
            .SelectMany(one => evidence.Facts[one.Key].Mentioned.Select(value => (Fact: evidence.Facts[one.Key], Value: value, Near: one.Value))).ToList();
        var given = slots.Where(slot => figures.Exists(slot.Value.IsSameAs)).Select(slot => (slot.Fact, slot.Value)).ToHashSet();
        foreach (var written in here)
        {
            if (named.TryGetValue(written, out var name))
            {
                yield return Found(written, NumeralFinding.Name, [], name);
                continue;
            }
            var same = slots.Where(slot => slot.Value.IsSameAs(written)).Concat(mentioned.Where(slot => slot.Value.IsSameAs(written))).ToList();
            var counted = Counted(written);
            var others = slots.Where(slot => Contradicts(written, slot.Value) && !given.Contains((slot.Fact, slot.Value)) && (counted is null || slot.Fact.Subject.Overlaps(counted))).ToList();
            var near = Nearest(same, others.Count > 0 ? others.Max(slot => slot.Near.Shared) : 0);
            var sure = Nearest([.. others.Where(slot => slot.Near.Share >= SurelyAbout)], 0);
            yield return near.Count > 0 ? Found(written, NumeralFinding.Bound, near, null)
                : sure.Count > 0 ? Found(written, NumeralFinding.Contradicted, sure, null)
                : written.Measure == Measure.Date ? Found(written, NumeralFinding.Name, [], "a date or a period")
                : Found(written, NumeralFinding.Unmatched, [], "nothing in the evidence is like it");
        }
    }

    /// <summary>The figures that have most to do with the sentence, and no less than another one has; those that it calls by code always.</summary>
    static List<Fact> Nearest(List<(Fact Fact, Written Value, Nearness Near)> slots, double other)
    {
        var most = slots.Count > 0 ? Math.Max(other, slots.Max(slot => slot.Near.Shared)) : 0;
        return [.. slots.Where(slot => slot.Near.Called || slot.Near.Shared >= AboutAsNear * most).OrderByDescending(slot => slot.Near.Shared).Select(slot => slot.Fact)];
    }

    /// <summary>What a bare number counts: terms of the few words after it. Null where it counts nothing that is named, or has a unit.</summary>
    HashSet<string>? Counted(Written written)
    {
        if (written.Measure != Measure.Count) return null;
        var to = written.End;
        for (var words = 0; to < text.Length && (char.IsLetterOrDigit(text[to]) || text[to] is ' ' or '-' or '’' or '\''); to++)
            if (text[to] == ' ' && ++words > CountedWithin) break;
        var after = text[written.End..to];
        return after.Any(char.IsLetter) ? vocabulary.Terms(after) : null;
    }

    /// <summary>Whether two values could speak of the same thing and differ. Dates do where both are as exact.</summary>
    static bool Contradicts(Written written, Written known) =>
        !written.IsSameAs(known) && (written.Measure == known.Measure
            ? written.Measure != Measure.Date || written.Values.Count == known.Values.Count
            : written.Comparable(known) && written.Measure == Measure.Count);

    Numeral Found(Written written, NumeralFinding finding, IReadOnlyList<Fact> facts, string? what)
    {
        var told = facts.Distinct().Take(MostReferences).ToList();
        return new()
        {
            Text = written.Text,
            Offset = written.Offset,
            Finding = finding,
            References = { told.Select(fact => fact.Reference) },
            What = what ?? (finding == NumeralFinding.Contradicted ? "the evidence has " : "") + string.Join("; ", told.Select(fact => fact.Words)),
            Sentence = sentences.Around(written.Offset),
        };
    }
}
