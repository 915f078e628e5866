using System.Diagnostics;
using Apa.Hosting;
using Apa.LocalHost.Consumers;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <param name="Root">The repository's root: seeds and built assemblies lie below it.</param>
/// <param name="StateDirectory">Where everything of this stack is kept, usually <c>.apa</c>.</param>
/// <param name="Ports">Ports asked for, by postgres, rabbitmq, {service}.grpc or {process}.http; others are free ones.</param>
/// <param name="Durable">False for tests only: PostgreSQL may lose everything in a crash.</param>
/// <param name="Supervise">Whether what dies is started again.</param>
/// <param name="Environment">More environment for every process, e.g. OTEL_EXPORTER_OTLP_ENDPOINT.</param>
/// <param name="Say">Told of progress, a line each.</param>
/// <param name="Builds">Assemblies of other builds, by process: what runs instead of today's, on a database that today's has migrated.</param>
/// <param name="Services">Services to run, with those that they read from; null or none: the whole stack.</param>
/// <param name="Replicas">How many processes of each service; those after the first are named {service}-2 and so on.</param>
public sealed record StackOptions(
    string Root, string StateDirectory, IReadOnlyDictionary<string, int>? Ports = null, bool Durable = true, bool Supervise = true,
    IReadOnlyDictionary<string, string>? Environment = null, Action<string>? Say = null, IReadOnlyDictionary<string, string>? Builds = null,
    IReadOnlyList<string>? Services = null, int Replicas = 1);

