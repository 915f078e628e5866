using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace Apa.LocalHost.Servers;

/// <param name="Directory">Holds data, log and the superuser's password; made where missing.</param>
/// <param name="Port">A port asked for; null: a free one.</param>
/// <param name="Durable">False for tests only: a crash may lose everything.</param>
public sealed record PostgresOptions(string Directory, int? Port = null, bool Durable = true);

/// <summary>
/// A private PostgreSQL, 14 to 18, on loopback. Under root it runs as the user <c>postgres</c>, which may enter the folder even
/// where only root may (a clone below a root's home). Only password logins.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly PostgresOptions options;
    readonly string binaries;
    ChildProcess? process;

    PostgresServer(PostgresOptions options, string binaries, int port) => (this.options, this.binaries, Port) = (options, binaries, port);

    public int Port { get; }
    string Data => Path.Combine(options.Directory, "data");
    string PidFile => Path.Combine(options.Directory, "server.pid");
    string Log => Path.Combine(options.Directory, "server.log");
    string PasswordFile => Path.Combine(options.Directory, "superuser.password");

    /// <summary>Where its programs are: pg_dump, pg_restore, psql.</summary>
    public string Binaries => binaries;

    /// <summary>The superuser's connection string.</summary>
    public string AdminConnectionString => $"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres;Password={File.ReadAllText(PasswordFile)};Timeout=5";

    /// <summary>The connection string of a database's owner.</summary>
    public string ConnectionString(string database, string password) => $"Host=127.0.0.1;Port={Port};Database={database};Username={database};Password={password};Maximum Pool Size=20";

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts a server on the directory's data, new or kept; returns when it takes connections.</summary>
    /// <exception cref="ServerFailed">No binaries, no room, or not up within 30 s.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresOptions options, CancellationToken ct = default)
    {
        System.IO.Directory.CreateDirectory(options.Directory);
        var server = new PostgresServer(options, FindBinaries(Path.Combine(options.Directory, "data")), FreePort.Take(options.Port, "postgres"));
        await ChildProcess.EndLeftover(server.PidFile, TimeSpan.FromSeconds(10));
        if (!File.Exists(Path.Combine(server.Data, "PG_VERSION"))) await server.Initialise(ct);
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
        var (file, arguments) = As([Path.Combine(binaries, "postgres"), "-D", Data, "-p", $"{Port}"]);
        process?.Dispose();
        process = ChildProcess.Start(file, arguments, "/", new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" }, Log, PidFile);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited) throw new ServerFailed($"PostgreSQL ended while starting: {LastLine()}");
            try
            {
                await using var connection = new NpgsqlConnection(AdminConnectionString + ";Pooling=false");
                await connection.OpenAsync(ct);
                return;
            }
            catch (NpgsqlException) when (watch.Elapsed < Patience)
            {
                await Task.Delay(50, ct);
            }
            catch (NpgsqlException e)
            {
                throw new ServerFailed($"PostgreSQL does not take connections after {Patience.TotalSeconds:0} s: {e.Message}");
            }
        }
    }

    /// <summary>A role and a database of the same name, owned by it and closed to others; known ones get the password given.</summary>
    public static async Task EnsureDatabaseAsync(string adminConnectionString, string name, string password, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(adminConnectionString);
        await connection.OpenAsync(ct);
        // Identifiers and the password cannot be parameters of these; both are ours, and quoted.
        var role = "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        var secret = "'" + password.Replace("'", "''", StringComparison.Ordinal) + "'";
        await Execute(connection, await Exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", name, ct)
            ? $"ALTER ROLE {role} LOGIN PASSWORD {secret}"
            : $"CREATE ROLE {role} LOGIN PASSWORD {secret}", ct);
        if (await Exists(connection, "SELECT 1 FROM pg_database WHERE datname = $1", name, ct)) return;
        await Execute(connection, $"CREATE DATABASE {role} OWNER {role}", ct);
        await Execute(connection, $"REVOKE CONNECT ON DATABASE {role} FROM PUBLIC", ct);
    }

    static async Task<bool> Exists(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    async Task Initialise(CancellationToken ct)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Secret.Write(PasswordFile, password);
        // initdb reads the password from a file that its own user can read, beside the data, for this moment only.
        var given = Path.Combine(options.Directory, "initdb.password");
        Secret.Write(given, password);
        Owned(options.Directory);
        Owned(given);
        string[] initdb = [Path.Combine(binaries, "initdb"), "-D", Data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", given,
            "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", .. options.Durable ? (string[])[] : ["-N"]];
        var (file, arguments) = As(initdb);
        using (var run = ChildProcess.Start(file, arguments, "/", new Dictionary<string, string>(), Log))
        {
            await run.WaitForExit(ct);
            File.Delete(given);
            if (run.ExitCode != 0) throw new ServerFailed($"initdb failed: {LastLine()}");
        }
        var settings = new List<string>
        {
            "listen_addresses = '127.0.0.1'",
            // A socket's path ends at 107 bytes; nobody needs one.
            "unix_socket_directories = ''",
            "max_connections = 200",
            "shared_buffers = 128MB",
            "max_wal_size = 1GB",
            "log_statement = none",
            // When a row was committed can then be asked.
            "track_commit_timestamp = on",
        };
        if (!options.Durable) settings.AddRange(["fsync = off", "synchronous_commit = off", "full_page_writes = off"]);
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), settings, ct);
    }

    /// <summary>Ends it as on a shutdown: clients are cut, everything is written.</summary>
    public async Task Stop()
    {
        if (process is not null) await process.Stop(Signal.Interrupt, TimeSpan.FromSeconds(20));
    }

    /// <summary>Ends it at once, as a crash would. Its children end by themselves.</summary>
    public async Task Kill()
    {
        if (process is null) return;
        await process.Kill();
        await GoneFromMemory();
    }

    /// <summary>After a crash the server's workers linger for a moment and hold the data directory.</summary>
    async Task GoneFromMemory()
    {
        var postmaster = Path.Combine(Data, "postmaster.pid");
        var watch = Stopwatch.StartNew();
        while (await FreePort.Answers(Port, default) && watch.Elapsed < Patience) await Task.Delay(50);
        File.Delete(postmaster);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        process?.Dispose();
    }

    /// <summary>The last line of the log that says something, for one clear line to people.</summary>
    string LastLine() => Logs.LastTelling(Log);

    static string FindBinaries(string data)
    {
        var kept = File.Exists(Path.Combine(data, "PG_VERSION")) ? File.ReadAllText(Path.Combine(data, "PG_VERSION")).Trim() : null;
        var found = (System.IO.Directory.Exists("/usr/lib/postgresql") ? System.IO.Directory.GetDirectories("/usr/lib/postgresql") : [])
            .Select(d => (Version: Path.GetFileName(d), Path: Path.Combine(d, "bin")))
            .Where(b => int.TryParse(b.Version, out var major) && major is >= 14 and <= 18 && File.Exists(Path.Combine(b.Path, "postgres")))
            .Where(b => kept is null || b.Version == kept)
            .OrderByDescending(b => int.Parse(b.Version))
            .Select(b => b.Path)
            .ToList();
        if (found.Count > 0) return found[0];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(p => File.Exists(Path.Combine(p, "postgres")) && File.Exists(Path.Combine(p, "initdb")));
        return onPath ?? throw new ServerFailed(kept is null
            ? "PostgreSQL 14 to 18 was not found; install the package postgresql"
            : $"the data in {data} is of PostgreSQL {kept}, whose binaries were not found");
    }

    static bool Root => Environment.UserName == "root";

    /// <summary>
    /// As root: the same command as user postgres, which keeps the one right to pass folders that it may not enter.
    /// </summary>
    static (string File, IEnumerable<string> Arguments) As(string[] command) => Root
        ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--", .. command])
        : (command[0], command[1..]);

    /// <summary>As root: hands a path to user postgres.</summary>
    static void Owned(string path)
    {
        if (!Root) return;
        using var chown = Process.Start(new ProcessStartInfo("chown", ["postgres:postgres", path]))!;
        chown.WaitForExit();
    }
}
