using System.Text.RegularExpressions;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

/// <summary>
/// Figure references in findings: <c>{{figure s-38}}</c> cites a statement, <c>{{figure CF/C20 2005-06}}</c> an
/// indicator's value for a period of the case's profile, by code and period label.
/// </summary>
public static partial class Citations
{
    /// <summary>The references of a text in their order, as written between the braces.</summary>
    public static IEnumerable<string> In(string markdown) =>
        Reference().Matches(markdown).Select(match => match.Groups["reference"].Value);

    /// <summary>The text without its references.</summary>
    public static string Without(string markdown) => Reference().Replace(markdown, " ");

    /// <summary>The text with its figures in words; a reference that means none stays as it is written.</summary>
    public static string Resolved(string markdown, IReadOnlyCollection<Statement> statements, Profile profile) =>
        Reference().Replace(markdown, match => Resolve(match.Groups["reference"].Value, statements, profile, out _)?.Text ?? match.Value);

    /// <summary>The figure that a reference means, in full; null with the fault where it means none.</summary>
    public static CitedFigure? Resolve(string reference, IEnumerable<Statement> statements, Profile profile, out string fault)
    {
        fault = "";
        var statement = statements.FirstOrDefault(statement => statement.Id == reference);
        if (statement is { Figure: not null })
            return Of(statement);
        if (statement is not null)
        {
            fault = $"statement {reference} holds no figure";
            return null;
        }

        var row = profile.Rows.FirstOrDefault(row => reference.StartsWith(row.Indicator.Code + " "));
        var value = row?.Values.FirstOrDefault(value => $"{row.Indicator.Code} {value.Period.Label}" == reference);
        if (row is not null && value is { Value: not "" })
            return Of(row, value, profile.DatasetVersion);
        fault = value is not null
            ? $"{reference} has no value in this case's profile"
            : $"{reference} is neither a statement nor a figure of this case's profile";
        return null;
    }

    /// <summary>The figure of a statement, in full.</summary>
    public static CitedFigure Of(Statement statement) => new()
    {
        Reference = statement.Id,
        Text = FigureText.Of(statement.Figure),
        Subject = SubjectOf(statement.Figure),
        Period = statement.Figure.Period,
        Statement = statement.Id,
        Indicator = statement.Figure.Indicator,
        Source = statement.Source,
        Doubt = statement.Figure.Doubt,
        Synthetic = statement.Synthetic,
        About = statement.Text,
        Comparisons = { statement.Figure.Comparisons.Where(comparison => comparison.Figure.Length > 0).Select(comparison => FigureText.Of(comparison, statement.Figure.Unit)) },
    };

    /// <summary>Subject, group and place; what the subject says already is not said twice.</summary>
    static string SubjectOf(Figure figure) => string.Join(", ",
        new[] { figure.Group, figure.Place }.Where(part => part.Length > 0 && !figure.Subject.Contains(part, StringComparison.OrdinalIgnoreCase)).Prepend(figure.Subject));

    /// <summary>A value of the profile, in full.</summary>
    public static CitedFigure Of(ProfileRow row, ProfileValue value, string datasetVersion) => new()
    {
        Reference = $"{row.Indicator.Code} {value.Period.Label}",
        Text = FigureText.Of(value.Value, row.Indicator.Unit, row.Indicator.Decimals),
        Subject = row.Indicator.Title,
        Period = value.Period,
        DatasetVersion = datasetVersion,
        Indicator = row.Indicator.Name,
        Source = new() { Provider = row.Indicator.SourceReturn, Document = datasetVersion, Locator = row.Indicator.Code, Provenance = row.Indicator.Provenance },
        Doubt = value.Doubt,
        Synthetic = value.Synthetic,
        ComparatorSet = Compared(row, value).Select(compared => compared.Figure.Set).FirstOrDefault(set => set.Length > 0) ?? "",
        About = row.Indicator.Code,
        Comparisons = { Compared(row, value).Select(compared => $"{compared.With} {FigureText.Of(compared.Figure.Value, row.Indicator.Unit, row.Indicator.Decimals)}") },
    };

    /// <summary>Comparisons are made in the period of the latest value, and only where there is something to compare with.</summary>
    static IEnumerable<(string With, ComparisonFigure Figure)> Compared(ProfileRow row, ProfileValue value) => !ReferenceEquals(row.Values[^1], value) ? [] :
        new[] { ("England", row.England), ("England's median", row.EnglandMedian), ("statistical neighbours", row.StatisticalNeighbours), ("comparator councils", row.ComparatorCouncils) }
            .Where(compared => compared.Item2 is { Value.Length: > 0 });

    [GeneratedRegex(@"\{\{\s*figure\s+(?<reference>[^{}]*?)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
