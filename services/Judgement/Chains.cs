using Apa.Protos.Judgements.V1;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

/// <summary>
/// What an authority's cases take up from one another. Links are items and statements: an item rests on statements and comes from
/// other items of its case, a statement follows items and statements of earlier rounds.
/// </summary>
public sealed class Chains(JudgementDb db)
{
    /// <summary>The reference of an item.</summary>
    public static string Reference(string assessment, ListItem item) => $"{assessment}/items/{item.List}:{item.Address()}";

    /// <summary>The reference of a statement.</summary>
    public static string Reference(string assessment, Statement statement) => $"{assessment}/statements/{statement.Id}";

    /// <summary>The case that a reference points into; null where it is no reference.</summary>
    public static string? CaseOf(string reference) => reference.Split('/') is ["authorities", var laCode, "assessments", var round, "items" or "statements", { Length: > 0 }]
        ? Names.Assessment(laCode, round)
        : null;

    /// <summary>Every reference into rounds of the authority that lie before this case's.</summary>
    public async Task<IReadOnlySet<string>> EarlierReferences(Assessment assessment, CancellationToken ct)
    {
        var years = await YearsOf(assessment.LaCode, ct);
        var own = years.Single(year => year.Assessment.Uid == assessment.Uid).Date;
        return years.Where(year => year.Date < own).SelectMany(year => Links(year).Select(link => link.Reference)).ToHashSet();
    }

    /// <summary>What a link rests on and what rests on it, through all rounds, oldest first; empty where there is no such link.</summary>
    public async Task<Chain> Trace(string reference, CancellationToken ct)
    {
        var laCode = reference.Split('/')[1];
        var links = (await YearsOf(laCode, ct)).OrderBy(year => year.Date).SelectMany(Links).ToDictionary(link => link.Reference);
        var chain = new Chain();
        if (!links.ContainsKey(reference))
            return chain;
        var before = Reach(reference, link => links.TryGetValue(link, out var found) ? found.From : []);
        var after = Reach(reference, link => links.Values.Where(other => other.From.Contains(link)).Select(other => other.Reference));
        // Statements before the items that rest on them, and areas before what comes from them.
        chain.Links.AddRange(links.Values.Where(link => before.Contains(link.Reference) || after.Contains(link.Reference))
            .OrderBy(link => link.Date, StringComparer.Ordinal).ThenBy(link => Depth(link.Reference, links)));
        return chain;
    }

    static HashSet<string> Reach(string from, Func<string, IEnumerable<string>> next)
    {
        var reached = new HashSet<string> { from };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var link))
        {
            foreach (var other in next(link).Where(reached.Add))
                open.Enqueue(other);
        }
        return reached;
    }

    static int Depth(string reference, Dictionary<string, ChainLink> links) =>
        links.TryGetValue(reference, out var link) && link.From.Count > 0 ? 1 + link.From.Max(from => Depth(from, links)) : 0;

    static IEnumerable<ChainLink> Links(Year year)
    {
        var name = year.Assessment.Name;
        foreach (var statement in year.Statements)
        {
            var link = Link(Reference(name, statement), statement.Text, Word(statement.Kind), year);
            link.Source = statement.Source;
            link.From.AddRange(statement.Follows);
            yield return link;
        }
        foreach (var item in year.Items)
        {
            var link = Link(Reference(name, item), item.Text, item.List, year);
            link.From.AddRange(item.BackedBy.Select(id => $"{name}/statements/{id}"));
            link.From.AddRange(item.ComesFrom.Select(address => $"{name}/items/{Items.AreasForImprovement}:{address}"));
            yield return link;
        }
    }

    static ChainLink Link(string reference, string text, string kind, Year year) =>
        new() { Reference = reference, Text = text, Kind = kind, Date = $"{year.Date:yyyy-MM-dd}" };

    /// <summary>A kind of statement as a lower-case id.</summary>
    public static string Word(StatementKind kind) => kind switch
    {
        StatementKind.RequiredAction => "required-action",
        StatementKind.SelfAssessment => "self-assessment",
        _ => kind.ToString().ToLowerInvariant(),
    };

    async Task<List<Year>> YearsOf(string laCode, CancellationToken ct)
    {
        var assessments = await db.Assessments.AsNoTracking().Where(row => row.LaCode == laCode)
            .Join(db.Rounds, row => row.RoundId, round => round.Id, (row, round) => new { Assessment = row, round.LetterDate }).ToListAsync(ct);
        var uids = assessments.Select(row => row.Assessment.Uid).ToList();
        var statements = (await db.Evidence.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        var items = (await db.Items.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        return [.. assessments.Select(row => new Year(row.Assessment, row.LetterDate, [.. statements[row.Assessment.Uid]], [.. items[row.Assessment.Uid]]))];
    }

    sealed record Year(Assessment Assessment, DateOnly Date, IReadOnlyList<Statement> Statements, IReadOnlyList<ListItem> Items);
}
