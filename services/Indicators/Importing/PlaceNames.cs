using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>
/// Finds a place by any of its codes or names on a day. Codes of an authority pass to its successors and names come back, so the day
/// decides; where a text meant one place only, it is that one, whether it was there on the day or not.
/// </summary>
sealed class PlaceNames
{
    /// <summary>Most answers that are remembered.</summary>
    const int Most = 100_000;

    readonly Dictionary<string, List<Meaning>> meanings = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<(string Text, DateOnly Day), FoundPlace?> answers = [];

    /// <param name="places">Every place that is known.</param>
    /// <param name="schemes">Schemes of codes that count; empty: all.</param>
    public PlaceNames(IEnumerable<Place> places, IReadOnlyCollection<string> schemes)
    {
        foreach (var place in places)
        {
            var lifetime = new Validity(place.Code, place.ValidFrom, place.ValidTo);
            Add(place.Code, lifetime, lifetime);
            Add(place.Document.DisplayName, lifetime, lifetime);
            Add(place.Document.FormalName, lifetime, lifetime);
            foreach (var code in place.Document.Codes.Where(code => schemes.Count == 0 || schemes.Contains(code.Scheme)))
                Add(code.Value, lifetime, new(place.Code, Place.Day(code.ValidFrom), Place.Day(code.ValidTo)));
        }
    }

    /// <summary>The place that a text meant on a day; null where it means none, or several.</summary>
    public FoundPlace? Find(string text, DateOnly day)
    {
        if (answers.TryGetValue((text, day), out var before)) return before;
        var found = Look(text, day);
        if (answers.Count < Most) answers[(text, day)] = found;
        return found;
    }

    FoundPlace? Look(string text, DateOnly day)
    {
        if (!meanings.TryGetValue(text, out var all)) return null;
        var then = all.Where(meaning => meaning.Lifetime.On(day)).Where(meaning => meaning.Word.On(day)).Select(meaning => meaning.Lifetime.Code).Distinct().ToList();
        if (then.Count == 0) then = [.. all.Where(meaning => meaning.Lifetime.On(day)).Select(meaning => meaning.Lifetime.Code).Distinct()];
        if (then.Count == 1) return new(then[0], There: true);
        var ever = all.Select(meaning => meaning.Lifetime.Code).Distinct().ToList();
        return then.Count == 0 && ever.Count == 1 ? new(ever[0], There: false) : null;
    }

    void Add(string text, Validity lifetime, Validity word)
    {
        if (text.Length == 0) return;
        if (!meanings.TryGetValue(text, out var all)) meanings[text] = all = [];
        all.Add(new(lifetime, word));
    }

    sealed record Meaning(Validity Lifetime, Validity Word);
}

/// <summary>A place that was found.</summary>
/// <param name="Code">Its key.</param>
/// <param name="There">Whether it was there on the day.</param>
sealed record FoundPlace(string Code, bool There);
