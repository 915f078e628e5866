using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Apa.Shared;

/// <summary>What every service has: two endpoints, telemetry, health, auth, gRPC with our errors.</summary>
public static class ServiceDefaults
{
    /// <param name="builder">The service's builder.</param>
    /// <param name="service">Lower-case name: audience, queue and telemetry carry it.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.AddProcessDefaults(service);
        builder.Services.TryAddSingleton<CommitSignal>();
        builder.WebHost.ConfigureKestrel((context, kestrel) => Listen(kestrel, context.Configuration));
        builder.AddAuth(service);
        builder.Services.AddGrpc(options =>
        {
            options.Interceptors.Add<ErrorInterceptor>();
            options.Interceptors.Add<LimitInterceptor>();
        });
        builder.Services.AddSingleton(services => Limits.Of(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddOptions<GrpcServiceOptions>().Configure<Limits>((options, limits) => options.MaxReceiveMessageSize = limits.MessageBytes);
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();
        return builder;
    }

    /// <summary>What every process has, also one that serves no gRPC: its name, telemetry, health, quiet logs, policies by role.</summary>
    /// <param name="builder">The process's builder.</param>
    /// <param name="process">Lower-case name: telemetry carries it.</param>
    public static WebApplicationBuilder AddProcessDefaults(this WebApplicationBuilder builder, string process)
    {
        builder.Services.AddSingleton(new ServiceName(process));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHttpClient();
        // A line per command would be a line per poll.
        foreach (var talkative in (string[])["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "System.Net.Http.HttpClient", "Grpc"])
            builder.Logging.AddFilter(talkative, LogLevel.Warning);
        // Whoever probes is told why; a log line per probe tells nobody more.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Calls under way may finish when the process is told to stop.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.AddTelemetry(process);
        builder.AddPolicies();
        builder.Services.AddHealthChecks();
        return builder;
    }

    /// <summary>Two endpoints: health probes and feeds speak HTTP/1.1, gRPC speaks HTTP/2 without negotiation.</summary>
    static void Listen(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        var address = IPAddress.Parse(configuration["BIND_ADDRESS"] ?? "127.0.0.1");
        var certificate = Tls.Certificate(configuration);
        Listen("GRPC_PORT", HttpProtocols.Http2);
        Listen("HTTP_PORT", HttpProtocols.Http1);
        Limits.Of(configuration).Apply(kestrel.Limits);

        void Listen(string port, HttpProtocols protocols) => kestrel.Listen(address, configuration.GetValue(port, 0), endpoint =>
        {
            endpoint.Protocols = protocols;
            Tls.Use(endpoint, certificate);
        });
    }

    /// <summary>Maps a gRPC service whose every method names its policy.</summary>
    public static GrpcServiceEndpointConventionBuilder MapRpc<TService>(this WebApplication app) where TService : class => app.MapGrpcService<TService>();

    /// <summary>Health for probes, gRPC health and reflection: open to all, they show no content.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapProcessDefaults();
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapGrpcReflectionService().AllowAnonymous();
        return app;
    }

    /// <summary>Health for probes.</summary>
    public static WebApplication MapProcessDefaults(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = Reasons }).AllowAnonymous();
        return app;
    }

    static Task Reasons(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        var reasons = report.Entries.Where(e => e.Value.Status != Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy)
            .Select(e => $"{e.Key}: {e.Value.Description}");
        return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, string.Join('\n', reasons.Prepend(report.Status.ToString())));
    }
}

/// <summary>The service's lower-case name.</summary>
public sealed record ServiceName(string Value)
{
    /// <summary>The CloudEvents source.</summary>
    public string Source => $"/apa/{Value}";
}
