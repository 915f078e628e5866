using Apa.Letters;
using Apa.Letters.Consumers;
using Apa.Letters.Notices;
using Apa.Letters.Rendering;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Shared;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("letter");
builder.AddDatabase<LetterDb>();
builder.AddMessaging<LetterDb>(messaging => messaging
    .Publishes<LetterIssued>()
    .Handles<RoundOpened, OnRoundOpened>()
    .Handles<JudgementProposed, OnJudgementProposed>()
    .Handles<JudgementFinalised, OnJudgementFinalised>());
builder.Services.AddSingleton<KnownFrameworks>();
builder.Services.AddScoped<Redrafting>();
builder.AddPdf();
builder.Services.AddSingleton<Renderings>();
builder.Services.AddSingleton<SigningKey>();
builder.Services.AddSingleton<DocumentSigner>();
builder.Services.AddScoped<Occasions>();
builder.AddNotices();

var app = builder.Build();
if (await app.MigrateIfAsked<LetterDb>(args)) return;

app.MapRpc<Apa.Letters.LetterService>();
app.MapRpc<OperationsService>();
app.MapServiceDefaults();
await app.RunAsync();
