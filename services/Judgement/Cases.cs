using System.Runtime.CompilerServices;
using Apa.Judgements.Dialogue;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

/// <summary>How every RPC of this service finds a case, reads all of it, and changes it.</summary>
public sealed partial class Cases(JudgementDb db, CommitSignal committed)
{
    public async Task<Framework> FrameworkOf(FrameworkRef framework, CancellationToken ct) =>
        (await db.Frameworks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == framework.Id && row.Version == framework.Version, ct))?.Document
        ?? throw Errors.NotFound(Names.Framework(framework.Id, framework.Version));

    public async Task<Framework> FrameworkOf(Assessment assessment, CancellationToken ct) => await db.Rounds
        .Where(round => round.Id == assessment.RoundId)
        .Join(db.Frameworks, round => new { Id = round.FrameworkId, Version = round.FrameworkVersion }, row => new { row.Id, row.Version }, (_, row) => row.Document)
        .AsNoTracking()
        .SingleAsync(ct);

    /// <summary>A case to read.</summary>
    public async Task<Assessment> Read(string name, CancellationToken ct, [CallerArgumentExpression(nameof(name))] string field = "")
    {
        var (laCode, round) = Parse(name, field);
        return await db.Assessments.AsNoTracking().SingleOrDefaultAsync(row => row.LaCode == laCode && row.RoundId == round, ct) ?? throw Errors.NotFound(name);
    }

    /// <summary>
    /// Changes a case, once per request. The row stays locked until the commit: its writers take turns, so that two people
    /// who write two sections at one moment both succeed. What was asked for is kept in the history beside what was done.
    /// </summary>
    public async Task<TReply> OnCase<TRequest, TReply>(
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
            var done = await act(assessment, ct);
            assessment.History.ForEach(line => line.Request ??= AsKept(request));
            return done;
        });
        await transaction.CommitAsync(context.CancellationToken);
        // The save rang before the commit: whoever looked then saw nothing yet.
        committed.Ring();
        return reply;
    }

    /// <summary>Changes a case by the name of something that belongs to it; the act gets that one's number.</summary>
    public Task<TReply> OnPart<TRequest, TReply>(
        TRequest request, ServerCallContext context, string name, string pattern, Func<Assessment, int, CancellationToken, Task<TReply>> act)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>, new()
    {
        var (assessment, number) = Part(name, pattern);
        return OnCase(request, context, assessment, (found, ct) => act(found, number, ct), nameof(name));
    }

    /// <summary>The case and the number in the name of something that belongs to a case.</summary>
    public static (string Assessment, int Number) Part(string name, string pattern)
    {
        var parts = Shared.Names.Require(name, "name", pattern);
        return int.TryParse(parts[2].StartsWith("d-", StringComparison.Ordinal) ? parts[2][2..] : parts[2], out var number)
            ? (Names.Assessment(parts[0], parts[1]), number)
            : throw Errors.NotFound(name);
    }

    /// <param name="name">Name of a case.</param>
    /// <param name="field">The request's property that gives it, as in request.Assessment.</param>
    public static (string LaCode, string Round) Parse(string name, [CallerArgumentExpression(nameof(name))] string field = "") =>
        Shared.Names.Require(name, field[(field.LastIndexOf('.') + 1)..].ToLowerInvariant(), Names.AssessmentPattern) is [var laCode, var round] ? (laCode, round) : default;

    /// <summary>Refuses where the case moved on since it was read, and says who did what.</summary>
    public async Task Match(string etag, Assessment assessment, CancellationToken ct)
    {
        var current = Mapping.Etag(assessment.Version);
        if (etag == current)
            return;
        var last = await db.History.AsNoTracking().Where(line => line.AssessmentUid == assessment.Uid).OrderByDescending(line => line.Id).FirstOrDefaultAsync(ct);
        Check.Etag(etag, current, assessment.Name, last is null ? null : new(last.Person, last.What.Length > 0 ? $"{last.Verb}: {last.What}" : last.Verb, last.At));
    }

    /// <summary>Refuses anyone who worked on a case, now in its team or before: four eyes go by person.</summary>
    public async Task MustBeOutside(string person, Assessment assessment, CancellationToken ct)
    {
        if (assessment.IsOnTeam(person) || person == assessment.Team.Moderator || await WorkedOn(person, assessment, ct))
            throw Refusals.WorkedOnTheCase(person, assessment.Name);
    }

    /// <summary>Whether somebody wrote or moderated a case, whatever its team says today.</summary>
    public Task<bool> WorkedOn(string person, Assessment assessment, CancellationToken ct) => db.History
        .AnyAsync(line => line.AssessmentUid == assessment.Uid && line.Person == person && HistoryLine.OfTheWork.Contains(line.Verb), ct);

    /// <summary>Refuses an authority that is not the case's.</summary>
    public static void MustSpeakFor(Assessment assessment, ServerCallContext context)
    {
        if (!context.Caller().IsAuthority(assessment.LaCode))
            throw Refusals.NotYours(assessment.Name);
    }

    /// <summary>A case to read by those who judge, or by its own authority.</summary>
    public async Task<Assessment> ReadForDialogue(string name, ServerCallContext context, [CallerArgumentExpression(nameof(name))] string field = "")
    {
        var caller = context.Caller();
        if (!caller.Is(Role.Inspector) && !caller.Is(Role.Moderator) && !caller.Is(Role.Auditor) && !caller.IsAuthority(Parse(name, field).LaCode))
            throw Refusals.NotYours(name);
        return await Read(name, context.CancellationToken, field);
    }

    /// <summary>The representations of a case, oldest first.</summary>
    public Task<List<KeptRepresentation>> RepresentationsOf(Assessment assessment, CancellationToken ct) =>
        db.Representations.Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Number).ToListAsync(ct);

    static string AsKept<TRequest>(TRequest request) where TRequest : IMessage<TRequest>
    {
        var kept = request.Clone();
        kept.Descriptor.FindFieldByName("request_id").Accessor.Clear(kept);
        return JsonFormatter.Default.Format(kept);
    }
}
