using System.Net;
using Apa.AuditCommission;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

var builder = WebApplication.CreateBuilder(args);
var configuration = builder.Configuration;
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
    IPAddress.Parse(configuration["BIND_ADDRESS"] ?? "127.0.0.1"), configuration.GetValue("HTTP_PORT", 0), endpoint => endpoint.Protocols = HttpProtocols.Http1));

var telemetry = builder.Services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? Subscription.Queue))
    .WithTracing(tracing => tracing.AddSource(Subscription.Source.Name));
if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 }) telemetry.UseOtlpExporter();

builder.Services.AddSingleton(services => new EventFiles(Required("Out:Directory"), services.GetRequiredService<ILogger<EventFiles>>()));
builder.Services.AddSingleton(services => new Subscription(
    new(Required("ConnectionStrings:broker")), services.GetRequiredService<EventFiles>(), TimeProvider.System, services.GetRequiredService<ILogger<Subscription>>()));
builder.Services.AddHostedService(services => services.GetRequiredService<Subscription>());
builder.Services.AddHealthChecks().AddCheck<Subscription>("broker", tags: ["ready"]);

var app = builder.Build();
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
await app.RunAsync();

string Required(string key) => configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is missing");
