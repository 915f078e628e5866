using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Portal;

/// <summary>The public gRPC API, called with the token of the person who is signed in; channels are shared by all requests.</summary>
static class ServiceClients
{
    public static void AddServiceClients(this WebApplicationBuilder builder)
    {
        builder.AddPersonsClient<IndicatorsService.IndicatorsServiceClient>("indicators");
        builder.AddPersonsClient<JudgementService.JudgementServiceClient>("judgement");
        builder.AddPersonsClient<DialogueService.DialogueServiceClient>("judgement");
        builder.AddPersonsClient<ModerationBoardService.ModerationBoardServiceClient>("judgement");
        builder.AddPersonsClient<CaseRecordService.CaseRecordServiceClient>("judgement");
    }

    static void AddPersonsClient<TClient>(this WebApplicationBuilder builder, string service) where TClient : ClientBase =>
        builder.AddClient<TClient>(service, (services, _) => SignInSetup.TokenOfPerson(services));
}
