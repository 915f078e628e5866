using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>An indicator as an import sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Form">How its periods are written.</param>
/// <param name="Day">The day that the form needs.</param>
/// <param name="Rules">What its values are looked at by.</param>
sealed record FoundMeasure(string Id, PeriodForm Form, string Day, ValueRules Rules);

/// <summary>Finds an indicator by the words of a file: first by the mapping, then by code, id or a code of some scheme.</summary>
sealed class MeasureNames
{
    readonly Dictionary<string, FoundMeasure> byText = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> doubtful = new(StringComparer.OrdinalIgnoreCase);

    public MeasureNames(IEnumerable<Measure> measures, ImportMapping mapping, ValidationRules rules)
    {
        var byId = measures.ToDictionary(measure => measure.Id, StringComparer.Ordinal);
        foreach (var given in mapping.Indicators)
            if (byId.TryGetValue(Resource.Id(given.Indicator)!, out var measure)) byText[given.Source.Trim()] = Found(measure, rules, given);
            else Unknown.Add(given.Indicator);
        if (mapping.Indicator.Length > 0)
        {
            if (byId.TryGetValue(Resource.Id(mapping.Indicator)!, out var only)) Only = Found(only, rules, mapping.Indicators.FirstOrDefault(given => given.Indicator == mapping.Indicator));
            else Unknown.Add(mapping.Indicator);
            return;
        }
        var mapped = byText.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var measure in byId.Values)
        {
            var found = Found(measure, rules);
            foreach (var word in Words(measure, mapping.IndicatorScheme).Distinct(StringComparer.OrdinalIgnoreCase).Where(word => !mapped.Contains(word)))
                if (!byText.TryAdd(word, found)) doubtful.Add(word);
        }
    }

    /// <summary>Indicators that the mapping names and the catalogue does not have.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>The indicator of the whole file; null where a column names it.</summary>
    public FoundMeasure? Only { get; }

    /// <summary>The indicator that a text means; null where it means none, or several.</summary>
    public FoundMeasure? Find(string text) => !doubtful.Contains(text) && byText.TryGetValue(text, out var found) ? found : null;

    /// <summary>Whether a text means several indicators, so that the mapping has to say which.</summary>
    public bool Doubtful(string text) => doubtful.Contains(text);

    static IEnumerable<string> Words(Measure measure, string scheme)
    {
        var document = measure.Document;
        if (scheme.Length > 0) return document.Codes.Where(code => code.Scheme == scheme).Select(code => code.Value);
        return [document.Code, measure.Id, .. document.Codes.Select(code => code.Value), .. document.AlternativeCodes];
    }

    static FoundMeasure Found(Measure measure, ValidationRules rules, IndicatorMapping? given = null) => new(
        measure.Id,
        given is { PeriodForm: not PeriodForm.Unspecified } ? given.PeriodForm : measure.Document.PeriodForm,
        given is { PeriodDay.Length: > 0 } ? given.PeriodDay : measure.Document.PeriodDay,
        new(measure.Id, measure.Document.Unit, rules));
}
