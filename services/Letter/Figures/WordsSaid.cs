namespace Apa.Letters.Figures;

/// <summary>
/// Values that are words (all, in line, very good): found where a sentence says them of their subject. They raise no alarm, since the
/// same can be said in too many ways.
/// </summary>
sealed class WordsSaid(Evidence evidence)
{
    /// <summary>Part of its subject that a sentence must speak of.</summary>
    const double Related = 0.25;

    readonly Dictionary<int, (string Word, int Offset, double Shared)> best = [];

    /// <summary>Hears a sentence that has to do with these figures.</summary>
    public void Hear(string sentence, int start, Dictionary<int, Nearness> about)
    {
        foreach (var (fact, near) in about)
        {
            if (!evidence.Facts[fact].IsWord || near.Share < Related || near.Shared <= best.GetValueOrDefault(fact).Shared) continue;
            foreach (var saying in Vocabulary.Sayings(evidence.Facts[fact].Text))
            {
                if (Find(sentence, saying) is not (>= 0 and var at)) continue;
                best[fact] = (sentence.Substring(at, saying.Length), start + at, near.Shared);
                break;
            }
        }
    }

    public IEnumerable<(Fact Fact, string Word, int Offset)> Best() =>
        best.Select(one => (evidence.Facts[one.Key], one.Value.Word, one.Value.Offset));

    /// <summary>Where a saying stands as words of its own; below 0: nowhere.</summary>
    static int Find(string sentence, string saying)
    {
        for (var at = sentence.IndexOf(saying, StringComparison.OrdinalIgnoreCase); at >= 0; at = sentence.IndexOf(saying, at + 1, StringComparison.OrdinalIgnoreCase))
            if ((at == 0 || !char.IsLetterOrDigit(sentence[at - 1])) && (at + saying.Length == sentence.Length || !char.IsLetterOrDigit(sentence[at + saying.Length]))) return at;
        return -1;
    }
}
