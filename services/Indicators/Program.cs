using Apa.Indicators;
using Apa.Protos.Indicators.V1;
using Apa.Shared;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("indicators");
builder.AddDatabase<IndicatorsDb>();
builder.Services.AddSingleton<ProfileCache>();
builder.AddMessaging<IndicatorsDb>(messaging => messaging.Publishes<DatasetReleased>());

var app = builder.Build();
if (await app.MigrateIfAsked<IndicatorsDb>(args))
    return;

app.MapRpc<Apa.Indicators.IndicatorsService>();
app.MapRpc<OperationsService>();
app.MapServiceDefaults();
await app.RunAsync();
