using System.Collections.Concurrent;
using Apa.LocalHost.Servers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Apa.Tests;

/// <summary>
/// One private PostgreSQL a test run, not durable. Every test gets a database of its own, cloned from one that was migrated once.
/// A server that cannot be had fails the run.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    readonly string directory = Path.Combine(Path.GetTempPath(), $"apa-tests-pg-{Guid.NewGuid():N}");
    readonly ConcurrentDictionary<Type, Lazy<Task<string>>> templates = new();
    PostgresServer? server;
    int databases;

    public async ValueTask InitializeAsync() => server = await PostgresServer.StartAsync(new(directory, Durable: false));

    public PostgresServer Server => server ?? throw new InvalidOperationException("the fixture was not initialised");

    /// <summary>An empty database; its connection string.</summary>
    public async Task<string> CreateDatabase(string? template = null)
    {
        var name = $"t{Interlocked.Increment(ref databases)}_{Guid.NewGuid():N}"[..30];
        await using var connection = new NpgsqlConnection(Server.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
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
        new NpgsqlConnectionStringBuilder(Server.AdminConnectionString) { Database = database, MaxPoolSize = 10, IncludeErrorDetail = true }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
