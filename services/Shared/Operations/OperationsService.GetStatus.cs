using System.Reflection;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

public sealed partial class OperationsService
{
    [Allow(Role.Auditor, Role.Administrator)]
    public override async Task<Proto.GetStatusResponse> GetStatus(Proto.GetStatusRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var ready = await health.CheckHealthAsync(check => check.Tags.Contains("ready"), ct);
        var status = new Proto.GetStatusResponse
        {
            Service = service.Value,
            Version = db.GetType().Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Checks = { ready.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Check(entry.Key, entry.Value)) },
            ErrorQueue = await ErrorsOf(ct),
        };
        try
        {
            (status.Outbox, status.Inbox) = (await OutboxOf(ct), await InboxOf(ct));
        }
        catch (Exception e) when (Shared.Database.IsAway(e) && !ct.IsCancellationRequested)
        {
            // The check of the database says so, and the rest is worth knowing just then.
        }
        return status;
    }

    static Proto.ReadinessCheck Check(string name, HealthReportEntry entry) => new()
    {
        Name = name,
        Health = entry.Status switch
        {
            HealthStatus.Healthy => Proto.Health.Healthy,
            HealthStatus.Degraded => Proto.Health.Degraded,
            _ => Proto.Health.Unhealthy,
        },
        Why = entry.Status == HealthStatus.Healthy ? "" : entry.Description ?? entry.Exception?.GetType().Name ?? "",
    };

    async Task<Proto.Outbox> OutboxOf(CancellationToken ct)
    {
        var unsent = db.Outbox.Where(row => row.Sent == null);
        return new()
        {
            Depth = await unsent.LongCountAsync(ct),
            OldestUnsentAt = Rfc3339(await unsent.MinAsync(row => (DateTimeOffset?)row.Created, ct)),
            LastPosition = await db.Outbox.MaxAsync(row => row.Position, ct) ?? 0,
        };
    }

    async Task<Proto.Inbox> InboxOf(CancellationToken ct)
    {
        var waiting = db.Inbox.Where(row => row.State == InboxState.Waiting);
        var oldest = await waiting.OrderBy(row => row.Received).Select(row => new { row.Received, row.WaitsFor }).FirstOrDefaultAsync(ct);
        return new() { Waiting = await waiting.LongCountAsync(ct), OldestWaitingAt = Rfc3339(oldest?.Received), WaitsFor = oldest?.WaitsFor ?? "" };
    }

    async Task<Proto.ErrorQueue?> ErrorsOf(CancellationToken ct)
    {
        if (errors is null) return null;
        try
        {
            return new() { Name = errors.Name, Depth = await errors.Depth(ct) };
        }
        catch (Refusal)
        {
            return null;
        }
    }
}
