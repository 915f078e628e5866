using Apa.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Apa.Shared.Tests;

public sealed class CommitSignalTests(PostgresFixture postgres)
{
    [Fact]
    public async Task It_rings_when_something_was_committed_and_only_then()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:db"] = await postgres.CreateDatabase();
        builder.AddServiceDefaults("probe").AddDatabase<ProbeDb>();
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ProbeDb>();
        var signal = app.Services.GetRequiredService<CommitSignal>();
        await db.Database.EnsureCreatedAsync();

        var nothing = signal.Next;
        await db.SaveChangesAsync();
        Assert.False(nothing.IsCompleted, "a save of nothing rang");

        var saved = signal.Next;
        db.Notes.Add(new() { Text = "saved" });
        await db.SaveChangesAsync();
        Assert.True(saved.IsCompleted, "a save did not ring");

        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Notes.Add(new() { Text = "in a transaction" });
        await db.SaveChangesAsync();
        var committed = signal.Next;
        await transaction.CommitAsync();
        Assert.True(committed.IsCompleted, "a commit did not ring");
    }
}
