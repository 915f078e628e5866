using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using OperationsClient = Apa.Protos.Operations.V1.OperationsService.OperationsServiceClient;

namespace Apa.Portal;

/// <summary>The public gRPC API, called with the token of the person who is signed in; channels are shared by all requests.</summary>
static class ServiceClients
{
    /// <summary>The services in the order in which the work flows.</summary>
    public static readonly IReadOnlyList<string> Services = ["indicators", "judgement", "letter", "publication"];

    public static void AddServiceClients(this WebApplicationBuilder builder)
    {
        builder.AddPersonsClient<IndicatorsService.IndicatorsServiceClient>("indicators");
        builder.AddPersonsClient<JudgementService.JudgementServiceClient>("judgement");
        builder.AddPersonsClient<DialogueService.DialogueServiceClient>("judgement");
        builder.AddPersonsClient<ModerationBoardService.ModerationBoardServiceClient>("judgement");
        builder.AddPersonsClient<CaseRecordService.CaseRecordServiceClient>("judgement");
        builder.AddPersonsClient<LetterService.LetterServiceClient>("letter");
        builder.AddPersonsClient<PublicationService.PublicationServiceClient>("publication");
        // The same RPCs in every service: one client of each, told apart by its name.
        foreach (var service in Services) builder.AddPersonsClient<OperationsClient>(service, ServiceOperations.ClientOf(service));
        builder.Services.AddTransient<ServiceOperations>();
    }

    static void AddPersonsClient<TClient>(this WebApplicationBuilder builder, string service, string? name = null) where TClient : ClientBase =>
        builder.AddClient<TClient>(service, (services, _) => SignInSetup.TokenOfPerson(services), name);
}