/// <summary>
/// The stack of <see cref="Stack"/> as plain processes: private servers (or given ones), migrations, token authority, services,
/// consumers. Everything is private to its state directory, on loopback, and ended by pid.
/// </summary>
public sealed class LocalStack : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    readonly StackOptions options;
    readonly StackPart part;
    readonly ConsumerList consumers;
    readonly Secrets secrets;
    readonly GivenServers given;
    readonly CancellationTokenSource stopping = new();
    readonly TaskCompletionSource<string> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<StackProcess> processes = [];
    readonly List<Task> watches = [];

    LocalStack(StackOptions options)
    {
        this.options = options;
        part = StackPart.Of(options.Services);
        consumers = ConsumerList.Read(options.Root, options.StateDirectory);
        secrets = Secrets.Load(options.StateDirectory, consumers.Added);
        given = GivenServers.Read();
    }

    public PostgresServer? Postgres { get; private set; }
    public RabbitMqServer? RabbitMq { get; private set; }
    public IReadOnlyList<StackProcess> Processes => processes;

    /// <summary>Completes with one line where the stack cannot go on: a server that does not come back.</summary>
    public Task<string> Failed => failed.Task;

    public StackProcess this[string name] => processes.First(p => p.Name == name);

    /// <summary>Where a broker user connects to.</summary>
    public string BrokerAddress(string user) => RabbitMq?.AmqpUri(user) ?? given.Broker(user);

    /// <summary>Starts everything and returns when everything is ready.</summary>
    /// <exception cref="ServerFailed">One line why not.</exception>
    public static async Task<LocalStack> StartAsync(StackOptions options, CancellationToken ct = default)
    {
        Secret.Folder(options.StateDirectory);
        var stack = new LocalStack(options);
        try
        {
            await stack.Start(ct);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    async Task Start(CancellationToken ct)
    {
        await Task.WhenAll(StartPostgres(ct), StartRabbitMq(ct));
        var portalPort = HttpPort(Stack.Portal.Name);
        var authority = AddDevAuthority($"http://127.0.0.1:{portalPort}");
        for (var replica = 1; replica <= options.Replicas; replica++)
            foreach (var service in part.Services) AddService(service, replica == 1 ? service.Name : $"{service.Name}-{replica}", authority);
        foreach (var consumer in part.Consumers) AddConsumer(consumer, authority);
        if (part.HasPortal) AddPortal(portalPort, authority);

        await Timed("migrated the databases", () => Task.WhenAll(part.Services.Select(s => this[s.Name].Run("migrate", ct))));
        foreach (var absent in part.Absent) await Goldens(absent).Declare(ct);
        foreach (var process in processes) await process.Start();
        await Timed($"{string.Join(", ", processes.Select(p => p.Name))} ready", () => Task.WhenAll(processes.Select(p => p.WaitUntilReady(Patience, ct))));
        var tokens = new TokenFiles(options.Root, options.StateDirectory, authority.HttpAddress);
        await tokens.Write(ct);
        Addresses.Write(options.StateDirectory, processes);
        foreach (var consumer in consumers.All) ConsumerSheet.Of(options.Root, options.StateDirectory, consumer, secrets, RabbitMq?.Port).Write();
        watches.Add(tokens.KeepFresh(stopping.Token));
        if (options.Supervise) watches.AddRange(Supervisor.Watch(this, options.Say ?? (_ => { }), failed, stopping.Token));
    }

    async Task StartPostgres(CancellationToken ct)
    {
        if (given.HasDatabases) return;
        await Timed("PostgreSQL ready", async () =>
            Postgres = await PostgresServer.StartAsync(new(Path.Combine(options.StateDirectory, "postgres"), Port("postgres"), options.Durable), ct));
        foreach (var service in part.Services)
            await PostgresServer.EnsureDatabaseAsync(Postgres!.AdminConnectionString, service.Name, secrets.Database(service.Name), ct);
    }

    async Task StartRabbitMq(CancellationToken ct)
    {
        if (given.HasBroker) return;
        await Timed("RabbitMQ ready", async () =>
            RabbitMq = await RabbitMqServer.StartAsync(new(Path.Combine(options.StateDirectory, "rabbitmq"), Stack.VirtualHost, BrokerUsers.Of(secrets, consumers.Added), Port("rabbitmq")), ct));
    }

    StackProcess AddDevAuthority(string portal)
    {
        var http = HttpPort(Stack.DevAuthority.Name);
        var environment = new Dictionary<string, string>
        {
            ["Auth__Authority"] = $"http://127.0.0.1:{http}",
            ["DevAuthority__PeopleFile"] = Path.Combine(options.Root, "seeds", "people.json"),
            ["DevAuthority__KeyDirectory"] = Path.Combine(options.StateDirectory, "keys"),
            ["DevAuthority__ClientsFile"] = ConsumerClients.FileOf(options.StateDirectory),
            [$"DevAuthority__RedirectUris__{Stack.Portal.Name}"] = portal + Stack.Portal.SignedInAt,
            [$"DevAuthority__SignedOutUris__{Stack.Portal.Name}"] = portal + Stack.Portal.SignedOutAt,
        };
        ConsumerClients.Write(options.StateDirectory, consumers.Added, secrets);
        foreach (var client in Stack.Services.Select(s => s.Name).Concat(Stack.Consumers.Select(c => c.Name)).Append(TokenFiles.Client).Append(Stack.Portal.Name))
            environment[$"DevAuthority__ClientSecrets__{client}"] = secrets.Client(client);
        return Add(Stack.DevAuthority.Name, Stack.DevAuthority.Project, null, http, environment);
    }

    void AddService(ServiceEntry service, string name, StackProcess authority)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__db"] = Postgres?.ConnectionString(service.Name, secrets.Database(service.Name)) ?? given.Database(service.Name),
            ["ConnectionStrings__broker"] = BrokerAddress(service.Name),
            ["Auth__Authority"] = authority.HttpAddress,
            ["Auth__ClientId"] = service.Name,
            ["Auth__ClientSecret"] = secrets.Client(service.Name),
        };
        foreach (var upstream in service.ReadsFrom) environment[$"services__{upstream}__grpc__0"] = this[upstream].Grpc!;
        // One that NeedsPdf starts WeasyPrint itself: no Pdf__Url here.
        if (service.SendsNotices) environment["Notices__Directory"] = Path.Combine(options.StateDirectory, "out", "notices");
        if (service.NeedsSigningKey) environment["Signing__KeyFile"] = Secrets.SigningKey(options.StateDirectory, service.Name);
        Add(name, service.Project, FreePort.Take(Port($"{name}.grpc"), $"{name}.grpc"), HttpPort(name), environment);
    }

    void AddConsumer(ConsumerEntry consumer, StackProcess authority)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__broker"] = BrokerAddress(consumer.Name),
            ["Auth__Authority"] = authority.HttpAddress,
            ["Auth__ClientId"] = consumer.Name,
            ["Auth__ClientSecret"] = secrets.Client(consumer.Name),
            ["Out__Directory"] = Path.Combine(options.StateDirectory, "out"),
            ["Scores__File"] = Path.Combine(options.StateDirectory, "in", "scores.csv"),
        };
        foreach (var upstream in consumer.ReadsFrom) environment[$"services__{upstream}__grpc__0"] = this[upstream].Grpc!;
        Add(consumer.Name, consumer.Project!, null, HttpPort(consumer.Name), environment);
    }

    void AddPortal(int httpPort, StackProcess authority)
    {
        var environment = new Dictionary<string, string>
        {
            ["Auth__Authority"] = authority.HttpAddress,
            ["Auth__ClientId"] = Stack.Portal.Name,
            ["Auth__ClientSecret"] = secrets.Client(Stack.Portal.Name),
            ["Sessions__KeyDirectory"] = Path.Combine(options.StateDirectory, "keys", Stack.Portal.Name),
            // Where what is published can be read by everybody.
            ["Register__Address"] = this[Stack.Publisher.Name].HttpAddress,
        };
        foreach (var service in Stack.Services) environment[$"services__{service.Name}__grpc__0"] = this[service.Name].Grpc!;
        Add(Stack.Portal.Name, Stack.Portal.Project, null, httpPort, environment);
    }

    StackProcess Add(string name, string project, int? grpcPort, int httpPort, Dictionary<string, string> environment)
    {
        environment["DOTNET_ENVIRONMENT"] = environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["OTEL_SERVICE_NAME"] = name;
        foreach (var (key, value) in options.Environment ?? new Dictionary<string, string>()) environment[key] = value;
        var process = new StackProcess(name, Built(options.Root, project), options.Builds?.GetValueOrDefault(name), options.StateDirectory, grpcPort, httpPort, environment);
        processes.Add(process);
        return process;
    }

    /// <summary>The built assembly of a project, in the configuration that this host was built in.</summary>
    public static string Built(string root, string project)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var path = Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(project)!, "bin", configuration, "net10.0", Path.GetFileNameWithoutExtension(project) + ".dll"));
        return File.Exists(path) ? path : throw new ServerFailed($"{path} is not built; run dotnet build first");
    }

    int? Port(string name) => options.Ports is { } ports && ports.TryGetValue(name, out var port) ? port : null;
    int HttpPort(string name) => FreePort.Take(Port($"{name}.http"), $"{name}.http");

    async Task Timed(string what, Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        options.Say?.Invoke($"{what} ({watch.Elapsed.TotalSeconds:0.0} s)");
    }

    /// <summary>Sends the kept events of the services that do not run; how many were heard.</summary>
    public async Task<int> PlayGoldens(CancellationToken ct = default)
    {
        var heard = 0;
        foreach (var absent in part.Absent) heard += await Goldens(absent).Play(ct);
        return heard;
    }

    GoldenEvents Goldens(ServiceEntry absent) => new(options.Root, absent, BrokerAddress(absent.Name));

    /// <summary>Ends a process of the stack at once, as a crash would.</summary>
    public Task Kill(string process) => this[process].Kill();

    /// <summary>Starts a process that was killed, and waits until it is ready.</summary>
    public async Task Restart(string process)
    {
        await this[process].Start();
        await this[process].WaitUntilReady(Patience, default);
    }

    /// <summary>Ends everything in reverse order: consumers and services first, servers last.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        foreach (var watch in watches) await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(processes.Select(p => p.Stop()));
        foreach (var process in processes) process.Dispose();
        if (RabbitMq is not null) await RabbitMq.DisposeAsync();
        if (Postgres is not null) await Postgres.DisposeAsync();
        Addresses.Forget(options.StateDirectory);
        stopping.Dispose();
    }
}
