using Apa.Protos.Publications.V1;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Apa.Publications.Tests.Service;

/// <summary>What two people do to a round at the same moment, on the real database.</summary>
public sealed class RacingTests(PostgresFixture postgres)
{
    const string Other = "rounds/apa-2006/publications/820";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>820 scheduled, 919 pending, olga on call, and a gate that can stop a save.</summary>
    async Task<(PublicationApp App, Gate Gate)> WithGate()
    {
        var gate = new Gate();
        var app = await PublicationApp.Start(postgres, services => services.ConfigureDbContext<PublicationDb>(options => options.AddInterceptors(gate)), Given.ToAssess("919"), Given.ToAssess("820"));
        await app.SetOnCall("olga");
        await app.Schedule(await app.Pending("820"));
        await app.Pending();
        return (app, gate);
    }

    [Fact]
    public async Task A_letter_that_was_being_scheduled_when_the_release_was_aborted_is_not_scheduled()
    {
        var (app, gate) = await WithGate();
        await using var _ = app;
        gate.StopBefore(db => IsScheduled(db, "919"));
        var pending = await app.Get();
        var scheduling = app.Schedule(pending);
        await gate.Reached;
        Assert.Equal([Other], (await PublicationApp.Abort(app.OnCall)).Aborts.Single().Publications);
        gate.Open();
        Assert.Equal((StatusCode.Aborted, "CONCURRENT_CHANGE"), await PublicationApp.Refused(() => scheduling));
        Assert.Equal([PublicationState.Pending, PublicationState.Pending], [(await app.Get()).State, (await app.Get(Other)).State]);
    }

    [Fact]
    public async Task An_abort_waits_for_a_letter_that_is_being_scheduled_and_takes_it_back_with_the_rest()
    {
        var (app, gate) = await WithGate();
        await using var _ = app;
        gate.StopAfter(db => IsScheduled(db, "919"));
        var scheduling = app.Schedule(await app.Get());
        await gate.Reached;
        var aborting = PublicationApp.Abort(app.OnCall);
        await SomebodyWaitsForALock(app);
        Assert.False(aborting.IsCompleted);
        gate.Open();
        await scheduling;
        Assert.Equal([Other, Given.Name], (await aborting).Aborts.Single().Publications);
        Assert.Equal(PublicationState.Pending, (await app.Get()).State);
    }

    [Fact]
    public async Task A_letter_scheduled_while_the_release_is_being_aborted_waits_and_is_refused()
    {
        var (app, gate) = await WithGate();
        await using var _ = app;
        gate.StopBefore(db => db.ChangeTracker.Entries<Publication>().Any(entry => entry.State == EntityState.Modified && entry.Entity.State == PublicationState.Pending));
        var aborting = PublicationApp.Abort(app.OnCall);
        await gate.Reached;
        var scheduling = app.Schedule(await app.Get());
        await SomebodyWaitsForALock(app);
        gate.Open();
        await aborting;
        Assert.Equal((StatusCode.Aborted, "CONCURRENT_CHANGE"), await PublicationApp.Refused(() => scheduling));
        Assert.Equal(PublicationState.Pending, (await app.Get()).State);
    }

    [Fact]
    public async Task Letters_are_scheduled_at_the_same_moment_without_hindering_each_other()
    {
        string[] laCodes = ["801", "802", "803", "804", "805", "806"];
        await using var app = await PublicationApp.Start(postgres, [.. laCodes.Select(Given.ToAssess)]);
        var pending = new List<Proto.Publication>();
        foreach (var laCode in laCodes) pending.Add(await app.Pending(laCode));
        Assert.All(await Task.WhenAll(pending.Select(p => app.Schedule(p))), p => Assert.Equal(PublicationState.Scheduled, p.State));
    }

    [Fact]
    public async Task A_round_that_is_scheduled_after_its_instant_is_released_in_one_save()
    {
        string[] laCodes = ["801", "802", "803", "804", "805", "806"];
        await using var app = await PublicationApp.Start(postgres, [.. laCodes.Select(Given.ToAssess)]);
        foreach (var laCode in laCodes) await app.Pending(laCode);
        await app.Hold(await app.Get("rounds/apa-2006/publications/806"));
        app.PassTheInstant();
        var told = await app.ScheduleRound();
        Assert.Equal([.. Enumerable.Repeat(PublicationState.Published, 5), PublicationState.Scheduled], told.Select(step => step.State));
        Assert.Equal(Enumerable.Range(1, 6), told.Select(step => step.Done));
        Assert.All(told, step => Assert.Equal(("", 6), (step.Reason, step.Total)));
        Assert.Equal(1, await app.Host.WithDb(db => db.Database.SqlQuery<int>($"SELECT count(DISTINCT xmin::text)::int AS \"Value\" FROM outbox WHERE subject <> {Given.RoundName}").SingleAsync()));
        Assert.Empty(await app.ScheduleRound());
    }

