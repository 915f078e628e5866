namespace Apa.AuditCommission;

/// <summary>What the rules make of an authority's scores.</summary>
/// <param name="Row">The first row that matched; null where the result is held.</param>
/// <param name="Missing">Services without a score that stands, which hold the result.</param>
/// <param name="UnderReview">Services whose score is subject to review, standing or not.</param>
/// <param name="Tried">Every row for this corporate assessment up to the one that matched, and how it went.</param>
public sealed record Stars(RuleRow? Row, IReadOnlyList<string> Missing, IReadOnlyList<string> UnderReview, IReadOnlyList<TriedRow> Tried)
{
    /// <summary>
    /// First matching row wins. Nothing is computed before every service of the round has a score that stands or is not provided: what
    /// is missing is never taken for good.
    /// </summary>
    /// <param name="scores">By service id.</param>
    public static Stars Of(RuleTable rules, string round, IReadOnlyDictionary<string, Score> scores)
    {
        var services = rules.ServicesOf(round).ToList();
        var missing = services.Where(s => !scores.TryGetValue(s.Id, out var score) || (score.Value is null && !score.IsNotApplicable)).Select(s => s.Id).ToList();
        var underReview = services.Where(s => scores.TryGetValue(s.Id, out var score) && score.UnderReview).Select(s => s.Id).ToList();
        if (missing.Count > 0) return new(null, missing, underReview, []);

        List<int> Level(int level) => [.. services.Where(s => s.Level == level).Select(s => scores[s.Id].Value).OfType<int>()];
        var (corporate, first, second, tried) = (Level(0).Single(), Level(1), Level(2), new List<TriedRow>());
        foreach (var row in rules.Rows.Where(row => row.CorporateAssessment == corporate))
        {
            var why = Why(row, first, second);
            tried.Add(new(row.Id, row.Words, why.Length == 0, why));
            if (why.Length == 0) return new(row, [], underReview, tried);
        }
        throw new InvalidDataException($"no row of the table matches a corporate assessment of {corporate}");
    }

    /// <summary>Why a row does not match; empty where it does.</summary>
    static string Why(RuleRow row, List<int> first, List<int> second)
    {
        (string Name, Limit? Limit, List<int> Scores)[] levels = [("level 1", row.Level1, first), ("level 2", row.Level2, second)];
        return string.Join("; ", levels.Where(level => level.Limit?.Allows(level.Scores) == false)
            .Select(level => $"{level.Name} has {level.Scores.Count(score => score < level.Limit!.Below)} below {level.Limit!.Below}"));
    }
}

/// <summary>A row that was tried.</summary>
/// <param name="Why">Why it does not match; empty where it does.</param>
public sealed record TriedRow(string Row, string Words, bool Matches, string Why);
