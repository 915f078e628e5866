using System.Diagnostics;
using System.Security.Cryptography;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost.Servers;

/// <summary>A broker user with its password and its permission patterns.</summary>
public sealed record RabbitMqUser(string Name, string Password, string Configure, string Write, string Read, bool Administrator = false);

/// <param name="Directory">Holds data, log, definitions and cookie; made where missing.</param>
/// <param name="Users">Whoever may log in; written anew at each start.</param>
public sealed record RabbitMqOptions(string Directory, string VirtualHost, IReadOnlyList<RabbitMqUser> Users, int? Port = null);

/// <summary>
/// A private RabbitMQ, 3.9 to 4, on loopback, with its own name, cookie and epmd. Works as root and as an ordinary user.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    readonly RabbitMqOptions options;
    readonly RabbitMqNode node;
    ChildProcess? process;
    ChildProcess? portMapper;

    RabbitMqServer(RabbitMqOptions options, RabbitMqNode node) => (this.options, this.node) = (options, node);

    public int Port => node.Port;
    public bool IsRunning => process is { HasExited: false };
    string PidFile => At("server.pid");
    string EpmdPidFile => At("epmd.pid");
    string At(string file) => Path.Combine(options.Directory, file);

    /// <summary>Where a user connects to.</summary>
    public string AmqpUri(string user) => $"amqp://{user}:{options.Users.First(u => u.Name == user).Password}@127.0.0.1:{Port}/{options.VirtualHost}";

    /// <summary>Starts a broker on the directory's data, new or kept; returns when it takes connections.</summary>
    /// <exception cref="ServerFailed">No binaries, no room, or not up within 90 s.</exception>
    public static async Task<RabbitMqServer> StartAsync(RabbitMqOptions options, CancellationToken ct = default)
    {
        System.IO.Directory.CreateDirectory(options.Directory);
        var server = new RabbitMqServer(options, new(options.Directory, FreePort.Take(options.Port, "rabbitmq"), FreePort.Next(), FreePort.Next()));
        await ChildProcess.EndLeftover(server.PidFile, TimeSpan.FromSeconds(10));
        await server.EndNode();
        await ChildProcess.EndLeftover(server.EpmdPidFile, TimeSpan.FromSeconds(2));
        server.Configure();
        try
        {
            await server.Run(ct);
            return server;
        }
        catch
        {
            // Half started, it would be nobody's.
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again on the same port and data, after a stop or a crash.</summary>
    public async Task RestartAsync(CancellationToken ct = default)
    {
        await Stop();
        await Run(ct);
    }

    async Task Run(CancellationToken ct)
    {
        StartPortMapper();
        process?.Dispose();
        process = ChildProcess.Start(Path.Combine(RabbitMqNode.FindBinaries(), "rabbitmq-server"), [], options.Directory, node.Environment(), At("server.log"), PidFile);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited) throw new ServerFailed($"RabbitMQ ended while starting: {Logs.LastTelling(At("server.log"))}");
            try
            {
                // A whole login: the port opens before users are there.
                var factory = new ConnectionFactory { Uri = new(AmqpUri(options.Users[0].Name)), RequestedConnectionTimeout = TimeSpan.FromSeconds(5), AutomaticRecoveryEnabled = false };
                await using var connection = await factory.CreateConnectionAsync(ct);
                node.Write();
                return;
            }
            catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or IOException && watch.Elapsed < Patience)
            {
                await Task.Delay(100, ct);
            }
            catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or IOException)
            {
                throw new ServerFailed($"RabbitMQ does not take connections after {Patience.TotalSeconds:0} s: {Logs.LastTelling(At("server.log"))}");
            }
        }
    }

    /// <inheritdoc cref="RabbitMqNode.Ctl"/>
    public Task<string> Ctl(params string[] arguments) => node.Ctl(arguments);

    void Configure()
    {
        if (!File.Exists(At(".erlang.cookie")))
        {
            Secret.Write(At(".erlang.cookie"), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(At(".erlang.cookie"), UnixFileMode.UserRead);
        }
        File.WriteAllText(At("env.conf"), "");
        File.WriteAllText(At("enabled_plugins"), "[].\n");
        RabbitMqDefinitions.Write(options.Directory, options.VirtualHost, options.Users);
        File.WriteAllText(At("rabbitmq.conf"), $"""
            listeners.tcp.local = 127.0.0.1:{Port}
            load_definitions = {RabbitMqDefinitions.FileOf(options.Directory)}
            log.console = true
            log.console.level = info
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 200MB
            """ + "\n");
    }

    /// <summary>
    /// Erlang's port mapper, as a child of ours: a node that finds none starts one that outlives it and belongs to nobody.
    /// </summary>
    void StartPortMapper()
    {
        if (portMapper is { HasExited: false }) return;
        portMapper?.Dispose();
        portMapper = ChildProcess.Start(FindPortMapper(), ["-port", $"{node.EpmdPort}", "-address", "127.0.0.1"], options.Directory, node.Environment(), At("epmd.log"), EpmdPidFile);
    }

    static string FindPortMapper() =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, "epmd"))
            .Concat(System.IO.Directory.Exists("/usr/lib/erlang") ? System.IO.Directory.GetDirectories("/usr/lib/erlang", "erts-*").Select(d => Path.Combine(d, "bin", "epmd")) : [])
            .FirstOrDefault(File.Exists) ?? throw new ServerFailed("Erlang's epmd was not found; it comes with RabbitMQ's Erlang");

    /// <summary>Ends it as on a shutdown.</summary>
    public async Task Stop()
    {
        node.Forget();
        if (process is not null) await process.Stop(Signal.Terminate, TimeSpan.FromSeconds(20));
        if (portMapper is not null) await portMapper.Stop(Signal.Terminate, TimeSpan.FromSeconds(2));
    }

    /// <summary>Ends it at once, as a crash would: the shell that started it and the node itself.</summary>
    public async Task Kill()
    {
        if (process is null) return;
        await EndNode();
        await process.Kill();
    }

    /// <summary>The node, where the script that started it has died before it; known by the pid file that only ours names.</summary>
    async Task EndNode()
    {
        if (!File.Exists(At("rabbitmq.pid")) || !int.TryParse(await File.ReadAllTextAsync(At("rabbitmq.pid")), out var pid)) return;
        try
        {
            if (!(await File.ReadAllTextAsync($"/proc/{pid}/environ")).Contains(At("rabbitmq.pid"), StringComparison.Ordinal)) return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
        ChildProcess.Send(pid, Signal.Kill);
        var watch = Stopwatch.StartNew();
        while (ChildProcess.StartTime(pid).Length > 0 && watch.Elapsed < Patience) await Task.Delay(50);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        process?.Dispose();
        portMapper?.Dispose();
    }
}
