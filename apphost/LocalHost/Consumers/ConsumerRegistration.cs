using Apa.Hosting;
using Apa.LocalHost.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost.Consumers;

/// <summary>
/// Adds and removes consumers of a stack, whether it runs or not: a broker user with the permissions of <see cref="Stack.UserOf"/> and a
/// token client each. On a running private broker it takes effect at once, else at the next start.
/// </summary>
/// <param name="say">Told of what was done, a line each; no secret.</param>
public sealed class ConsumerRegistration(string root, string stateDirectory, Action<string> say)
{
    string BrokerDirectory => Path.Combine(stateDirectory, "rabbitmq");

    /// <summary>Adds it, or makes sure that it is there: the same call again changes nothing.</summary>
    /// <exception cref="ServerFailed">All that is wrong with it; it is there with another audience; the broker refuses.</exception>
    public async Task<ConsumerSheet> Add(string name, string audience, CancellationToken ct = default)
    {
        Secret.Folder(stateDirectory);
        using var alone = Alone();
        var before = ConsumerList.Read(root, stateDirectory);
        var consumers = before.With(new(name, audience));
        var secrets = Secrets.Load(stateDirectory, consumers.Added);
        var consumer = consumers.Find(name)!;
        // The authority must know a client before the list tells the running host to fetch its token.
        ConsumerClients.Write(stateDirectory, consumers.Added, secrets);
        consumers.Write();
        var broker = await RabbitMqNode.Running(BrokerDirectory, ct);
        if (broker is not null) await Tell(broker, secrets, consumers);
        if (broker is not null && Addresses.Http(stateDirectory, Stack.DevAuthority.Name) is { } authority) await FetchToken(authority, consumer, secrets, ct);
        say((before.Find(name), broker, HostLock.Running(stateDirectory)) switch
        {
            ({ }, _, _) => $"{name} is there already, for {audience}",
            (_, { }, _) => $"added {name}, for {audience}; the running broker knows it",
            (_, _, null) => $"added {name}, for {audience}; it takes effect when the stack starts",
            _ => $"added {name}, for {audience}; the broker was given to this stack: make its user there, as docs/consumers.md says",
        });
        var sheet = ConsumerSheet.Of(root, stateDirectory, consumer, secrets, broker?.Port);
        sheet.Write();
        return sheet;
    }

    /// <summary>Takes its user, its queues with all that waits in them, its client and its secrets away. A token that it has holds for its hour.</summary>
    /// <exception cref="ServerFailed">There is none of the name, it belongs to the stack, or the broker that has it does not run.</exception>
    public async Task Remove(string name, CancellationToken ct = default)
    {
        using var alone = Alone();
        var consumers = Removable(name).Without(name);
        var broker = await RabbitMqNode.Running(BrokerDirectory, ct);
        if (broker is null && Directory.Exists(Path.Combine(BrokerDirectory, "data")))
            throw new ServerFailed($"the broker may have a user and a queue of {name} and does not run: ./apa up --detach first");
        var secrets = Secrets.Load(stateDirectory, consumers.Added);
        if (broker is not null)
        {
            // Of its definitions first: a broker that crashes now would make the user again.
            RabbitMqDefinitions.Write(BrokerDirectory, Stack.VirtualHost, BrokerUsers.Of(secrets, consumers.Added));
            if (Lines(await broker.Ctl("list_users", "--no-table-headers")).Any(line => line.Split('\t')[0] == name)) await broker.Ctl("delete_user", name);
            await DeleteWhatItDeclared(broker, secrets, name, ct);
        }
        consumers.Write();
        ConsumerClients.Write(stateDirectory, consumers.Added, secrets);
        Secrets.Forget(stateDirectory, name);
        foreach (var file in (string[])[TokenFiles.FileOf(stateDirectory, name), ConsumerSheet.FileOf(stateDirectory, name)])
            if (File.Exists(file)) File.Delete(file);
        say($"removed {name}{(broker is null ? "" : ", its user and its queues")}");
    }

