using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Apa.Shared;

/// <summary>The service's own database, by the connection string <c>db</c>.</summary>
public static class Database
{
    public static WebApplicationBuilder AddDatabase<TDb>(this WebApplicationBuilder builder) where TDb : ServiceDb
    {
        builder.Services.AddSingleton(provider => NpgsqlDataSource.Create(provider.GetRequiredService<IConfiguration>().GetConnectionString("db")
            ?? throw new InvalidOperationException("ConnectionStrings:db is missing")));
        builder.Services.TryAddSingleton<CommitSignal>();
        builder.Services.AddDbContext<TDb>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(services.GetRequiredService<CommitSignal>()));
        builder.Services.AddScoped<ServiceDb>(services => services.GetRequiredService<TDb>());
        builder.Services.AddHealthChecks().AddCheck<MigratedCheck<TDb>>("database", tags: ["ready"]);
        return builder;
    }

    /// <summary>The verb <c>migrate</c>: brings the database up to date and says so; true where it was asked for.</summary>
    public static async Task<bool> MigrateIfAsked<TDb>(this WebApplication app, string[] args) where TDb : ServiceDb
    {
        if (args is not ["migrate", ..]) return false;
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TDb>().Database.MigrateAsync();
        return true;
    }

    /// <summary>Whether two rows had the same key.</summary>
    public static bool IsUniqueViolation(DbUpdateException error) => error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether somebody else changed the same at the same moment: asked again, it may well succeed.</summary>
    public static bool IsConflict(Exception error) => error switch
    {
        DbUpdateConcurrencyException => true,
        PostgresException e => e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        _ => error.InnerException is { } inner && IsConflict(inner),
    };

    /// <summary>
    /// Whether the database could not be reached, has no room, is going down, stands by or is not migrated to this build yet: nothing
    /// is wrong with the request.
    /// </summary>
    public static bool IsAway(Exception error) => error switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            || AwayClasses.Any(c => e.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => error.InnerException is { } inner && IsAway(inner),
    };

    /// <summary>Classes of SQLSTATE: connection, credentials, resources, operator's intervention, the system below.</summary>
    static readonly string[] AwayClasses = ["08", "28", "53", "57P", "58"];
}

/// <summary>
/// Rings after every commit that changed something: the relay and the steps wake at once instead of polling. A save of nothing does
/// not ring: a step that saves and finds nothing to do would wake itself for ever.
/// </summary>
public sealed class CommitSignal : SaveChangesInterceptor, IDbTransactionInterceptor
{
    TaskCompletionSource next = New();

    /// <summary>Completes at the next ring. Take it before looking for work, await it after.</summary>
    public Task Next => next.Task;

    public void Ring() => Interlocked.Exchange(ref next, New()).TrySetResult();

    /// <summary>Waits for the next ring, at most for the interval; whether it rang.</summary>
    public static async Task<bool> Wait(Task ring, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await ring.WaitAsync(atMost, time, ct);
            return true;
        }
        catch (TimeoutException)
        {
            // Nobody rang: another replica may have committed.
            return false;
        }
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        if (result > 0) Ring();
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavedChanges(eventData, result));

    // Inside a transaction of its own a save is seen by nobody until the commit.
    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Ring();

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Ring();
        return Task.CompletedTask;
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Ready only once every migration of this build is in the database.</summary>
sealed class MigratedCheck<TDb>(IServiceScopeFactory scopes) : IHealthCheck where TDb : ServiceDb
{
    bool migrated;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TDb>().Database;
        if (!await database.CanConnectAsync(cancellationToken)) return HealthCheckResult.Unhealthy("the database cannot be reached");
        if (!migrated) migrated = !(await database.GetPendingMigrationsAsync(cancellationToken)).Any();
        return migrated ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the database is not migrated");
    }
}
