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
            return Of(reference, row.Indicator, value, profile.DatasetVersion);
        fault = value is not null
            ? $"{reference} has no value in this case's profile"
            : $"{reference} is neither a statement nor a figure of this case's profile";
        return null;
    }

    static CitedFigure Of(Statement statement) => new()
    {
        Reference = statement.Id,
        Text = FigureText.Of(statement.Figure),
        Subject = string.Join(", ", new[] { statement.Figure.Subject, statement.Figure.Group, statement.Figure.Place }.Where(part => part.Length > 0)),
        Period = statement.Figure.Period,
        Statement = statement.Id,
        Indicator = statement.Figure.Indicator,
        Source = statement.Source,
        Doubt = statement.Figure.Doubt,
        Synthetic = statement.Synthetic,
    };

    static CitedFigure Of(string reference, Indicator indicator, ProfileValue value, string datasetVersion) => new()
    {
        Reference = reference,
        Text = FigureText.Of(value.Value, indicator.Unit, indicator.Decimals),
        Subject = indicator.Title,
        Period = value.Period,
        DatasetVersion = datasetVersion,
        Indicator = indicator.Name,
        Source = new() { Provider = indicator.SourceReturn, Document = datasetVersion, Locator = indicator.Code, Provenance = indicator.Provenance },
        Doubt = value.Doubt,
        Synthetic = value.Synthetic,
    };

    [GeneratedRegex(@"\{\{\s*figure\s+(?<reference>[^{}]*?)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
