using System.Diagnostics;
using System.Text.Json;

namespace Apa.LocalHost.Servers;

/// <summary>
/// A private broker as its command line reaches it: by its directory, which holds the cookie, and its ports, which a running one
/// leaves there in a file. So another process of the same person finds it without its supervisor.
/// </summary>
/// <param name="Directory">The broker's own directory.</param>
/// <param name="Port">AMQP, on loopback.</param>
/// <param name="DistributionPort">Erlang's, for rabbitmqctl.</param>
/// <param name="EpmdPort">Of the broker's own port mapper.</param>
public sealed record RabbitMqNode(string Directory, int Port, int DistributionPort, int EpmdPort)
{
    string At(string file) => Path.Combine(Directory, file);
    static string FileOf(string directory) => Path.Combine(directory, "node.json");

    /// <summary>The broker that runs on a directory; null where none does.</summary>
    public static async Task<RabbitMqNode?> Running(string directory, CancellationToken ct = default)
    {
        if (!File.Exists(FileOf(directory))) return null;
        var node = JsonSerializer.Deserialize<RabbitMqNode>(await File.ReadAllTextAsync(FileOf(directory), ct))!;
        return await FreePort.Answers(node.Port, ct) ? node : null;
    }

    /// <summary>Leaves the ports where <see cref="Running"/> looks.</summary>
    internal void Write() => File.WriteAllText(FileOf(Directory), JsonSerializer.Serialize(this));

    internal void Forget() => File.Delete(FileOf(Directory));

    /// <summary>Runs rabbitmqctl against this broker and returns what it prints.</summary>
    /// <exception cref="ServerFailed">What rabbitmqctl says.</exception>
    public async Task<string> Ctl(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(FindBinaries(), "rabbitmqctl"), ["--quiet", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Directory };
        foreach (var (key, value) in Environment()) start.Environment[key] = value;
        using var run = Process.Start(start)!;
        var error = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? output : throw new ServerFailed($"rabbitmqctl {string.Join(' ', arguments)}: {(await error).Trim()}");
    }

    internal Dictionary<string, string> Environment() => new()
    {
        ["RABBITMQ_NODENAME"] = "apa@localhost",
        ["RABBITMQ_BASE"] = Directory,
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
        ["RABBITMQ_DIST_PORT"] = $"{DistributionPort}",
        ["ERL_EPMD_PORT"] = $"{EpmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["HOME"] = Directory,
        ["LC_ALL"] = "C.UTF-8",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    };

    internal static string FindBinaries() =>
        new[] { "/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/rabbitmq/sbin" }
            .Concat((System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(p => p != "/usr/sbin"))
            .FirstOrDefault(p => File.Exists(Path.Combine(p, "rabbitmq-server")) && File.Exists(Path.Combine(p, "rabbitmqctl")))
        ?? throw new ServerFailed("RabbitMQ 3.9 to 4 was not found; install the package rabbitmq-server");
}
