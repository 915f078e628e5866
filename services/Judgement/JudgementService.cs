using System.Runtime.CompilerServices;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

/// <summary>Rounds, cases, findings, grades and moderation; one file per RPC.</summary>
public sealed partial class JudgementService(JudgementDb db, CommitSignal committed, TimeProvider time) : Proto.JudgementService.JudgementServiceBase
{
    async Task<Framework> FrameworkOf(FrameworkRef framework, CancellationToken ct) =>
        (await db.Frameworks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == framework.Id && row.Version == framework.Version, ct))?.Document
        ?? throw Errors.NotFound(Names.Framework(framework.Id, framework.Version));

    async Task<Framework> FrameworkOf(Assessment assessment, CancellationToken ct) => await db.Rounds
        .Where(round => round.Id == assessment.RoundId)
        .Join(db.Frameworks, round => new { Id = round.FrameworkId, Version = round.FrameworkVersion }, row => new { row.Id, row.Version }, (_, row) => row.Document)
        .AsNoTracking()
        .SingleAsync(ct);

    /// <summary>A case to read.</summary>
    async Task<Assessment> Read(string name, CancellationToken ct, [CallerArgumentExpression(nameof(name))] string field = "")
    {
        var (laCode, round) = Parse(name, field);
        return await db.Assessments.AsNoTracking().SingleOrDefaultAsync(row => row.LaCode == laCode && row.RoundId == round, ct) ?? throw Errors.NotFound(name);
    }

    /// <summary>
    /// Changes a case, once per request. The row stays locked until the commit: its writers take turns, so that two people
    /// who write two sections at one moment both succeed.
    /// </summary>
    async Task<TReply> OnCase<TRequest, TReply>(
        TRequest request, ServerCallContext context, string name, Func<Assessment, CancellationToken, Task<TReply>> act,
        [CallerArgumentExpression(nameof(name))] string field = "")
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>, new()
    {
        var (laCode, round) = Parse(name, field);
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var reply = await db.Once(request, context, async ct =>
        {
            var assessment = await db.Assessments
                .FromSql($"SELECT * FROM assessments WHERE la_code = {laCode} AND round_id = {round} FOR NO KEY UPDATE")
                .SingleOrDefaultAsync(ct) ?? throw Errors.NotFound(name);
            return await act(assessment, ct);
        });
        await transaction.CommitAsync(context.CancellationToken);
        // The save rang before the commit: whoever looked then saw nothing yet.
        committed.Ring();
        return reply;
    }

    /// <param name="name">Name of a case.</param>
    /// <param name="field">The request's property that gives it, as in request.Assessment.</param>
    static (string LaCode, string Round) Parse(string name, [CallerArgumentExpression(nameof(name))] string field = "") =>
        Shared.Names.Require(name, field[(field.LastIndexOf('.') + 1)..].ToLowerInvariant(), Names.AssessmentPattern) is [var laCode, var round] ? (laCode, round) : default;

    /// <summary>Everything written in a case, for rules, checklist and judgement.</summary>
    async Task<CaseFile> FileOf(Assessment assessment, Framework framework, CancellationToken ct) => new()
    {
        Framework = framework,
        Profile = await ProfileOf(assessment, ct),
        Statements = await StatementsOf(assessment, ct),
        Findings = [.. (await SectionsOf(assessment, framework, ct)).Select(section => section.ToProto())],
        Items = [.. (await ItemsOf(assessment, framework, ct))],
        Grades = [.. assessment.Grades.InOrder(framework)],
        Designations = assessment.Designations,
        Previous = await Previous(assessment, framework, ct),
    };

    /// <summary>The profile that the case keeps; an empty one while OPENING.</summary>
    async Task<Profile> ProfileOf(Assessment assessment, CancellationToken ct)
    {
        var data = await db.Profiles.Where(profile => profile.AssessmentUid == assessment.Uid).Select(profile => profile.Data).SingleOrDefaultAsync(ct);
        return data is null ? new() : Profile.Parser.ParseFrom(data);
    }

    Task<List<Statement>> StatementsOf(Assessment assessment, CancellationToken ct) => db.Evidence.AsNoTracking()
        .Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Id).Select(row => row.Document).ToListAsync(ct);

    async Task<IEnumerable<Section>> SectionsOf(Assessment assessment, Framework framework, CancellationToken ct)
    {
        var sections = await db.Sections.Where(row => row.AssessmentUid == assessment.Uid).ToListAsync(ct);
        return sections.OrderBy(section => Place(framework, section.Id));
    }

    async Task<IEnumerable<ListItem>> ItemsOf(Assessment assessment, Framework framework, CancellationToken ct) =>
        InOrder(await db.Items.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).Select(row => row.Document).ToListAsync(ct), framework);

    async Task<Checklist> ChecklistOf(Assessment assessment, CaseFile file, CancellationToken ct) =>
        CaseCheck.Of(file, await db.Waivers.Where(waiver => waiver.AssessmentUid == assessment.Uid).ToListAsync(ct));

    /// <summary>
    /// Final grades of the authority's latest earlier round that stands on an area of the same name and scale;
    /// where there is none, or it is not final, nothing is known.
    /// </summary>
    async Task<IReadOnlyDictionary<string, Grade>> Previous(Assessment assessment, Framework framework, CancellationToken ct)
    {
        var letterDate = await db.Rounds.Where(round => round.Id == assessment.RoundId).Select(round => round.LetterDate).SingleAsync(ct);
        var earlier = await db.Assessments.AsNoTracking()
            .Where(other => other.LaCode == assessment.LaCode && other.State == AssessmentState.Final)
            .Join(db.Rounds.Where(round => round.LetterDate < letterDate), other => other.RoundId, round => round.Id, (other, round) => new { other.Grades, round.LetterDate })
            .OrderByDescending(other => other.LetterDate)
            .FirstOrDefaultAsync(ct);
        return (earlier?.Grades ?? []).Select(decision => decision.Grade)
            .Where(grade => framework.Areas.Any(area => area.Id == grade.Area && area.Scale == grade.Grade.Scale))
            .ToDictionary(grade => grade.Area, grade => grade.Grade);
    }

    static Findings ToFindings(Assessment assessment, Framework framework, IEnumerable<Section> sections, IEnumerable<ListItem> items)
    {
        var findings = new Findings { Assessment = assessment.Name };
        findings.Findings_.AddRange(sections.OrderBy(section => Place(framework, section.Id)).Select(section => section.ToProto()));
        findings.Items.AddRange(InOrder(items, framework));
        return findings;
    }

    static IEnumerable<ListItem> InOrder(IEnumerable<ListItem> items, Framework framework) => items
        .OrderBy(item => framework.Lists.TakeWhile(list => list.Id != item.List).Count())
        .ThenBy(item => Place(framework, item.Outcome))
        .ThenBy(item => item.Position);

    static int Place(Framework framework, string outcome) => framework.Outcomes.TakeWhile(known => known.Id != outcome).Count();
}
