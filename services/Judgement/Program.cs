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
builder.Services.AddScoped<Cases>();
builder.Services.AddScoped<Moderation>();
builder.Services.AddScoped<Chains>();
builder.Services.AddScoped<Apa.Judgements.Board.BoardReader>();
builder.Services.AddHostedService<PullProfile>();

var app = builder.Build();
if (await app.MigrateIfAsked<JudgementDb>(args))
    return;

app.MapRpc<Apa.Judgements.JudgementService>();
app.MapRpc<Apa.Judgements.Dialogue.DialogueService>();
app.MapRpc<Apa.Judgements.Board.ModerationBoardService>();
app.MapRpc<Apa.Judgements.Record.CaseRecordService>();
app.MapRpc<OperationsService>();
app.MapServiceDefaults();
await app.RunAsync();
