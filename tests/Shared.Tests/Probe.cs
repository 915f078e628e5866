using System.Collections.Concurrent;
using System.Diagnostics;
using Apa.LocalHost.Servers;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Operations = Apa.Protos.Operations.V1.OperationsService.OperationsServiceClient;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Apa.Shared.Tests.ProbeBroker))]

namespace Apa.Shared.Tests;

/// <summary>A broker for a speaker, whose events stand in for a service's, and listeners, each with the rights of a service.</summary>
public sealed class ProbeBroker() : BrokerFixture("probe", User("speaker", reads: ""), User("listener", "google[.]rpc[.].*"), User("slow", "google[.]rpc[.].*"))
{
    static RabbitMqUser User(string name, string reads)
    {
        var own = name == "speaker" ? "google[.]rpc[.].*" : $"{name}(_(error|skipped))?";
        return new(name, name, $"^{own}$", $"^{own}$", $"^({name}(_(error|skipped))?{(reads.Length > 0 ? "|" + reads : "")})$");
    }
}

public sealed class ProbeDb(DbContextOptions<ProbeDb> options, TimeProvider time) : ServiceDb(options, time)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Note>().Property(n => n.Revision).IsConcurrencyToken();
    }
}

/// <summary>What a handler writes: one row an event.</summary>
public sealed class Note
{
    public int Id { get; init; }
    public required string Text { get; init; }
    public int Revision { get; set; } = 1;
}

/// <summary>What the test wants the handler to do, and what it has seen.</summary>
public sealed class Behaviour
{
    public ConcurrentQueue<(string Text, string? TraceId)> Seen { get; } = new();
    public Func<string, Exception?> Fault { get; set; } = _ => null;
}

/// <summary>Keeps what is logged, so that a test can wait for it.</summary>
public sealed class Said : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> lines = new();

    public bool Holds(string text) => lines.Any(l => l.Contains(text, StringComparison.Ordinal));
    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => true;
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception));
    public void Dispose() => lines.Clear();
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
    GrpcChannel? channel;

    ProbeHost(WebApplication app) => this.app = app;

    GrpcChannel Calls => channel ??= GrpcChannel.ForAddress(app.Urls.First());

    public Behaviour Behaviour => app.Services.GetRequiredService<Behaviour>();
    public IServiceProvider Services => app.Services;
    public Said Said => app.Services.GetRequiredService<Said>();

    /// <summary>Its second endpoint, where health is asked.</summary>
    public string HttpAddress => app.Urls.Last();

    /// <param name="postgres">Where its database is made.</param>
    /// <param name="broker">Its broker.</param>
    /// <param name="name">speaker publishes ErrorInfo, and QuotaFailure that nobody hears; any other hears ErrorInfo.</param>
    /// <param name="database">Connection string of the database that it had before; null: a new one.</param>
    public static async Task<ProbeHost> StartAsync(PostgresFixture postgres, ProbeBroker broker, string name, string? database = null)
    {
        var builder = WebApplication.CreateBuilder();
        var said = new Said();
        builder.Logging.ClearProviders().AddProvider(said).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(said);
        builder.Configuration["ConnectionStrings:db"] = database ?? await postgres.CreateDatabase();
        // All tests share the broker: what was sent to a queue while nobody heard is not this test's.
        if (database is null) await broker.Purge(name);
        builder.Configuration["ConnectionStrings:broker"] = broker.Server.AmqpUri(name);
        // A message at fault is given up after its second try, at once.
        builder.Configuration["Messaging:RetryMilliseconds:0"] = "1";
        builder.Services.AddSingleton<Behaviour>();
        builder.AddServiceDefaults(name).AddDatabase<ProbeDb>();
        TestTokens.Trust(builder.Services);
        builder.AddMessaging<ProbeDb>(m =>
        {
            if (name == "speaker") m.Publishes<ErrorInfo>().Publishes<QuotaFailure>();
            else m.Handles<ErrorInfo, OnErrorInfo>();
        });
        var app = builder.Build();
        var host = new ProbeHost(app);
        app.MapRpc<OperationsService>();
        app.MapServiceDefaults();
        await host.WithDb(db => db.Database.EnsureCreatedAsync());
        await app.StartAsync();
        // An event that is sent before the queue is bound goes to whoever else is.
        await host.Declared();
        return host;
    }

    /// <summary>Its operations, asked by a person with roles.</summary>
    public Operations As(string person, params string[] roles)
    {
        var token = TestTokens.For(app.Services.GetRequiredService<ServiceName>().Value, person, roles);
        return new(Calls.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        }));
    }

    /// <summary>Waits until what it owns on the broker is declared.</summary>
    public Task Declared() => Eventually.Holds("declaring the topology", async () =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "broker")).Status == HealthStatus.Healthy);

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
        channel?.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
