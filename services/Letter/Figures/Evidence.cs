using Apa.Protos.Judgements.V1;

namespace Apa.Letters.Figures;

/// <summary>The figures of a case, to be found by what a sentence is about.</summary>
sealed class Evidence
{
    /// <summary>What is said of a figure tells less than what it is.</summary>
    const double Aside = 0.4;

    readonly Dictionary<string, List<(int Fact, double Weight)>> byTerm = [];
    readonly double[] whole;

    public Evidence(Judgement judgement, Proto.Framework framework, Vocabulary vocabulary)
    {
        Facts = [.. Fact.Of(judgement, framework, vocabulary)];
        var spread = Facts.SelectMany(fact => fact.Subject.Concat(fact.About)).CountBy(term => term).ToDictionary();
        whole = new double[Facts.Count];
        for (var i = 0; i < Facts.Count; i++)
        {
            foreach (var term in Facts[i].Subject) Note(term, i, Rarity(term));
            foreach (var term in Facts[i].About) Note(term, i, Aside * Rarity(term));
            whole[i] = Facts[i].Subject.Sum(Rarity);
        }

        // A term that few figures share tells more than one that is everywhere.
        double Rarity(string term) => Math.Log(1 + (double)Facts.Count / spread[term]);
    }

    public IReadOnlyList<Fact> Facts { get; }

    /// <summary>How much each figure has to do with these terms; those that have nothing are left out.</summary>
    public Dictionary<int, Nearness> Near(IReadOnlySet<string> terms)
    {
        var near = new Dictionary<int, Nearness>();
        foreach (var term in terms)
            foreach (var (fact, weight) in byTerm.GetValueOrDefault(term) ?? [])
            {
                var called = term == Facts[fact].Code;
                var before = near.GetValueOrDefault(fact);
                near[fact] = new(before.Shared + weight, before.Called || called, 0);
            }
        return near.ToDictionary(one => one.Key, one => one.Value with { Share = one.Value.Called ? 1 : Math.Min(1, one.Value.Shared / whole[one.Key]) });
    }

    void Note(string term, int fact, double weight)
    {
        if (!byTerm.TryGetValue(term, out var facts)) byTerm[term] = facts = [];
        facts.Add((fact, weight));
    }
}

/// <summary>How much a figure has to do with a sentence.</summary>
/// <param name="Shared">Weight of the terms that they share.</param>
/// <param name="Called">Whether the sentence calls it by the code of its indicator.</param>
/// <param name="Share">Part of what the figure is that the sentence speaks of, 0 to 1.</param>
readonly record struct Nearness(double Shared, bool Called, double Share);
