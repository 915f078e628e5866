using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Moderator)]
    public override async Task ModerateAssessments(ModerateAssessmentsRequest request, IServerStreamWriter<ModerateAssessmentsProgress> responseStream, ServerCallContext context)
    {
        var check = new Check();
        check.That(Guid.TryParse(request.RequestId, out _), "request_id", "is required: a UUID, one per caller and request");
        check.That(request.Moderations.Count is >= 1 and <= Bulk.Most, "moderations", $"are 1 to {Bulk.Most}");
        check.Unique(request.Moderations.Select(one => one.Name), "moderations", "name");
        check.Each(request.Moderations, "moderations", (one, at) =>
        {
            check.ResourceName(one.Name, $"{at}.name", Names.AssessmentPattern);
            check.Required(one.Etag, $"{at}.etag");
        });
        check.Text(request.Note, "note", 1000);
        check.ThrowIfAny();
        foreach (var (index, one) in request.Moderations.Index())
        {
            var (result, reason) = await Bulk.Try(() => moderation.Moderate(
                new() { RequestId = RequestIds.Of(request.RequestId, one.Name), Name = one.Name, Etag = one.Etag, Note = request.Note }, context));
            db.ChangeTracker.Clear();
            await responseStream.WriteAsync(new() { Name = one.Name, Result = result, Reason = reason, Done = index + 1, Total = request.Moderations.Count }, context.CancellationToken);
        }
    }
}
