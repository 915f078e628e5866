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

    /// <summary>Whether the database could not be reached or is going down: nothing is wrong with the request.</summary>
    public static bool IsAway(Exception error) => error switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections,
        NpgsqlException or SocketException or TimeoutException => true,
        _ => error.InnerException is { } inner && IsAway(inner),
    };
}

/// <summary>Rings after every save that changed something: the relay and the steps wake at once instead of polling.</summary>
public sealed class CommitSignal : SaveChangesInterceptor
{
    TaskCompletionSource next = New();

    /// <summary>Completes at the next ring. Take it before looking for work, await it after.</summary>
    public Task Next => next.Task;

    public void Ring() => Interlocked.Exchange(ref next, New()).TrySetResult();

    /// <summary>Waits for the next ring, at most for the interval.</summary>
    public static async Task Wait(Task ring, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await ring.WaitAsync(atMost, time, ct);
        }
        catch (TimeoutException)
        {
            // Nobody rang: another replica may have committed.
        }
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Ring();
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Ring();
        return ValueTask.FromResult(result);
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
