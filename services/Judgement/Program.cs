using Apa.Judgements;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("judgement");
builder.AddDatabase<JudgementDb>();
builder.AddMessaging<JudgementDb>(messaging => messaging
    .Publishes<RoundOpened>()
    .Publishes<JudgementProposed>()
    .Publishes<JudgementFinalised>()
    .Handles<DatasetReleased, OnDatasetReleased>());
builder.AddClient<IndicatorsService.IndicatorsServiceClient>("indicators");
builder.Services.AddHostedService<PullProfile>();

var app = builder.Build();
if (await app.MigrateIfAsked<JudgementDb>(args))
    return;

app.MapRpc<Apa.Judgements.JudgementService>();
app.MapServiceDefaults();
await app.RunAsync();
