using Apa.Hosting;
using Microsoft.Extensions.Configuration;

/// <summary>PostgreSQL and RabbitMQ: one database owner and one broker user for each of <see cref="Stack"/>'s entries.</summary>
sealed class Stores
{
    readonly IDistributedApplicationBuilder builder;
    readonly IResourceBuilder<PostgresServerResource>? postgres;
    readonly IResourceBuilder<RabbitMQServerResource>? broker;
    readonly Dictionary<string, IResourceBuilder<ParameterResource>> passwords = [];

    public Stores(IDistributedApplicationBuilder builder)
    {
        this.builder = builder;
        if (builder.Configuration.GetValue("UseExistingServers", false)) return;
        foreach (var user in Stack.BrokerUsers()) passwords[user.Name] = builder.AddParameter($"{user.Name}-password", secret: true);

        // Parameters, not generated passwords: a volume outlives a run and keeps the password that it was made with.
        postgres = builder.AddPostgres("postgres", password: builder.AddParameter("postgres-password", secret: true))
            .WithInitFiles("../../deploy/postgres")
            .WithDataVolume("apa-postgres");
        foreach (var service in Stack.Services) postgres.WithEnvironment(PasswordVariable(service.Name), passwords[service.Name]);

        broker = builder.AddRabbitMQ("rabbitmq", password: builder.AddParameter("rabbitmq-password", secret: true))
            .WithManagementPlugin()
            .WithBindMount("../../deploy/rabbitmq", "/etc/apa", isReadOnly: true)
            .WithEntrypoint("/bin/sh")
            .WithArgs("/etc/apa/entrypoint.sh")
            .WithDataVolume("apa-rabbitmq");
        foreach (var (name, password) in passwords) broker.WithEnvironment(PasswordVariable(name), password);
    }

    /// <summary>Whether they are containers of ours; false where servers are given.</summary>
    public bool AreContained => postgres is not null;

    /// <summary>The connection strings of a service, under the same two names for every one.</summary>
    public (IResourceBuilder<IResourceWithConnectionString> Db, IResourceBuilder<IResourceWithConnectionString> Broker) Of(string service)
    {
        if (postgres is null) return (builder.AddConnectionString($"{service}-db"), BrokerOf(service));
        var endpoint = postgres.Resource.PrimaryEndpoint;
        return (builder.AddConnectionString($"{service}-db", ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Database={service};Username={service};Password={passwords[service]}")),
            BrokerOf(service));
    }

    /// <summary>The broker as one user sees it.</summary>
    public IResourceBuilder<IResourceWithConnectionString> BrokerOf(string user)
    {
        if (broker is null) return builder.AddConnectionString($"{user}-broker");
        var endpoint = broker.Resource.PrimaryEndpoint;
        return builder.AddConnectionString($"{user}-broker", ReferenceExpression.Create(
            $"amqp://{user}:{passwords[user]:uri}@{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}/{Stack.VirtualHost}"));
    }

    public void WaitForDatabase<T>(IResourceBuilder<T> resource) where T : IResourceWithWaitSupport
    {
        if (postgres is not null) resource.WaitFor(postgres);
    }

    public void WaitForBroker<T>(IResourceBuilder<T> resource) where T : IResourceWithWaitSupport
    {
        if (broker is not null) resource.WaitFor(broker);
    }

    /// <summary>As the scripts under <c>deploy/</c> read it, e.g. AUDIT_COMMISSION_PASSWORD.</summary>
    static string PasswordVariable(string user) => $"{user.ToUpperInvariant().Replace('-', '_')}_PASSWORD";
}
