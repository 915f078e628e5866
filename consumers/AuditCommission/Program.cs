using System.Net;
using Apa.AuditCommission;
using Apa.Protos.Publications.V1;
using Apa.Subscriber;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

var builder = WebApplication.CreateBuilder(args);
var (configuration, services) = (builder.Configuration, builder.Services);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
    IPAddress.Parse(configuration["BIND_ADDRESS"] ?? "127.0.0.1"), configuration.GetValue("HTTP_PORT", 0), endpoint => endpoint.Protocols = HttpProtocols.Http1));

var telemetry = services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? Listener.Audience))
    .WithTracing(tracing => tracing.AddSource(Subscription.Source.Name));
if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 }) telemetry.UseOtlpExporter();

services.AddSingleton(TimeProvider.System);
services.AddSingleton(_ => RuleTable.Read(configuration["Rules:File"] ?? Path.Combine(AppContext.BaseDirectory, "cpa-rules.json")));
services.AddSingleton(s => new BlockScores(s.GetRequiredService<RuleTable>().Block));
services.AddSingleton(s => new AcceptedScores(configuration["Scores:File"], OutDirectory(), s.GetRequiredService<RuleTable>(), s.GetRequiredService<ILogger<AcceptedScores>>()));
services.AddSingleton(s => new CpaFiles(OutDirectory(), s.GetRequiredService<ILogger<CpaFiles>>()));
services.AddSingleton(s => ActivatorUtilities.CreateInstance<CpaBook>(s, configuration.GetValue("Scores:Every", TimeSpan.FromSeconds(2))));
services.AddSingleton(s => ActivatorUtilities.CreateInstance<EventFiles>(s, OutDirectory(), Kept(s)));
services.AddSingleton<Listener>();
services.AddSingleton<ICheckpoints>(_ => new FileCheckpoints(Path.Combine(OutDirectory(), "audit-commission.checkpoint.jsonl")));
services.AddSingleton(s => new Subscription(
    new() { Broker = Listener.QueueAt(new(Required("ConnectionStrings:broker"))), Replay = Replay(s), LongestPause = TimeSpan.FromSeconds(2) },
    s.GetRequiredService<Listener>(), s.GetRequiredService<ICheckpoints>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Subscription>>()));
services.AddSingleton<Listening>();
// The record is read back first: results are made from all of it, never from a part.
services.AddHostedService(s => s.GetRequiredService<Listening>());
services.AddHostedService(s => s.GetRequiredService<CpaBook>());
services.AddHealthChecks().AddCheck<Listening>("subscription", tags: ["ready"]);

var app = builder.Build();
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
app.MapCpa();
await app.RunAsync();

Action<Received> Kept(IServiceProvider s)
{
    var (blocks, book) = (s.GetRequiredService<BlockScores>(), s.GetRequiredService<CpaBook>());
    return received =>
    {
        blocks.Take(received);
        book.Tell();
    };
}

// Catching up wants Publication's address and a credential; without them the queue's own memory must do.
IReplay? Replay(IServiceProvider s)
{
    if (configuration["services:publication:grpc:0"] is not { Length: > 0 } address) return null;
    var credentials = new ClientCredentials(new HttpClient(), new(Required("Auth:Authority")), Required("Auth:ClientId"), Required("Auth:ClientSecret"), s.GetRequiredService<TimeProvider>());
    return new GrpcReplay(new PublicationService.PublicationServiceClient(GrpcChannel.ForAddress(address)), credentials.Token);
}

string OutDirectory() => Required("Out:Directory");

string Required(string key) => configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is missing");
