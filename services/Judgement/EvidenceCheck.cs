using System.Globalization;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Everything that can be wrong with statements of evidence, all at once, each with its path.</summary>
public static class EvidenceCheck
{
    /// <summary>Adds the faults of statements to a check, against the framework and the profile of their case.</summary>
    /// <param name="documents">Ids of the documents that the authority filed.</param>
    /// <param name="earlier">References into the authority's earlier rounds that mean something.</param>
    public static void Statements(this Check check, IReadOnlyList<Statement> statements, Framework framework, Profile profile, IReadOnlySet<string> documents, IReadOnlySet<string> earlier)
    {
        var indicators = profile.Rows.Select(row => row.Indicator.Name).ToHashSet();
        check.Unique(statements.Select(statement => statement.Id), "statements", "id");
        check.Each(statements, "statements", (statement, at) =>
        {
            check.Id(statement.Id, $"{at}.id");
            check.That(framework.Outcomes.Any(outcome => outcome.Id == statement.Outcome), $"{at}.outcome", $"'{statement.Outcome}' is no outcome of this framework");
            check.That(statement.KeyJudgement.Length == 0 || framework.Knows(statement.KeyJudgement), $"{at}.key_judgement", $"'{statement.KeyJudgement}' is no key judgement of this framework");
            check.Said(statement.Kind, $"{at}.kind");
            check.Required(statement.Text, $"{at}.text", 2000);
            check.Source(statement.Source, $"{at}.source");
            check.That(statement.Source is null or { Filed: "" } || documents.Contains(statement.Source.Filed), $"{at}.source.filed", $"'{statement.Source?.Filed}' is no document that the authority filed in this case");
            check.Unique(statement.Follows, $"{at}.follows", "reference");
            check.Each(statement.Follows, $"{at}.follows", (reference, where) =>
                check.That(earlier.Contains(reference), where, $"'{reference}' is neither an item nor a statement of an earlier round of this authority"));
            if (statement.Figure is not null)
                check.Figure(statement.Figure, $"{at}.figure", indicators);
        });
    }

    static void Source(this Check check, Source? source, string path)
    {
        check.Required(source?.Provider ?? "", $"{path}.provider");
        check.Required(source?.Document ?? "", $"{path}.document");
        check.Date(source?.Date ?? "", $"{path}.date");
        if (source?.Provenance is not null)
            check.Provenance(source.Provenance, $"{path}.provenance");
    }

    static void Figure(this Check check, Figure figure, string path, HashSet<string> indicators)
    {
        check.Required(figure.Subject, $"{path}.subject");
        check.That(figure.Value is not null || figure.Comparisons.Count > 0, $"{path}.value", "is required where nothing is compared");
        check.Fault(ValueFault(figure.Value), $"{path}.value");
        check.Fault(PeriodFault(figure.Period), $"{path}.period");
        check.That(figure.Indicator.Length == 0 || indicators.Contains(figure.Indicator), $"{path}.indicator", $"'{figure.Indicator}' is no indicator of this case's profile");
        check.Each(figure.Comparisons, $"{path}.comparisons", (comparison, at) =>
        {
            check.Said(comparison.Basis, $"{at}.basis");
            check.Required(comparison.Relation, $"{at}.relation", 100);
            check.Decimal(comparison.Figure, $"{at}.figure");
        });
    }

    static string? ValueFault(Value? value) => value?.ValueCase switch
    {
        null => null,
        Value.ValueOneofCase.Decimal => Check.IsDecimal(value.Decimal) ? null : "is a decimal such as -2.8",
        Value.ValueOneofCase.Range when !Check.IsDecimal(value.Range.Low) || !Check.IsDecimal(value.Range.High) => "is a range of two decimals",
        Value.ValueOneofCase.Range => Number(value.Range.Low) <= Number(value.Range.High) ? null : "is a range whose lower end comes first",
        Value.ValueOneofCase.Change => Check.IsDecimal(value.Change.Before) && Check.IsDecimal(value.Change.After) ? null : "is a change between two decimals",
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


    static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
