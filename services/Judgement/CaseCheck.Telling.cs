using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

// Where a case tells a thing, and whether it tells it twice: what a careful reader stumbles over. Warnings at most; a person answers.
public static partial class CaseCheck
{
    /// <summary>Words in a row that a section must share with a statement to be telling the same.</summary>
    const int SameWords = 5;

    /// <summary>Items about the same under two outcomes, and a strength beside a weakness of the same outcome for some group.</summary>
    static IEnumerable<ChecklistEntry> Filing(CaseFile file)
    {
        var pairs = from first in file.Items
                    from second in file.Items
                    where first.List == second.List && first.Outcome.Length > 0 && second.Outcome.Length > 0
                        && file.Framework.Place(first.Outcome) < file.Framework.Place(second.Outcome) && IsTwice(first, second)
                    select (first, second);
        foreach (var (first, second) in pairs)
            yield return Entry("ITEM_TWICE", $"{first.Key()}+{second.Address()}", first.Place(), $"\"{first.Text}\" and {second.Place()}, \"{second.Text}\", are about the same.");

        foreach (var strength in file.Items.Where(item => item.List == Items.Strengths))
        {
            var area = file.Items.FirstOrDefault(item => item.List == Items.AreasForImprovement && item.Outcome == strength.Outcome
                && item.ChildGroup != strength.ChildGroup && Judgements.Telling.Shared(strength.Text, item.Text) is not null);
            if (area is not null)
                yield return Entry("ITEM_STRENGTH_BESIDE_AREA", strength.Key(), strength.Place(), $"\"{strength.Text}\" stands beside {area.Place()}, \"{area.Text}\": both speak of {Judgements.Telling.Shared(strength.Text, area.Text)}.");
        }

        static bool IsTwice(ListItem first, ListItem second) =>
            (first.KeyJudgement.Length > 0 && first.KeyJudgement == second.KeyJudgement && first.ChildGroup.Length > 0 && first.ChildGroup == second.ChildGroup)
            || (first.BackedBy.Intersect(second.BackedBy).Any() && Judgements.Telling.Shared(first.Text, second.Text) is not null);
    }

    /// <summary>What stands in another section than it is filed under, and phrases that two sections share.</summary>
    static IEnumerable<ChecklistEntry> Telling(CaseFile file)
    {
        var outcomes = file.Framework.Outcomes.Where(outcome => outcome.KeyJudgements.Count > 0).Select(outcome => outcome.Id).ToHashSet();
        var sections = file.Findings.Where(finding => outcomes.Contains(finding.Section)).ToList();
        var runs = sections.ToDictionary(finding => finding.Section, finding => Judgements.Telling.Runs(Citations.Without(finding.Markdown), SameWords).ToHashSet());
        foreach (var finding in sections)
        {
            var cited = Citations.In(finding.Markdown).ToHashSet();
            foreach (var statement in file.Statements.Where(statement => statement.Outcome != finding.Section && outcomes.Contains(statement.Outcome)))
            {
                var told = Judgements.Telling.Runs(statement.Text, SameWords).FirstOrDefault(run => runs[finding.Section].Contains(run) && runs.GetValueOrDefault(statement.Outcome)?.Contains(run) != true);
                if (cited.Contains(statement.Id) || told is not null)
                    yield return Entry("FINDING_OUTCOME_MISMATCH", $"{finding.Section}:{statement.Id}", $"finding {finding.Section}", $"It tells what statement {statement.Id} says, which is filed under {statement.Outcome}: \"{statement.Text}\"");
            }
        }

        var phrases = sections.SelectMany(finding => Judgements.Telling.Phrases(Citations.Without(finding.Markdown)).Distinct().Select(phrase => (phrase, finding.Section)));
        foreach (var twice in phrases.GroupBy(pair => pair.phrase, pair => pair.Section).Where(group => group.Count() == 2))
            yield return Entry("FINDING_TOLD_TWICE", twice.Key.Replace(' ', '-'), $"finding {twice.First()}", $"{string.Join(" and ", twice)} both tell of {twice.Key}.");
        foreach (var twice in file.Findings.SelectMany(finding => Citations.In(finding.Markdown).Distinct().Select(reference => (reference, finding.Section)))
            .GroupBy(pair => pair.reference, pair => pair.Section).Where(group => group.Count() > 1))
            yield return Entry("FINDING_TOLD_TWICE", twice.Key, $"finding {twice.First()}", $"{string.Join(" and ", twice)} all cite {twice.Key}.");
    }
}
