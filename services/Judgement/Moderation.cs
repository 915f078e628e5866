using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

/// <summary>Moderates one case and proposes its judgement; the same for one alone and for one of many.</summary>
public sealed class Moderation(JudgementDb db, Cases cases, TimeProvider time)
{
    /// <summary>Id of the framework's deadline for representations.</summary>
    const string RepresentationDeadline = "representation";

    public Task<Proto.Assessment> Moderate(ModerateAssessmentRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            await cases.Match(request.Etag, assessment, ct);
            var framework = await cases.FrameworkOf(assessment, ct);
            var judgement = (await cases.FileOf(assessment, framework, ct)).ToJudgement(assessment);
            var last = await cases.LastSent(assessment, ct);

            var now = time.GetUtcNow();
            assessment.Moderate(context.Caller().Sub, request.Note, newContent: last?.SameContent(judgement) != true, Until(framework, now), now);
            judgement.ContentRevision = assessment.ContentRevision;
            db.Sent.Add(new() { AssessmentUid = assessment.Uid, Revision = assessment.Revision, Final = false, At = now, Document = judgement });
            db.Emit(new JudgementProposed { Judgement = judgement }, assessment.Name, assessment.Revision);
            return assessment.ToProto(framework);
        });

    static DateOnly? Until(Framework framework, DateTimeOffset now) =>
        framework.Deadlines.FirstOrDefault(deadline => deadline.Id == RepresentationDeadline) is { } deadline
            ? WorkingDays.After(WorkingDays.DayOf(now), deadline.WorkingDays)
            : null;
}
