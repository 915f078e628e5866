using System.Collections.Concurrent;
using Apa.LocalHost.Servers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Apa.Tests;

/// <summary>
/// One private PostgreSQL a test run, not durable, or the one that APA_TEST_DB names by a connection string of somebody who may make
/// databases. Every test gets a database of its own, cloned from one that was migrated once. A server that cannot be had fails the run.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    readonly string directory = Path.Combine(Path.GetTempPath(), $"apa-tests-pg-{Guid.NewGuid():N}");
    readonly ConcurrentDictionary<Type, Lazy<Task<string>>> templates = new();
    readonly string? given = Environment.GetEnvironmentVariable("APA_TEST_DB");
    readonly ConcurrentQueue<string> made = new();
    PostgresServer? server;
    int databases;

    public async ValueTask InitializeAsync()
    {
        if (given is null) server = await PostgresServer.StartAsync(new(directory, Durable: false));
    }

    /// <summary>The private server; there is none where one was given.</summary>
    public PostgresServer Server => server ?? throw new InvalidOperationException("the fixture was not initialised, or its server was given");

    string Admin => given ?? Server.AdminConnectionString;

    /// <summary>An empty database; its connection string.</summary>
    public async Task<string> CreateDatabase(string? template = null)
    {
        var name = $"t{Interlocked.Increment(ref databases)}_{Guid.NewGuid():N}"[..30];
        await Execute(template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}");
        made.Enqueue(name);
        return ConnectionString(name);
    }

    async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(Admin);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A database with the migrations of <typeparamref name="TDb"/>; <paramref name="make"/> makes its context on a connection string.</summary>
    public async Task<string> CreateMigrated<TDb>(Func<string, TDb> make) where TDb : DbContext
    {
        var template = await templates.GetOrAdd(typeof(TDb), _ => new(async () =>
        {
            var connectionString = await CreateDatabase() + ";Pooling=false";
            await using var db = make(connectionString);
            await db.Database.MigrateAsync();
            return new NpgsqlConnectionStringBuilder(connectionString).Database!;
        })).Value;
        return await CreateDatabase(template);
    }

    string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(Admin) { Database = database, MaxPoolSize = 10, IncludeErrorDetail = true }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is null)
        {
            foreach (var name in made) await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            return;
        }
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
