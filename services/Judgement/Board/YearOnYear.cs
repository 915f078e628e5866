using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Board;

/// <summary>Two years of one authority side by side. Pure.</summary>
static class YearOnYear
{
    /// <summary>One area: compared only where both years have it, on the same scale.</summary>
    public static AreaChange Area(string area, Grade? before, Grade? now, Framework framework)
    {
        var change = new AreaChange { Area = area, Before = before, Now = now, Change = "not comparable" };
        if (before is null || now is null || before.Scale != now.Scale || framework.Scales.FirstOrDefault(scale => scale.Id == now.Scale) is not { } scale
            || scale.Grades.All(grade => grade.Value != before.Value))
            return change;
        change.Change = Math.Sign(scale.Distance(before.Value, now.Value)) switch
        {
            1 => "better",
            0 => "same",
            _ => "worse",
        };
        return change;
    }

    /// <summary>What the year before left to do: items of its lists that carry over, required actions and commitments.</summary>
    public static IEnumerable<CarriedItem> Carried(string name, CaseFile before, CaseFile now)
    {
        var lists = before.Framework.Lists.Where(list => list.CarriesOver).Select(list => list.Id).ToHashSet();
        var items = before.Items.Where(item => lists.Contains(item.List)).Select(item => (Reference: Chains.Reference(name, item), Kind: item.List, item.Text));
        var actions = before.Statements.Where(statement => statement.Kind is StatementKind.RequiredAction or StatementKind.Commitment)
            .Select(statement => (Reference: Chains.Reference(name, statement), Kind: Chains.Word(statement.Kind), statement.Text));
        foreach (var (reference, kind, text) in items.Concat(actions))
        {
            var carried = new CarriedItem { Reference = reference, Kind = kind, Text = text };
            carried.TakenUpBy.AddRange(now.Statements.Where(statement => statement.Follows.Contains(reference)));
            var ids = carried.TakenUpBy.Select(statement => statement.Id).ToHashSet();
            carried.Items.AddRange(now.Items.Where(item => item.BackedBy.Any(ids.Contains)).Select(item => item.Key()));
            carried.Open = carried.TakenUpBy.Count == 0;
            yield return carried;
        }
    }
}
