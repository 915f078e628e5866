using System.Collections.Concurrent;
using System.Diagnostics;
using Apa.LocalHost.Servers;
using Apa.Tests;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Apa.Shared.Tests.ProbeBroker))]

namespace Apa.Shared.Tests;

/// <summary>A broker for a speaker, whose events stand in for a service's, and listeners, each with the rights of a service.</summary>
public sealed class ProbeBroker() : BrokerFixture("probe", User("speaker", reads: ""), User("listener", "google[.]rpc[.].*"), User("slow", "google[.]rpc[.].*"))
{
    static RabbitMqUser User(string name, string reads)
    {
        var own = name == "speaker" ? "google[.]rpc[.].*" : $"{name}(_.*)?";
        return new(name, name, $"^{own}$", $"^{own}$", $"^({name}(_.*)?{(reads.Length > 0 ? "|" + reads : "")})$");
    }
}

public sealed class ProbeDb(DbContextOptions<ProbeDb> options, TimeProvider time) : ServiceDb(options, time)
{
    public DbSet<Note> Notes => Set<Note>();
}

/// <summary>What a handler writes: one row an event.</summary>
public sealed class Note
{
    public int Id { get; init; }
    public required string Text { get; init; }
}

/// <summary>What the test wants the handler to do, and what it has seen.</summary>
public sealed class Behaviour
{
    public ConcurrentQueue<(string Text, string? TraceId)> Seen { get; } = new();
    public Func<string, Exception?> Fault { get; set; } = _ => null;
}

public sealed class OnErrorInfo(ProbeDb db, Behaviour behaviour) : IHandle<ErrorInfo>
{
    public Task Handle(ErrorInfo data, EventContext about, CancellationToken ct)
    {
        if (behaviour.Fault(data.Reason) is { } fault) throw fault;
        behaviour.Seen.Enqueue((data.Reason, Activity.Current?.TraceId.ToString()));
        db.Notes.Add(new() { Text = data.Reason });
        return Task.CompletedTask;
    }
}

/// <summary>A whole small service: database, outbox, inbox, broker.</summary>
public sealed class ProbeHost : IAsyncDisposable
{
    readonly WebApplication app;

    ProbeHost(WebApplication app) => this.app = app;

    public Behaviour Behaviour => app.Services.GetRequiredService<Behaviour>();
    public IServiceProvider Services => app.Services;

    /// <param name="name">speaker publishes ErrorInfo; any other hears it.</param>
    public static async Task<ProbeHost> StartAsync(PostgresFixture postgres, ProbeBroker broker, string name)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["ConnectionStrings:db"] = await postgres.CreateDatabase();
        builder.Configuration["ConnectionStrings:broker"] = broker.Server.AmqpUri(name);
        builder.Services.AddSingleton<Behaviour>();
        builder.AddServiceDefaults(name).AddDatabase<ProbeDb>();
        builder.AddMessaging<ProbeDb>(m =>
        {
            if (name == "speaker") m.Publishes<ErrorInfo>();
            else m.Handles<ErrorInfo, OnErrorInfo>();
        });
        var app = builder.Build();
        var host = new ProbeHost(app);
        await host.WithDb(db => db.Database.EnsureCreatedAsync());
        await app.StartAsync();
        // An event that is sent before the queue is bound goes to whoever else is.
        var health = app.Services.GetRequiredService<HealthCheckService>();
        await Eventually.Holds($"{name} declaring its topology", async () =>
            (await health.CheckHealthAsync(check => check.Name == "broker")).Status == HealthStatus.Healthy);
        return host;
    }

    public async Task<T> WithDb<T>(Func<ProbeDb, Task<T>> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<ProbeDb>());
    }

    /// <summary>Commits events of one subject, revisions from 1 on unless said.</summary>
    public Task<int> Emit(string subject, params string[] texts) => EmitFrom(1, subject, texts);

    public Task<int> EmitFrom(long revision, string subject, params string[] texts) => WithDb(db =>
    {
        foreach (var text in texts) db.Emit(new ErrorInfo { Reason = text }, subject, revision++);
        return db.SaveChangesAsync();
    });

    public Task<List<string>> Notes() => WithDb(db => db.Notes.OrderBy(n => n.Id).Select(n => n.Text).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
