using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Moderator)]
    public override Task<Proto.Assessment> ModerateAssessment(ModerateAssessmentRequest request, ServerCallContext context) =>
        moderation.Moderate(request, context);
}
