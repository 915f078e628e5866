using Google.Protobuf;
using Google.Protobuf.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Apa.Shared;

/// <summary>Says which events a service publishes and hears.</summary>
public sealed class MessagingBuilder
{
    readonly List<string> exchanges = [];
    readonly List<string> bindings = [];
    readonly HashSet<string> mandatory = [];
    readonly IServiceCollection services;

    internal MessagingBuilder(IServiceCollection services) => this.services = services;
    internal Handlers Handlers { get; } = new();
    internal bool HearsEvents => bindings.Count > 0;
    internal Topology Topology(string service) => new(HearsEvents ? service : null, exchanges, bindings, mandatory);

    /// <summary>An event on the exchange of its own name; it must reach a queue, since services hear it.</summary>
    public MessagingBuilder Publishes<TEvent>() where TEvent : IMessage<TEvent>, new()
    {
        var exchange = Shared.Topology.Exchange(new TEvent().Descriptor);
        exchanges.Add(exchange);
        mandatory.Add(exchange);
        return this;
    }

    /// <summary>An event for audiences, each on an exchange of its own; whether anybody subscribes is not our concern.</summary>
    public MessagingBuilder PublishesTo(MessageDescriptor type, params string[] audiences)
    {
        exchanges.AddRange(audiences.Select(audience => Shared.Topology.Exchange(type, audience)));
        return this;
    }

    /// <summary>An event that the service hears, and what handles it.</summary>
    public MessagingBuilder Handles<TEvent, THandler>() where TEvent : class, IMessage<TEvent>, new() where THandler : class, IHandle<TEvent>
    {
        bindings.Add(Shared.Topology.Exchange(new TEvent().Descriptor));
        Handlers.Add<TEvent, THandler>();
        services.AddScoped<THandler>();
        return this;
    }
}

/// <summary>Outbox, inbox and the broker, by the connection string <c>broker</c>; without one nothing is sent or heard, and every RPC still answers.</summary>
public static class MessagingSetup
{
    public static WebApplicationBuilder AddMessaging<TDb>(this WebApplicationBuilder builder, Action<MessagingBuilder> configure) where TDb : ServiceDb
    {
        var services = builder.Services;
        var messaging = new MessagingBuilder(services);
        configure(messaging);
        services.AddSingleton(provider => messaging.Topology(provider.GetRequiredService<ServiceName>().Value));
        services.AddSingleton(provider => new Inbox<TDb>(provider.GetRequiredService<IServiceScopeFactory>(), messaging.Handlers,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Inbox<TDb>>>()));
        services.AddSingleton<WaitingEvents<TDb>>();
        services.AddHostedService(provider => provider.GetRequiredService<WaitingEvents<TDb>>());
        services.AddHealthChecks().AddCheck<WaitingEvents<TDb>>("inbox", tags: ["ready"]);
        if (builder.Configuration.GetConnectionString("broker") is not { Length: > 0 } address) return builder;

        var times = new MessagingTimes(builder.Configuration);
        var broker = new BrokerAddress(new Uri(address), times.Heartbeat);
        services.AddSingleton(times);
        services.AddSingleton(broker);
        services.AddSingleton<TopologyDeclarer>();
        services.AddHostedService(provider => provider.GetRequiredService<TopologyDeclarer>());
        services.AddHealthChecks().AddCheck<TopologyDeclarer>("broker", tags: ["ready"]);
        // A delivery that waits for the database is given back when the service stops.
        services.Configure<MassTransitHostOptions>(options => (options.StopTimeout, options.ConsumerStopTimeout) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5)));
        services.AddMassTransit(x =>
        {
            // It would report to its makers over the internet.
            x.DisableUsageTelemetry();
            x.AddConsumer<EventConsumer<TDb>>();
            // With the broker away every RPC still answers: a service that has declared its own stays ready.
            x.ConfigureHealthCheckOptions(options => options.MinimalFailureStatus = HealthStatus.Degraded);
            x.UsingRabbitMq((context, bus) => Configure<TDb>(context, bus, broker, times));
        });
        services.AddHostedService<OutboxRelay<TDb>>();
        if (!messaging.HearsEvents) return builder;
        services.AddSingleton(provider => new ErrorQueue(provider.GetRequiredService<ServiceName>().Value, broker, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ErrorQueueGauge>();
        return builder;
    }

    static void Configure<TDb>(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator bus, BrokerAddress broker, MessagingTimes times) where TDb : ServiceDb
    {
        var factory = broker.Factory;
        bus.Host(factory.HostName, (ushort)broker.Uri.Port, factory.VirtualHost, host =>
        {
            host.Username(factory.UserName);
            host.Password(factory.Password);
            host.Heartbeat(times.Heartbeat);
            if (broker.Uri.Scheme == "amqps") host.UseSsl(_ => { });
        });
        bus.ClearSerialization();
        bus.AddSerializer(new CloudEventsSerializer());
        bus.AddDeserializer(new CloudEventsSerializer(), isDefault: true);
        if (context.GetRequiredService<Topology>().Queue is not { } queue) return;
        bus.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.PublishFaults = false;
            endpoint.ConfigureConsumeTopology = false;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.PrefetchCount = 16;
            foreach (var (key, value) in Topology.QueueArguments) endpoint.SetQueueArgument(key, value!);
            // After the last try the message lies in {queue}_error with its reason in the headers.
            endpoint.UseMessageRetry(retry => retry.Intervals(times.Retries));
            endpoint.ConfigureConsumer<EventConsumer<TDb>>(context);
        });
    }
}
