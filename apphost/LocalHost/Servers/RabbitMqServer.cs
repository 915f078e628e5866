using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
    readonly string binaries;
    readonly int distributionPort = FreePort.Next();
    readonly int epmdPort = FreePort.Next();
    ChildProcess? process;
    ChildProcess? portMapper;

    RabbitMqServer(RabbitMqOptions options, string binaries, int port) => (this.options, this.binaries, Port) = (options, binaries, port);

    public int Port { get; }
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
        var server = new RabbitMqServer(options, FindBinaries(), FreePort.Take(options.Port, "rabbitmq"));
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
        process = ChildProcess.Start(Path.Combine(binaries, "rabbitmq-server"), [], options.Directory, Environment(), At("server.log"), PidFile);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited) throw new ServerFailed($"RabbitMQ ended while starting: {Logs.LastTelling(At("server.log"))}");
            try
            {
                // A whole login: the port opens before users are there.
                var factory = new ConnectionFactory { Uri = new(AmqpUri(options.Users[0].Name)), RequestedConnectionTimeout = TimeSpan.FromSeconds(5), AutomaticRecoveryEnabled = false };
                await using var connection = await factory.CreateConnectionAsync(ct);
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

    /// <summary>Runs rabbitmqctl against this broker and returns what it prints.</summary>
    public async Task<string> Ctl(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(binaries, "rabbitmqctl"), ["--quiet", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = options.Directory };
        foreach (var (key, value) in Environment()) start.Environment[key] = value;
        using var run = Process.Start(start)!;
        var error = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? output : throw new ServerFailed($"rabbitmqctl {string.Join(' ', arguments)}: {(await error).Trim()}");
    }

    Dictionary<string, string> Environment() => new()
    {
        ["RABBITMQ_NODENAME"] = "apa@localhost",
        ["RABBITMQ_BASE"] = options.Directory,
        ["RABBITMQ_MNESIA_BASE"] = At("data"),
        ["RABBITMQ_LOG_BASE"] = At("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_CONFIG_FILE"] = At("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = At("advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = At("enabled_plugins"),
        ["RABBITMQ_CONF_ENV_FILE"] = At("env.conf"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = At("generated"),
        ["RABBITMQ_PID_FILE"] = At("rabbitmq.pid"),
        ["RABBITMQ_FEATURE_FLAGS_FILE"] = At("feature_flags"),
        ["RABBITMQ_NODE_PORT"] = $"{Port}",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
        ["ERL_EPMD_PORT"] = $"{epmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["HOME"] = options.Directory,
        ["LC_ALL"] = "C.UTF-8",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    };

    void Configure()
    {
        if (!File.Exists(At(".erlang.cookie")))
        {
            Secret.Write(At(".erlang.cookie"), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(At(".erlang.cookie"), UnixFileMode.UserRead);
        }
        File.WriteAllText(At("env.conf"), "");
        File.WriteAllText(At("enabled_plugins"), "[].\n");
        Secret.Write(At("definitions.json"), Definitions());
        File.WriteAllText(At("rabbitmq.conf"), $"""
            listeners.tcp.local = 127.0.0.1:{Port}
            load_definitions = {At("definitions.json")}
            log.console = true
            log.console.level = info
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 200MB
            """ + "\n");
    }

    /// <summary>Users with salted hashes, the virtual host, permissions. No queue and no exchange: who owns, declares.</summary>
    string Definitions() => JsonSerializer.Serialize(new
    {
        vhosts = new[] { new { name = options.VirtualHost } },
        users = options.Users.Select(u => new
        {
            name = u.Name,
            password_hash = Hash(u.Password),
            hashing_algorithm = "rabbit_password_hashing_sha256",
            tags = u.Administrator ? "administrator" : "",
        }),
        permissions = options.Users.Select(u => new { user = u.Name, vhost = options.VirtualHost, configure = u.Configure, write = u.Write, read = u.Read }),
    });

    static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    /// <summary>
    /// Erlang's port mapper, as a child of ours: a node that finds none starts one that outlives it and belongs to nobody.
    /// </summary>
    void StartPortMapper()
    {
        if (portMapper is { HasExited: false }) return;
        portMapper?.Dispose();
        portMapper = ChildProcess.Start(FindPortMapper(), ["-port", $"{epmdPort}", "-address", "127.0.0.1"], options.Directory, Environment(), At("epmd.log"), EpmdPidFile);
    }

    static string FindPortMapper() =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, "epmd"))
            .Concat(System.IO.Directory.Exists("/usr/lib/erlang") ? System.IO.Directory.GetDirectories("/usr/lib/erlang", "erts-*").Select(d => Path.Combine(d, "bin", "epmd")) : [])
            .FirstOrDefault(File.Exists) ?? throw new ServerFailed("Erlang's epmd was not found; it comes with RabbitMQ's Erlang");

    /// <summary>Ends it as on a shutdown.</summary>
    public async Task Stop()
    {
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

    static string FindBinaries() =>
        new[] { "/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/rabbitmq/sbin" }
            .Concat((System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(p => p != "/usr/sbin"))
            .FirstOrDefault(p => File.Exists(Path.Combine(p, "rabbitmq-server")) && File.Exists(Path.Combine(p, "rabbitmqctl")))
        ?? throw new ServerFailed("RabbitMQ 3.9 to 4 was not found; install the package rabbitmq-server");
}
