using System.Globalization;
using System.Text.RegularExpressions;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Everything that can be wrong with statements of evidence, all at once, each with its path.</summary>
public static partial class EvidenceCheck
{
    /// <summary>Adds the faults of statements to a check, against the framework and the profile of their case.</summary>
    public static void Statements(this Check check, IReadOnlyList<Statement> statements, Framework framework, Profile profile)
    {
        var indicators = profile.Rows.Select(row => row.Indicator.Name).ToHashSet();
        check.Unique(statements.Select(statement => statement.Id), "statements", "id");
        check.Each(statements, "statements", (statement, at) =>
        {
            check.That(Names.IsId(statement.Id), $"{at}.id", "is a lower-case id such as s-38");
            check.That(framework.Outcomes.Any(outcome => outcome.Id == statement.Outcome), $"{at}.outcome", $"'{statement.Outcome}' is no outcome of this framework");
            check.That(statement.KeyJudgement.Length == 0 || framework.Knows(statement.KeyJudgement), $"{at}.key_judgement", $"'{statement.KeyJudgement}' is no key judgement of this framework");
            check.That(statement.Kind != StatementKind.Unspecified, $"{at}.kind", "is required");
            check.Text(statement.Text, $"{at}.text", 2000);
            check.Source(statement.Source, $"{at}.source");
            if (statement.Figure is not null)
                check.Figure(statement.Figure, $"{at}.figure", indicators);
        });
    }

    /// <summary>Adds a fault where a text is empty or longer than so many characters.</summary>
    public static void Text(this Check check, string text, string path, int longest)
    {
        check.That(!string.IsNullOrWhiteSpace(text), path, "is required");
        check.That(text.Length <= longest, path, $"is longer than {longest} characters");
    }

    static void Source(this Check check, Source? source, string path)
    {
        check.That(source is { Provider.Length: > 0 }, $"{path}.provider", "is required");
        check.That(source is { Document.Length: > 0 }, $"{path}.document", "is required");
        check.That(source is null or { Date: "" } || IsDate(source.Date), $"{path}.date", "is yyyy-MM-dd, or empty where not known");
        if (source?.Provenance is not null)
            check.Provenance(source.Provenance, $"{path}.provenance");
    }

    static void Figure(this Check check, Figure figure, string path, HashSet<string> indicators)
    {
        check.That(figure.Subject.Length > 0, $"{path}.subject", "is required");
        check.That(figure.Value is not null || figure.Comparisons.Count > 0, $"{path}.value", "is required where nothing is compared");
        check.That(figure.Value is null || ValueFault(figure.Value) is null, $"{path}.value", ValueFault(figure.Value) ?? "");
        check.That(PeriodFault(figure.Period) is null, $"{path}.period", PeriodFault(figure.Period) ?? "");
        check.That(figure.Indicator.Length == 0 || indicators.Contains(figure.Indicator), $"{path}.indicator", $"'{figure.Indicator}' is no indicator of this case's profile");
        check.Each(figure.Comparisons, $"{path}.comparisons", (comparison, at) =>
        {
            check.That(comparison.Basis != ComparisonBasis.Unspecified, $"{at}.basis", "is required");
            check.That(comparison.Relation.Length > 0, $"{at}.relation", "is required");
            check.That(comparison.Figure.Length == 0 || IsDecimal(comparison.Figure), $"{at}.figure", "is a decimal, or empty");
        });
    }

    static string? ValueFault(Value? value) => value?.ValueCase switch
    {
        Value.ValueOneofCase.Decimal => IsDecimal(value.Decimal) ? null : "is a decimal such as -2.8",
        Value.ValueOneofCase.Range when !IsDecimal(value.Range.Low) || !IsDecimal(value.Range.High) => "is a range of two decimals",
        Value.ValueOneofCase.Range => Number(value.Range.Low) <= Number(value.Range.High) ? null : "is a range whose lower end comes first",
        Value.ValueOneofCase.Change => IsDecimal(value.Change.Before) && IsDecimal(value.Change.After) ? null : "is a change between two decimals",
        Value.ValueOneofCase.Fraction => value.Fraction is { Numerator: >= 0, Denominator: > 0 } ? null : "is so many, 0 or more, of so many, 1 or more",
        Value.ValueOneofCase.Date => value.Date.Length > 0 ? null : "is a date or a term",
        Value.ValueOneofCase.Word => value.Word.Length > 0 ? null : "is a word",
        Value.ValueOneofCase.Flag => null,
        _ => "holds exactly one value",
    };

    static string? PeriodFault(Period? period) => period switch
    {
        null or { Kind: PeriodKind.Unspecified } => "is required: stated, or NOT_STATED",
        { Kind: PeriodKind.NotStated } => period is { Start: "", End: "", Label: NotStated } ? null : $"has no start and end where not stated, and the label '{NotStated}'",
        { Label: "" } => "has a label as published",
        _ when !IsDate(period.Start) || !IsDate(period.End) => "has a start and an end, yyyy-MM-dd",
        _ => string.CompareOrdinal(period.Start, period.End) <= 0 ? null : "starts before it ends",
    };

    const string NotStated = "not stated in source";

    static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    static bool IsDecimal(string text) => DecimalGrammar().IsMatch(text);

    static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>At most 15 digits before and 12 after the point, which a decimal holds exactly.</summary>
    [GeneratedRegex(@"^-?[0-9]{1,15}(\.[0-9]{1,12})?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DecimalGrammar();
}
