using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Apa.LocalHost.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace Apa.LocalHost.Tests;

public sealed class ServerTests : IDisposable
{
    readonly string folder = Path.Combine(Path.GetTempPath(), $"apa-host-{Guid.NewGuid():N}"[..24]);

    public ServerTests() => Secret.Folder(folder);

    [Fact]
    public async Task PostgreSQL_keeps_its_data_through_a_stop_and_a_crash_and_closes_a_database_to_others()
    {
        await using (var server = await PostgresServer.StartAsync(new(folder)))
        {
            await PostgresServer.EnsureDatabaseAsync(server.AdminConnectionString, "one", "secret'one");
            await PostgresServer.EnsureDatabaseAsync(server.AdminConnectionString, "two", "two");
            await Execute(server.ConnectionString("one", "secret'one"), "CREATE TABLE kept (x int)");
            await server.Kill();
            await server.RestartAsync();
            await Execute(server.ConnectionString("one", "secret'one"), "INSERT INTO kept VALUES (1)");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Execute(new NpgsqlConnectionStringBuilder(server.ConnectionString("two", "two")) { Database = "one" }.ConnectionString, "SELECT 1"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            await Assert.ThrowsAsync<PostgresException>(() => Execute(server.ConnectionString("one", "guess"), "SELECT 1"));
        }
        NpgsqlConnection.ClearAllPools();
        await using var again = await PostgresServer.StartAsync(new(folder));
        await Execute(again.ConnectionString("one", "secret'one"), "INSERT INTO kept VALUES (2)");
        Assert.Equal("-rw-------", Mode(Path.Combine(folder, "superuser.password")));
    }

    [Fact]
    public async Task RabbitMQ_lets_each_user_do_only_what_is_theirs_and_keeps_queues_through_a_crash()
    {
        RabbitMqUser[] users = [new("admin", "a", ".*", ".*", ".*", Administrator: true), new("one", "o", "^one$", "^one$", "^one$")];
        await using var server = await RabbitMqServer.StartAsync(new(folder, "test", users));
        await Declare(server, "one", "one");
        var refused = await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => Declare(server, "one", "other"));
        Assert.Equal((ushort)403, refused.ShutdownReason!.ReplyCode);
        // RabbitMQ 3.10, killed within a second of a declaration on a fresh node, can forget it: its record has not reached the disk.
        await server.RestartAsync();
        await server.Kill();
        await server.RestartAsync();
        Assert.Contains("one", await server.Ctl("list_queues", "-p", "test", "name"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rabbitmq", "server.pid", "epmd.pid")]
    [InlineData("postgres", "server.pid")]
    public async Task A_server_whose_start_is_given_up_leaves_no_process_behind(string which, params string[] pidFiles)
    {
        using var patience = new CancellationTokenSource();
        var starting = which == "postgres"
            ? (Task)PostgresServer.StartAsync(new(folder), patience.Token)
            : RabbitMqServer.StartAsync(new(folder, "test", [new("admin", "a", ".*", ".*", ".*", Administrator: true)]), patience.Token);
        var files = pidFiles.Select(file => Path.Combine(folder, file)).ToList();
        // A file is there a moment before its content.
        while (!files.TrueForAll(file => File.Exists(file) && new FileInfo(file).Length > 0) && !starting.IsCompleted) await Task.Yield();
        var pids = files.ConvertAll(file => int.Parse(File.ReadAllText(file).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.All(pids, pid => Assert.Equal("", ChildProcess.StartTime(pid)));
    }

    [Fact]
    public async Task Port_that_is_occupied_gives_one_clear_line()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var port = ((IPEndPoint)occupied.LocalEndpoint).Port;
        var refused = await Assert.ThrowsAsync<ServerFailed>(() => PostgresServer.StartAsync(new(folder, port)));
        Assert.Equal($"port {port}, asked for as postgres, is occupied", refused.Message);
    }

    [Fact]
    public async Task Leftover_is_ended_by_pid_and_start_time_and_another_process_of_that_pid_is_not()
    {
        var pidFile = Path.Combine(folder, "left.pid");
        using var left = ChildProcess.Start("sleep", ["600"], "/", new Dictionary<string, string>(), Path.Combine(folder, "log"), pidFile);
        Assert.True(await ChildProcess.EndLeftover(pidFile, TimeSpan.FromSeconds(5)));
        await left.WaitForExit(TestContext.Current.CancellationToken);

        using var other = ChildProcess.Start("sleep", ["600"], "/", new Dictionary<string, string>(), Path.Combine(folder, "log"));
        File.WriteAllText(pidFile, $"{other.Pid} 1");
        Assert.False(await ChildProcess.EndLeftover(pidFile, TimeSpan.FromSeconds(1)));
        Assert.False(other.HasExited);
        await other.Kill();
    }

    [Fact]
    public void Mistakes_in_ports_come_all_at_once()
    {
        var refused = Assert.Throws<ServerFailed>(() => Ports.Parse(["postgres", "nobody=1", "letter.grpc=99999", "letter.http=5001"]));
        Assert.All((string[])["'postgres' is not name=port", "no port 'nobody'", "'letter.grpc=99999' is not name=port"], part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Second_host_of_a_state_directory_is_refused()
    {
        using var held = HostLock.Take(folder);
        var refused = Assert.Throws<ServerFailed>(() => HostLock.Take(folder));
        Assert.Contains($"pid {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    static async Task Declare(RabbitMqServer server, string user, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new(server.AmqpUri(user)) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
    }

    static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static string Mode(string path)
    {
        using var ls = Process.Start(new ProcessStartInfo("ls", ["-l", path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        return ls.StandardOutput.ReadToEnd()[..10];
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
