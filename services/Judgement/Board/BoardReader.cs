using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

/// <summary>Reads cases of a round as columns of a board: everything of them that a grade is weighed against.</summary>
public sealed class BoardReader(JudgementDb db, Cases cases)
{
    /// <summary>Neighbours shown beside a grade.</summary>
    const int MostNeighbours = 5;

    /// <summary>The cases of a round by LA code, each with its rows in the framework's order.</summary>
    /// <param name="laCodes">Only these; null: all.</param>
    public async Task<IReadOnlyList<CaseColumn>> Columns(string roundId, Framework framework, IReadOnlyCollection<string>? laCodes, CancellationToken ct)
    {
        var round = await db.Assessments.AsNoTracking().Where(row => row.RoundId == roundId).OrderBy(row => row.LaCode).ToListAsync(ct);
        var shown = round.Where(row => laCodes?.Contains(row.LaCode) != false).ToList();
        var uids = shown.Select(row => row.Uid).ToList();
        var files = await cases.FilesOf(shown, framework, ct);
        var waivers = (await db.Waivers.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToListAsync(ct)).ToLookup(row => row.AssessmentUid);
        var queries = (await db.Queries.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        var byLaCode = round.ToDictionary(row => row.LaCode);
        return [.. shown.Select(assessment => Column(assessment, files[assessment.Uid], [.. waivers[assessment.Uid]], queries[assessment.Uid].Count(query => query.Answer.Length == 0), byLaCode))];
    }

    static CaseColumn Column(Assessment assessment, CaseFile file, IReadOnlyCollection<Waiver> waivers, int openQueries, Dictionary<string, Assessment> round)
    {
        var column = new CaseColumn { Assessment = assessment.ToProto(file.Framework) };
        column.Suggestions.AddRange(file.Suggest().Suggestions);
        column.Findings.AddRange(file.Findings);
        column.Items.AddRange(file.Items);
        var open = CaseCheck.Of(file, waivers).Open;
        var lights = Lights(file).ToList();
        foreach (var (area, suggestion) in file.Framework.Areas.Zip(column.Suggestions))
        {
            var decision = file.Grades.FirstOrDefault(grade => grade.Grade.Area == area.Id);
            var row = new BoardRow
            {
                Assessment = assessment.Name,
                Etag = column.Assessment.Etag,
                State = assessment.State,
                Authority = assessment.Authority,
                Place = assessment.Place,
                Area = area.Id,
                Suggested = suggestion.Grade,
                Explanation = suggestion.Explanation,
                Decided = decision?.Grade.Grade,
                Reason = decision?.Reason ?? "",
                Distance = suggestion.Grade is null || decision is null ? 0 : file.Framework.Scale(area.Scale).Distance(suggestion.Grade.Value, decision.Grade.Grade.Value),
                Previous = file.Previous.GetValueOrDefault(area.Id),
                OpenWarnings = open,
                OpenQueries = openQueries,
                Synthetic = file.Synthetic,
            };
            row.Lights.AddRange(lights);
            row.Neighbours.AddRange(Neighbours(assessment, area, round));
            column.Rows.Add(row);
        }
        return column;
    }

    static IEnumerable<NeighbourGrade> Neighbours(Assessment assessment, Area area, Dictionary<string, Assessment> round) =>
        (assessment.Place?.Neighbours ?? []).Where(round.ContainsKey).Take(MostNeighbours).Select(laCode => new NeighbourGrade
        {
            LaCode = laCode,
            Name = round[laCode].Authority.Name,
            Grade = round[laCode].Grades.FirstOrDefault(decision => decision.Grade.Area == area.Id)?.Grade.Grade,
        });

    /// <summary>The profile's lights, counted by the outcomes of the framework that the profile speaks of.</summary>
    static IEnumerable<OutcomeLights> Lights(CaseFile file) => file.Framework.Outcomes
        .GroupJoin(file.Profile.Rows, outcome => outcome.Id, row => row.Indicator.Outcome, (outcome, rows) => (outcome, rows: rows.ToList()))
        .Where(group => group.rows.Count > 0)
        .Select(group => new OutcomeLights
        {
            Outcome = group.outcome.Id,
            England = Count(group.rows, row => row.England),
            Neighbours = Count(group.rows, row => row.StatisticalNeighbours),
        });

    static LightCount Count(List<ProfileRow> rows, Func<ProfileRow, ComparisonFigure?> of)
    {
        var lights = rows.Select(row => of(row)?.Light ?? Light.NotAvailable).ToLookup(light => light);
        var count = new LightCount { Better = lights[Light.Better].Count(), InLine = lights[Light.InLine].Count(), Worse = lights[Light.Worse].Count() };
        count.NotAvailable = rows.Count - count.Better - count.InLine - count.Worse;
        return count;
    }
}
