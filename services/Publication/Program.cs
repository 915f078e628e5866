using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Publications;
using Apa.Publications.Web;
using Apa.Shared;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("publication");
builder.AddDatabase<PublicationDb>();
builder.AddMessaging<PublicationDb>(messaging => messaging
    .PublishesTo(LetterPublished.Descriptor, "public")
    .PublishesTo(CpaBlockScored.Descriptor, "audit-commission")
    .PublishesTo(SocialCareJudged.Descriptor, "csci")
    .PublishesTo(PublicationCorrected.Descriptor, "public", "audit-commission", "csci")
    .PublishesTo(PublicationWithdrawn.Descriptor, "public", "audit-commission", "csci")
    .PublishesTo(RoundReleased.Descriptor, "public", "audit-commission", "csci")
    .Handles<RoundOpened, OnRoundOpened>()
    .Handles<LetterIssued, OnLetterIssued>());
builder.AddClient<LetterService.LetterServiceClient>("letter");
builder.AddPublicPages();
builder.Services.AddSingleton<DocumentStore>();
builder.Services.AddSingleton<SigningKey>();
builder.Services.AddHostedService<PullDocuments>();
builder.Services.AddHostedService<PublishDue>();
builder.Services.AddHostedService<CloseRounds>();
builder.Services.AddHostedService<MakeManifests>();

var app = builder.Build();
if (await app.MigrateIfAsked<PublicationDb>(args))
    return;

app.MapRpc<Apa.Publications.PublicationService>();
app.MapRpc<OperationsService>();
app.MapPublicPages();
app.MapServiceDefaults();
await app.RunAsync();
