using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements.Board;

/// <summary>What the board shows, as workbooks: a sheet that says what it is, and one with the rows.</summary>
static class BoardWorkbook
{
    static readonly string[] Columns =
    [
        "LA code", "authority", "region", "kind of authority", "state", "area", "suggested", "suggested word", "decided", "decided word", "distance", "reason", "why suggested",
        "last year", "last year word", "England better", "England in line", "England worse", "England not available",
        "neighbours better", "neighbours in line", "neighbours worse", "neighbours not available", "open warnings", "open queries", "nearest neighbours", "synthetic",
    ];

    static readonly HashSet<string> Numbers =
    [
        "suggested", "decided", "distance", "last year", "England better", "England in line", "England worse", "England not available",
        "neighbours better", "neighbours in line", "neighbours worse", "neighbours not available", "open warnings", "open queries",
        "cases", "percent", "of cases", "before", "now", "grade",
    ];

    public static byte[] Of(string round, IReadOnlyList<BoardRow> rows) => Workbook.Write(
        About("Moderation board", round, rows.Any(row => row.Synthetic), ("order", "furthest from the suggestion first; distance counts grades, better is positive"), ("suggestions", "what the framework's rules say; never a decision")),
        new("Board", [Columns, .. rows.Select(Row)], Numbers));

    public static byte[] Of(Distribution distribution) => Workbook.Write(
        About("Distribution of grades", distribution.Round, distribution.Synthetic, ("percent", "of the cases that have a grade for the area")),
        new("Distribution", [["group", "area", "grade", "word", "cases", "of cases", "percent"], .. distribution.Groups.SelectMany(group => group.Shares.Select(share => new[]
        {
            group.Group.Length == 0 ? "all" : group.Group, group.Area, Text(share.Grade.Value), share.Grade.Word, Text(share.Cases), Text(group.Cases), share.Percent,
        }))], Numbers));

    public static byte[] Of(PreviousYear comparison) => Workbook.Write(
        About("The year before", comparison.Assessment, synthetic: null, ("previous", comparison.Previous.Length == 0 ? "no earlier final case is known" : comparison.Previous)),
        new("Grades", [["area", "before", "before word", "now", "now word", "change"], .. comparison.Areas.Select(area =>
            new[] { area.Area, Value(area.Before), area.Before?.Word ?? "", Value(area.Now), area.Now?.Word ?? "", area.Change })], Numbers),
        new("Left to do", [["kind", "text", "taken up by", "what this year says", "items of this year", "reference"], .. comparison.Items.Select(item => new[]
        {
            item.Kind, item.Text, item.Open ? "nothing" : string.Join(", ", item.TakenUpBy.Select(statement => statement.Id)),
            string.Join("\n", item.TakenUpBy.Select(statement => statement.Text)), string.Join(", ", item.Items), item.Reference,
        })]));

    public static byte[] Of(CompareCasesResponse comparison) => Workbook.Write(
        About("Cases side by side", string.Join(", ", comparison.Cases.Select(column => column.Assessment.Name)), comparison.Cases.Any(column => column.Assessment.Synthetic)),
        new("Grades", [Columns, .. comparison.Cases.SelectMany(column => column.Rows).Select(Row)], Numbers),
        new("Items", [["LA code", "list", "outcome", "position", "text"], .. comparison.Cases.SelectMany(column => column.Items.Select(item =>
            new[] { column.Assessment.Authority.LaCode, item.List, item.Outcome, Text(item.Position), item.Text }))]));

    static WorkbookSheet About(string title, string of, bool? synthetic, params IReadOnlyList<(string Name, string Text)> more)
    {
        List<string[]> rows = [[title, of]];
        if (synthetic is not null)
            rows.Add(["synthetic", synthetic.Value ? "SYNTHETIC: something in these cases was invented" : "no: nothing in these cases is marked as invented"]);
        rows.AddRange(more.Select(line => new[] { line.Name, line.Text }));
        return new("About", rows);
    }

    static string[] Row(BoardRow row)
    {
        var england = Sum(row, lights => lights.England);
        var neighbours = Sum(row, lights => lights.Neighbours);
        return
        [
            row.Authority.LaCode, row.Authority.Name, row.Place?.RegionName ?? "", row.Place?.AuthorityType ?? "", row.State.ToString().ToUpperInvariant(), row.Area,
            Value(row.Suggested), row.Suggested?.Word ?? "", Value(row.Decided), row.Decided?.Word ?? "",
            row.Suggested is null || row.Decided is null ? "" : Text(row.Distance), row.Reason, row.Explanation, Value(row.Previous), row.Previous?.Word ?? "",
            .. england, .. neighbours, Text(row.OpenWarnings), Text(row.OpenQueries),
            string.Join(", ", row.Neighbours.Select(neighbour => $"{neighbour.Name} {neighbour.Grade?.Value.ToString(CultureInfo.InvariantCulture) ?? "–"}")), row.Synthetic ? "SYNTHETIC" : "",
        ];
    }

    static string[] Sum(BoardRow row, Func<OutcomeLights, LightCount> of)
    {
        var counts = row.Lights.Select(of).ToList();
        return [Text(counts.Sum(count => count.Better)), Text(counts.Sum(count => count.InLine)), Text(counts.Sum(count => count.Worse)), Text(counts.Sum(count => count.NotAvailable))];
    }

    static string Value(Grade? grade) => grade is null ? "" : Text(grade.Value);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