    [Fact]
    public async Task One_that_is_held_while_its_round_is_released_late_stays_back_and_the_others_go()
    {
        var gate = new Gate();
        await using var app = await PublicationApp.Start(postgres, services => services.ConfigureDbContext<PublicationDb>(options => options.AddInterceptors(gate)), Given.ToAssess("919"), Given.ToAssess("820"));
        await app.Pending("820");
        await app.Pending();
        app.PassTheInstant();
        gate.StopBefore(db => db.ChangeTracker.Entries<Publication>().Count(entry => entry.Entity.State == PublicationState.Published) == 2);
        var releasing = app.ScheduleRound();
        await gate.Reached;
        await app.Hold(await app.Get());
        gate.Open();
        Assert.Equal([(Other, PublicationState.Published), (Given.Name, PublicationState.Scheduled)], (await releasing).Select(step => (step.Name, step.State)));
        Assert.Equal([Other], (await app.Host.Emitted<LetterPublished>()).Select(e => e.Key.Publication));
    }

    [Fact]
    public async Task A_database_that_fails_at_the_instant_publishes_nothing_and_is_asked_again()
    {
        var gate = new Gate();
        await using var app = await PublicationApp.Start(postgres, services => services.ConfigureDbContext<PublicationDb>(options => options.AddInterceptors(gate)), Given.ToAssess("919"), Given.ToAssess("820"));
        await app.Schedule(await app.Pending("820"));
        await app.Schedule(await app.Pending());
        gate.FailUntilOpen(db => db.ChangeTracker.Entries<Publication>().Any(entry => entry.Entity.State == PublicationState.Published));
        app.PassTheInstant();
        // More than once: the step may have read the time before it passed, and sleeps only now.
        await Eventually.Holds("the failure", () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(gate.IsReached);
        });
        Assert.Empty(await app.Host.Emitted());
        gate.Open();
        await app.Reaches(PublicationState.Published);
        // It was nobody's fault: none is put aside, and all go together.
        Assert.Null((await app.Get(Other)).Failure);
        Assert.Equal(PublicationState.Published, (await app.Get(Other)).State);
    }

    static bool IsScheduled(DbContext db, string laCode) => db.ChangeTracker.Entries<Publication>().Any(entry => entry.Entity.LaCode == laCode && entry.Entity.State == PublicationState.Scheduled);

    static Task SomebodyWaitsForALock(PublicationApp app) => Eventually.Holds("somebody waits for a lock", () => app.Host.WithDb(async db =>
        await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync() > 0));

    /// <summary>Stops one save, just before it or just before its commit, until it is let go.</summary>
    sealed class Gate : SaveChangesInterceptor, IDbTransactionInterceptor
    {
        readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<DbContext, bool>? before;
        Func<DbContext, bool>? after;
        Func<DbContext, bool>? fail;

        public bool IsReached => reached.Task.IsCompleted;
        public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void StopBefore(Func<DbContext, bool> which) => before = which;

        public void StopAfter(Func<DbContext, bool> which) => after = which;

        public void FailUntilOpen(Func<DbContext, bool> which) => fail = which;

        public void Open() => open.TrySetResult();

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (!open.Task.IsCompleted && fail is not null && fail(eventData.Context!))
            {
                reached.TrySetResult();
                throw new TimeoutException("the database did not answer");
            }
            if (Take(ref before, eventData.Context!)) await Stop();
            return result;
        }

        public async ValueTask<InterceptionResult> TransactionCommittingAsync(
            System.Data.Common.DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (Take(ref after, eventData.Context!)) await Stop();
            return result;
        }

        async Task Stop()
        {
            reached.TrySetResult();
            await open.Task;
        }

        static bool Take(ref Func<DbContext, bool>? which, DbContext db)
        {
            if (which is not { } asked || !asked(db)) return false;
            which = null;
            return true;
        }
    }
}
