using System.Text.RegularExpressions;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Everything that can be wrong with findings and list items, all at once, each with its path.</summary>
public static partial class FindingsCheck
{
    const int LongestMarkdown = 20_000;
    const int LongestItem = 500;

    /// <summary>Adds the faults of findings to a check: sections, gradings, Markdown, and every figure reference that means nothing.</summary>
    public static void Findings(this Check check, IReadOnlyList<Finding> findings, Framework framework, IReadOnlyList<Statement> statements, Profile profile)
    {
        check.Unique(findings.Select(finding => finding.Section), "findings", "section");
        check.Each(findings, "findings", (finding, at) =>
        {
            var outcome = framework.Outcomes.FirstOrDefault(outcome => outcome.Id == finding.Section);
            check.That(outcome is not null, $"{at}.section", $"'{finding.Section}' is no section of this framework");
            if (finding.Grading is not null && outcome is not null)
            {
                var fault = outcome.Graded ? framework.Scale(outcome.Scale).Fault(finding.Grading) : $"{finding.Section} takes no grading in this framework";
                check.Fault(fault, $"{at}.grading");
            }
            check.That(finding.Markdown.Length <= LongestMarkdown, $"{at}.markdown", $"is longer than {LongestMarkdown} characters");
            check.That(!RawHtml().IsMatch(finding.Markdown), $"{at}.markdown", "holds raw HTML; only paragraphs and emphasis are taken");
            check.That(!StrayBraces().IsMatch(Citations.Without(finding.Markdown)), $"{at}.markdown", "holds braces that are no figure reference such as {{figure s-38}}");
            foreach (var reference in Citations.In(finding.Markdown).Distinct())
                check.That(Citations.Resolve(reference, statements, profile, out var fault) is not null, $"{at}.markdown", $"{finding.Section}: {fault}");
        });
    }

    /// <summary>Adds the faults of one list's items to a check; a position, where given, is the one that the order gives.</summary>
    /// <param name="areas">Addresses of the areas for improvement of the case; null where that list was not put yet.</param>
    public static void Items(this Check check, IReadOnlyList<ListItem> items, ItemList list, Framework framework, HashSet<string> statements, HashSet<string>? areas)
    {
        var positions = list.InOrder(items).Select(item => item.Position).ToList();
        check.Each(items.Zip(positions), "items", (placed, at) =>
        {
            var (item, position) = placed;
            check.That(item.List.Length == 0 || item.List == list.Id, $"{at}.list", $"is {list.Id}, or empty");
            var outcome = framework.Outcomes.FirstOrDefault(outcome => outcome.Id == item.Outcome);
            check.That(list.ByOutcome ? outcome is not null : outcome is not null || item.Outcome.Length == 0, $"{at}.outcome", $"'{item.Outcome}' is no outcome of this framework");
            check.That(item.Position == 0 || item.Position == position, $"{at}.position", $"is {position} by its order, or left out");
            check.Required(item.Text, $"{at}.text", LongestItem);
            check.That(!RawHtml().IsMatch(item.Text), $"{at}.text", "holds raw HTML");
            check.That(item.KeyJudgement.Length == 0 || framework.Knows(item.KeyJudgement), $"{at}.key_judgement", $"'{item.KeyJudgement}' is no key judgement of this framework");
            foreach (var id in item.BackedBy.Where(id => !statements.Contains(id)))
                check.Fail($"{at}.backed_by", $"'{id}' is no statement of this case");
            check.That(list.Id != Judgements.Items.AreasForImprovement || item.ComesFrom.Count == 0, $"{at}.comes_from", "is empty in this list: other items come from its items");
            foreach (var address in item.ComesFrom.Where(address => areas?.Contains(address) == false))
                check.Fail($"{at}.comes_from", $"'{address}' is no area for improvement of this case");
        });
    }

    /// <summary>Whether a key judgement is the framework's. An item may be filed away from its outcome: the checklist says so.</summary>
    public static bool Knows(this Framework framework, string keyJudgement) =>
        framework.Outcomes.SelectMany(outcome => outcome.KeyJudgements).Any(judgement => judgement.Id == keyJudgement);

    [GeneratedRegex("<[A-Za-z/!?]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RawHtml();

    [GeneratedRegex(@"\{\{|\}\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StrayBraces();
}