    /// <summary>The list, where a consumer stands in it that may be removed.</summary>
    /// <exception cref="ServerFailed">It may not, and why.</exception>
    public ConsumerList Removable(string name)
    {
        if (Stack.Consumers.Any(consumer => consumer.Name == name)) throw new ServerFailed($"{name} belongs to the stack itself (apphost/Stack.cs)");
        var consumers = ConsumerList.Read(root, stateDirectory);
        return consumers.Find(name) is null ? throw new ServerFailed($"there is no consumer {name}; ./apa consumer list shows all") : consumers;
    }

    /// <summary>All consumers, a line each; of a running broker also what waits in the queue of each and who listens.</summary>
    public async Task List(CancellationToken ct = default)
    {
        var consumers = ConsumerList.Read(root, stateDirectory);
        var broker = await RabbitMqNode.Running(BrokerDirectory, ct);
        await using var connection = broker is null ? null : await Connect(broker, Secrets.Load(stateDirectory, consumers.Added), ct);
        foreach (var consumer in consumers.All)
        {
            var queue = connection is null ? "" : await Look(connection, consumer.Name, ct) is { } found ? $"{found.MessageCount} waiting, {(found.ConsumerCount > 0 ? "listening" : "nobody listens")}" : "no queue yet";
            say($"{consumer.Name,-24}{consumer.Audience,-20}{(consumers.Added.Contains(consumer) ? "added" : "of the stack"),-14}{queue}".TrimEnd());
        }
    }

    /// <summary>A queue as the broker has it now; null where there is none.</summary>
    internal static async Task<QueueDeclareOk?> Look(IConnection connection, string queue, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, ct);
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
            return null;
        }
    }

    /// <summary>A connection as the broker's administrator.</summary>
    internal static Task<IConnection> Connect(RabbitMqNode broker, Secrets secrets, CancellationToken ct) => new ConnectionFactory
    {
        HostName = "127.0.0.1",
        Port = broker.Port,
        VirtualHost = Stack.VirtualHost,
        AutomaticRecoveryEnabled = false,
        UserName = BrokerUsers.Administrator,
        Password = secrets.Broker(BrokerUsers.Administrator),
    }.CreateConnectionAsync(ct);

    /// <summary>Users reach the broker by its file of definitions: no password is on a command line, and a restart finds them there again.</summary>
    async Task Tell(RabbitMqNode broker, Secrets secrets, ConsumerList consumers)
    {
        RabbitMqDefinitions.Write(BrokerDirectory, Stack.VirtualHost, BrokerUsers.Of(secrets, consumers.Added));
        await broker.Ctl("import_definitions", RabbitMqDefinitions.FileOf(BrokerDirectory));
    }

    async Task FetchToken(string authority, ConsumerEntry consumer, Secrets secrets, CancellationToken ct)
    {
        try
        {
            await new TokenFiles(root, stateDirectory, authority).Write(consumer, secrets, ct);
        }
        catch (HttpRequestException)
        {
            say($"the token authority does not answer now; the token of {consumer.Name} comes with the next round");
        }
    }

    /// <summary>Queues and exchanges of its own name; what else there is it never could declare.</summary>
    static async Task DeleteWhatItDeclared(RabbitMqNode broker, Secrets secrets, string name, CancellationToken ct)
    {
        await using var connection = await Connect(broker, secrets, ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        foreach (var queue in Own(await broker.Ctl("list_queues", "-p", Stack.VirtualHost, "--no-table-headers", "name"))) await channel.QueueDeleteAsync(queue, cancellationToken: ct);
        foreach (var exchange in Own(await broker.Ctl("list_exchanges", "-p", Stack.VirtualHost, "--no-table-headers", "name"))) await channel.ExchangeDeleteAsync(exchange, cancellationToken: ct);

        IEnumerable<string> Own(string list) => Lines(list).Where(line => line == name || line.StartsWith($"{name}_", StringComparison.Ordinal));
    }

    static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One at a time: list, secrets and definitions are read, changed and written whole.</summary>
    FileStream Alone()
    {
        try
        {
            return new(Path.Combine(stateDirectory, "consumers.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new ServerFailed(Directory.Exists(stateDirectory) ? "another ./apa consumer is at work" : $"there is no stack in {stateDirectory}");
        }
    }
}
