using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class Cases
{
    /// <summary>Everything written in a case, for rules, checklist and judgement.</summary>
    public async Task<CaseFile> FileOf(Assessment assessment, Framework framework, CancellationToken ct) =>
        (await FilesOf([assessment], framework, ct))[assessment.Uid];

    /// <summary>Everything written in some cases of one round, by uid, in so many queries as for one.</summary>
    public async Task<IReadOnlyDictionary<Guid, CaseFile>> FilesOf(IReadOnlyList<Assessment> assessments, Framework framework, CancellationToken ct)
    {
        var uids = assessments.Select(assessment => assessment.Uid).ToList();
        var profiles = await db.Profiles.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToDictionaryAsync(row => row.AssessmentUid, row => row.Data, ct);
        var statements = (await db.Evidence.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).OrderBy(row => row.Id).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        var sections = (await db.Sections.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToListAsync(ct)).ToLookup(row => row.AssessmentUid);
        var items = (await db.Items.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        var enquiries = (await db.Enquiries.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).OrderBy(row => row.Number).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        var documents = (await db.Documents.AsNoTracking().Where(row => uids.Contains(row.AssessmentUid)).OrderBy(row => row.Number).Select(row => new { row.AssessmentUid, row.Document }).ToListAsync(ct)).ToLookup(row => row.AssessmentUid, row => row.Document);
        var previous = await PreviousGrades(assessments, framework, ct);
        return assessments.ToDictionary(assessment => assessment.Uid, assessment => new CaseFile
        {
            Framework = framework,
            Profile = profiles.TryGetValue(assessment.Uid, out var data) ? Profile.Parser.ParseFrom(data) : new(),
            Statements = [.. statements[assessment.Uid]],
            Findings = [.. sections[assessment.Uid].OrderBy(section => framework.Place(section.Id)).Select(section => section.ToProto())],
            Items = [.. items[assessment.Uid].InOrder(framework)],
            Enquiries = [.. enquiries[assessment.Uid]],
            Documents = [.. documents[assessment.Uid]],
            Grades = [.. assessment.Grades.InOrder(framework)],
            Designations = assessment.Designations,
            Previous = previous[assessment.LaCode],
        });
    }

    /// <summary>The profile that the case keeps; an empty one while OPENING.</summary>
    public async Task<Profile> ProfileOf(Assessment assessment, CancellationToken ct)
    {
        var data = await db.Profiles.Where(profile => profile.AssessmentUid == assessment.Uid).Select(profile => profile.Data).SingleOrDefaultAsync(ct);
        return data is null ? new() : Profile.Parser.ParseFrom(data);
    }

    public Task<List<Statement>> StatementsOf(Assessment assessment, CancellationToken ct) => db.Evidence.AsNoTracking()
        .Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Id).Select(row => row.Document).ToListAsync(ct);

    public async Task<IEnumerable<Section>> SectionsOf(Assessment assessment, Framework framework, CancellationToken ct)
    {
        var sections = await db.Sections.Where(row => row.AssessmentUid == assessment.Uid).ToListAsync(ct);
        return sections.OrderBy(section => framework.Place(section.Id));
    }

    public async Task<IEnumerable<ListItem>> ItemsOf(Assessment assessment, Framework framework, CancellationToken ct) =>
        (await db.Items.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).Select(row => row.Document).ToListAsync(ct)).InOrder(framework);

    public Task<List<PutList>> ListsOf(Assessment assessment, CancellationToken ct) =>
        db.Lists.Where(row => row.AssessmentUid == assessment.Uid).ToListAsync(ct);

    public async Task<Checklist> ChecklistOf(Assessment assessment, CaseFile file, CancellationToken ct) =>
        CaseCheck.Of(file, await db.Waivers.AsNoTracking().Where(waiver => waiver.AssessmentUid == assessment.Uid).ToListAsync(ct));

    /// <summary>The judgement of this case as it was sent last; null before the first.</summary>
    public Task<Judgement?> LastSent(Assessment assessment, CancellationToken ct) => db.Sent.AsNoTracking()
        .Where(sent => sent.AssessmentUid == assessment.Uid)
        .OrderByDescending(sent => sent.Revision)
        .Select(sent => (Judgement?)sent.Document)
        .FirstOrDefaultAsync(ct);

    /// <summary>The FINAL case of the authority's latest earlier round; null where there is none.</summary>
    public async Task<Assessment?> Previous(Assessment assessment, CancellationToken ct)
    {
        var letterDate = await db.Rounds.Where(round => round.Id == assessment.RoundId).Select(round => round.LetterDate).SingleAsync(ct);
        return await db.Assessments.AsNoTracking()
            .Where(other => other.LaCode == assessment.LaCode && other.State == AssessmentState.Final)
            .Join(db.Rounds.Where(round => round.LetterDate < letterDate), other => other.RoundId, round => round.Id, (other, round) => new { other, round.LetterDate })
            .OrderByDescending(row => row.LetterDate).Select(row => row.other)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>
    /// By LA code, the final grades of each authority's latest earlier round, for areas of the same name and scale; where there is
    /// no such round, or it is not final, nothing is known.
    /// </summary>
    async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, Grade>>> PreviousGrades(IReadOnlyList<Assessment> assessments, Framework framework, CancellationToken ct)
    {
        var laCodes = assessments.Select(assessment => assessment.LaCode).ToList();
        var roundId = assessments.Count > 0 ? assessments[0].RoundId : "";
        var letterDate = await db.Rounds.Where(round => round.Id == roundId).Select(round => (DateOnly?)round.LetterDate).SingleOrDefaultAsync(ct);
        var earlier = await db.Assessments.AsNoTracking()
            .Where(other => laCodes.Contains(other.LaCode) && other.State == AssessmentState.Final)
            .Join(db.Rounds.Where(round => round.LetterDate < letterDate), other => other.RoundId, round => round.Id, (other, round) => new { other.LaCode, other.Grades, round.LetterDate })
            .ToListAsync(ct);
        var latest = earlier.GroupBy(row => row.LaCode).ToDictionary(rows => rows.Key, rows => rows.MaxBy(row => row.LetterDate)!.Grades);
        return laCodes.ToDictionary(laCode => laCode, laCode => (IReadOnlyDictionary<string, Grade>)latest.GetValueOrDefault(laCode, [])
            .Select(decision => decision.Grade)
            .Where(grade => framework.Areas.Any(area => area.Id == grade.Area && area.Scale == grade.Grade.Scale))
            .ToDictionary(grade => grade.Area, grade => grade.Grade));
    }
}
