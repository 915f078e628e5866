using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;

namespace Apa.Cli;

/// <summary>
/// Indicators from a CSV file by its mapping: those that can be put, what is wrong with the others, and what the reader should know.
/// </summary>
sealed partial record CatalogueFile(IReadOnlyList<Indicator> Indicators, IReadOnlyList<RowProblem> Problems, IReadOnlyList<RowProblem> Notes)
{
    /// <summary>What the catalogue takes of a code: letters, digits, slashes, dots and dashes, 63 at most.</summary>
    const int LongestCode = 63;

    /// <summary>Reads the file; <paramref name="known"/> is the catalogue as it is, whose codes are not given away twice.</summary>
    public static CatalogueFile Read(string path, CatalogueMapping mapping, IReadOnlyList<Indicator> known)
    {
        var file = CsvFile.Read(path, mapping.Delimiter);
        file.Require(path, mapping.Columns);
        var (problems, notes) = (file.Problems.ToList(), new List<RowProblem>());
        var kept = new Dictionary<string, (CsvRow Row, Indicator Indicator)>(StringComparer.Ordinal);
        foreach (var row in file.Rows)
        {
            var before = problems.Count;
            var indicator = Indicator(row, mapping, problems);
            if (problems.Count > before) continue;
            var own = row[mapping.Code.Column];
            if (Holder(known, mapping.Code.Scheme, own, indicator.Code) is { } holder)
                notes.Add(row.Problem(mapping.Code.Column, $"is {holder.Name} already, which stays as it is"));
            else if (kept.TryGetValue(indicator.Code, out var first))
                Repeated(row, mapping, first.Row, problems, notes);
            else
                kept[indicator.Code] = (row, indicator);
        }
        return new([.. kept.Values.Select(k => k.Indicator)], [.. problems.OrderBy(p => p.Line)], notes);
    }

    /// <summary>The other indicator that holds a code of the scheme; one that this file brought before has the very same code.</summary>
    static Indicator? Holder(IReadOnlyList<Indicator> known, string scheme, string value, string code) => known.FirstOrDefault(
        i => i.Code != code && i.Codes.Any(c => c.Scheme == scheme && string.Equals(c.Value, value, StringComparison.OrdinalIgnoreCase)));

    static void Repeated(CsvRow row, CatalogueMapping mapping, CsvRow first, List<RowProblem> problems, List<RowProblem> notes)
    {
        var column = mapping.Code.Column;
        if (row[column] != first[column])
        {
            problems.Add(row.Problem(column, $"gives the same catalogue code as \"{first[column]}\" of line {first.Line}; a prefix or another spelling is needed"));
            return;
        }
        var differing = mapping.Columns.Where(c => row[c] != first[c]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        notes.Add(row.Problem(column, $"is the code of line {first.Line} again" + (differing.Count == 0
            ? ", the same; it is read once"
            : $", with another {string.Join(", ", differing)}; line {first.Line} is kept, being the first, and this one left out")));
    }

    static Indicator Indicator(CsvRow row, CatalogueMapping mapping, List<RowProblem> problems)
    {
        var own = row[mapping.Code.Column];
        var provenance = Provenance(mapping.Provenance);
        var indicator = new Indicator
        {
            Code = Code(mapping.Code.Prefix, own),
            Title = row[mapping.TitleColumn],
            Definition = mapping.DefinitionColumn.Length == 0 ? "" : row[mapping.DefinitionColumn],
            Unit = mapping.UnitColumn.Length == 0 ? "" : row[mapping.UnitColumn],
            SourceReturn = mapping.SourceReturn,
            Period = mapping.PeriodForm is { } form ? row[form.Column] : "",
            Provenance = provenance,
        };
        indicator.Codes.Add(new Code { Scheme = mapping.Code.Scheme, Value = own, Provenance = provenance });
        if (own.Length == 0) problems.Add(row.Problem(mapping.Code.Column, "is empty: a row needs a code"));
        else if (indicator.Code.Length is 0 or > LongestCode)
            problems.Add(row.Problem(mapping.Code.Column, $"gives no code of 1 to {LongestCode} letters, digits, slashes, dots and dashes"));
        if (indicator.Title.Length == 0) problems.Add(row.Problem(mapping.TitleColumn, "is empty: a row needs a title"));
        if (Word(row, mapping.Outcome, "outcome", problems) is { } outcome) indicator.Outcome = outcome;
        if (Word(row, mapping.Polarity, "polarity", problems) is { } polarity && !IndicatorGrammar.Polarity(polarity, indicator))
            problems.Add(row.Problem(mapping.Polarity.Column, $"means '{polarity}': {IndicatorGrammar.Polarities}"));
        Decimals(row, mapping, indicator, problems);
        if (mapping.PeriodForm is { } forms && Word(row, forms, "period form", problems) is { } words && !IndicatorGrammar.PeriodForm(words, indicator))
            problems.Add(row.Problem(forms.Column, $"means '{words}': {IndicatorGrammar.PeriodForms}"));
        if (mapping.CountsChildren is { } counted)
        {
            var text = counted.Columns.Select(c => row[c]).ToList();
            indicator.CountsChildren = counted.Words.Any(w => text.Any(t => Holds(t, w))) && !(counted.Unless ?? []).Any(w => text.Any(t => Holds(t, w)));
        }
        return indicator;
    }

    static void Decimals(CsvRow row, CatalogueMapping mapping, Indicator indicator, List<RowProblem> problems)
    {
        if (mapping.Decimals is not { } decimals) return;
        var said = decimals.Words.GetValueOrDefault(row[decimals.Column], row[decimals.Column]);
        if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits <= 6) indicator.Decimals = digits;
        else problems.Add(row.Problem(decimals.Column, "is no number of decimals: 0 to 6, or a word that the mapping explains"));
    }

    static string? Word(CsvRow row, WordColumn column, string what, List<RowProblem> problems)
    {
        var word = column.Words.FirstOrDefault(w => string.Equals(w.Key, row[column.Column], StringComparison.OrdinalIgnoreCase));
        if (word.Key is null) problems.Add(row.Problem(column.Column, $"is no word of the mapping's {what}: {string.Join(", ", column.Words.Keys)}"));
        return word.Value;
    }

    /// <summary>The catalogue's code: the prefix, and the file's code with a dash for every run of what a code may not hold.</summary>
    static string Code(string prefix, string own) => (prefix + Foreign().Replace(own, "-").Trim('-', '.', '/')) is var code && code.Length > prefix.Length ? code : "";

    /// <summary>Whether a text holds a whole word; children's is another word than children.</summary>
    static bool Holds(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
            if ((at == 0 || !Joins(text[at - 1])) && (at + word.Length == text.Length || !Joins(text[at + word.Length]))) return true;
        return false;
    }

    static bool Joins(char c) => char.IsLetterOrDigit(c) || c is '\'' or '’';

    internal static Provenance Provenance(Origin origin) => new()
    {
        Source = origin.Source,
        Note = origin.Note,
        Verification = origin.Verification switch
        {
            "verified" => Verification.Verified,
            "inferred" => Verification.Inferred,
            "unverified" => Verification.Unverified,
            var other => throw new CommandFailed($"the mapping's provenance.verification is '{other}': verified, inferred or unverified"),
        },
    };

    [GeneratedRegex("[^A-Za-z0-9/.]+", RegexOptions.NonBacktracking)]
    private static partial Regex Foreign();
}
