using System.Text.Json;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Apa.Tests;

/// <summary>
/// A real service on a test server: its own Program, its own database, tokens of <see cref="TestTokens"/>, no broker. Events are
/// delivered straight into its inbox; what it emits is read from its outbox.
/// </summary>
public sealed class ServiceHost<TDb> : IAsyncDisposable where TDb : ServiceDb
{
    readonly WebApplicationFactory<TDb> factory;
    readonly GrpcChannel channel;
    readonly string service;

    ServiceHost(WebApplicationFactory<TDb> factory, string service, string database)
    {
        (this.factory, this.service, Database) = (factory, service, database);
        channel = GrpcChannel.ForAddress(factory.Server.BaseAddress, new()
        {
            HttpHandler = factory.Server.CreateHandler(),
            MaxReceiveMessageSize = 32 * 1024 * 1024,
        });
    }

    /// <param name="postgres">The run's server.</param>
    /// <param name="service">The service's lower-case name.</param>
    /// <param name="time">Its clock; null: the real one.</param>
    /// <param name="configure">Replaces what the test fakes, e.g. a client of another service.</param>
    /// <param name="settings">More configuration.</param>
    /// <param name="database">The database of another host, whose replica this one is; null: one of its own.</param>
    public static async Task<ServiceHost<TDb>> StartAsync(
        PostgresFixture postgres, string service, TimeProvider? time = null, Action<IServiceCollection>? configure = null,
        IReadOnlyDictionary<string, string>? settings = null, string? database = null)
    {
        database ??= await postgres.CreateMigrated(MakeContext);
        return new(Factory(database, settings, time, configure), service, database);
    }

    /// <summary>The service before it runs, on a test server unless its caller says otherwise.</summary>
    public static WebApplicationFactory<TDb> Factory(
        string database, IReadOnlyDictionary<string, string>? settings = null, TimeProvider? time = null, Action<IServiceCollection>? configure = null) =>
        new WebApplicationFactory<TDb>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:db", database);
            builder.UseSetting("Auth:Authority", TestTokens.Issuer);
            foreach (var (key, value) in settings ?? new Dictionary<string, string>()) builder.UseSetting(key, value);
            builder.ConfigureTestServices(services =>
            {
                if (time is not null) services.Replace(ServiceDescriptor.Singleton(time));
                TestTokens.Trust(services);
                configure?.Invoke(services);
            });
        });

    /// <summary>A context of the service's type on a connection string, as the service itself makes it.</summary>
    public static TDb MakeContext(string connectionString)
    {
        var options = new DbContextOptionsBuilder<TDb>().UseNpgsql(connectionString).UseSnakeCaseNamingConvention().Options;
        return (TDb)Activator.CreateInstance(typeof(TDb), options, TimeProvider.System)!;
    }

    /// <summary>Connection string of its database.</summary>
    public string Database { get; }

    public IServiceProvider Services => factory.Services;
    public HttpClient Http => factory.CreateClient();

    /// <summary>Calls without a token.</summary>
    public CallInvoker Anonymous => channel.CreateCallInvoker();

    /// <summary>Calls as a person with roles.</summary>
    public CallInvoker As(string person, params string[] roles) => With(TestTokens.For(service, person, roles));

    /// <summary>Calls with a token as it is, good or bad; null: without one.</summary>
    public CallInvoker With(string? token) => token is null ? Anonymous : With(channel, token);

    /// <summary>Calls with a token on a channel of somebody else's.</summary>
    public static CallInvoker With(ChannelBase channel, string token) => channel.Intercept(metadata =>
    {
        metadata.Add("authorization", $"Bearer {token}");
        return metadata;
    });

    /// <summary>Runs something with the service's database.</summary>
    public async Task<T> WithDb<T>(Func<TDb, Task<T>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TDb>());
    }

    /// <summary>Everything emitted so far, oldest first.</summary>
    public Task<List<OutboxRow>> Emitted() => WithDb(db => db.Outbox.AsNoTracking().OrderBy(r => r.Created).ThenBy(r => r.Revision).ToListAsync());

    /// <summary>Everything emitted so far of one type, oldest first.</summary>
    public async Task<List<TEvent>> Emitted<TEvent>() where TEvent : IMessage<TEvent>, new()
    {
        var type = new TEvent().Descriptor.FullName;
        return [.. (await Emitted()).Where(r => r.Type == type).Select(r => JsonParser.Default.Parse<TEvent>(r.Data))];
    }

    /// <summary>Delivers an event as the broker would; what became of it, null where it was known.</summary>
    public async Task<InboxState?> Deliver(IMessage data, string subject, long revision, string? id = null)
    {
        using var json = JsonDocument.Parse(JsonFormatter.Default.Format(data));
        return await Services.GetRequiredService<Inbox<TDb>>().Take(new()
        {
            Id = id ?? Guid.NewGuid().ToString(),
            Source = "/apa/test",
            Type = data.Descriptor.FullName,
            Subject = subject,
            Time = DateTimeOffset.UnixEpoch,
            Revision = (int)revision,
            Position = "1",
            Data = json.RootElement.Clone(),
        }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await factory.DisposeAsync();
    }
}
