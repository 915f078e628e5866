namespace Apa.Walls.Tests;

/// <summary>How far a role may go.</summary>
enum Access
{
    /// <summary>Refused by role: PERMISSION_DENIED, or UNAUTHENTICATED without a token.</summary>
    No,

    /// <summary>Answered.</summary>
    Yes,

    /// <summary>Answered about the caller's own authority; about others refused, or as if nothing were there.</summary>
    Own,

    /// <summary>Answered to the people of the case.</summary>
    Case,

    /// <summary>Answered with what this caller may see, or to whom something else names: other tests hold it.</summary>
    Part,
}

/// <summary>access.md, read: a row for each RPC or page, a column for each role.</summary>
sealed class AccessTable
{
    public const string Public = "public";

    static readonly Dictionary<string, Access> Signs = new() { ["–"] = Access.No, ["✓"] = Access.Yes, ["own"] = Access.Own, ["case"] = Access.Case, ["part"] = Access.Part };

    public static readonly IReadOnlyList<string> Columns =
        [Public, "administrator", "analyst", "inspector", "moderator", "authority", "signatory", "editor", "publisher", "auditor", "consumer", "service"];

    public required IReadOnlyList<(string Name, IReadOnlyList<Access> Cells)> Rows { get; init; }

    public static AccessTable Read(string path)
    {
        var rows = File.ReadLines(path).Where(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).ToList();
        Assert.All(rows.Where(row => row[0] == "who"), row => Assert.Equal(Columns, row.Skip(1)));
        return new() { Rows = [.. rows.Where(row => row[0].StartsWith('`')).Select(row => (row[0].Trim('`'), (IReadOnlyList<Access>)[.. row.Skip(1).Select(sign => Signs[sign])]))] };
    }

    public Access Cell(string name, string column) => Rows.FirstOrDefault(row => row.Name == name).Cells?[Columns.ToList().IndexOf(column)] ?? Access.No;

    public static string Show(Access access) => Signs.First(sign => sign.Value == access).Key;
}

/// <summary>Who calls for a column: somebody whose own the resource is, and somebody of the same role whose it is not.</summary>
static class Callers
{
    public static (string Person, string[] Roles) Of(string column, string name) => column switch
    {
        "inspector" => ("ina", ["inspector"]),
        "moderator" => ("mona", ["moderator"]),
        "authority" => ("una", [$"authority:{(name.Contains("820", StringComparison.Ordinal) ? "820" : "919")}"]),
        "signatory" => ("olive", ["signatory:ofsted"]),
        "consumer" => ("connie", ["consumer:csci"]),
        "service" => ("publication", ["service:publication"]),
        _ => ($"{column}-one", [column]),
    };

    public static (string Person, string[] Roles) Others(string column, string name) => column switch
    {
        "authority" => ("otto", ["authority:801"]),
        "signatory" => ("simon", ["signatory:nobody"]),
        "consumer" => ("carl", ["consumer:nobody"]),
        "service" => ("elsewhere", ["service:elsewhere"]),
        _ => ($"{column}-stranger", [.. Of(column, name).Roles]),
    };
}
