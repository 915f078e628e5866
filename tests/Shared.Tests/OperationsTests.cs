using System.Diagnostics.Metrics;
using System.Text;
using Apa.Protos.Operations.V1;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Apa.Shared.Tests;

/// <summary>What people see of a service that does not run well, and what they can do.</summary>
[Collection("broker")]
public sealed class OperationsTests(PostgresFixture postgres, ProbeBroker broker)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Request => Guid.NewGuid().ToString();

    [Fact]
    public async Task Failed_message_is_told_without_its_body_and_handled_after_a_redrive()
    {
        await broker.Purge("slow_error");
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var slow = await ProbeHost.StartAsync(postgres, broker, "slow");
        var auditor = slow.As("august", Role.Auditor);
        slow.Behaviour.Fault = text => new InvalidOperationException("cannot be digested");
        var raisedBefore = RaisedGauges();

        await speaker.EmitFrom(3, "things/poison", "poison");

        var failed = await Eventually.Get("the failed message", async () => (await auditor.ListFailedMessagesAsync(new())).Messages.SingleOrDefault());
        var row = await speaker.WithDb(db => db.Outbox.SingleAsync());
        Assert.Equal((row.Id.ToString(), "google.rpc.ErrorInfo", "things/poison", 3, "InvalidOperationException: cannot be digested", 2),
            (failed.Id, failed.Type, failed.Subject, failed.Revision, failed.Reason, failed.Tries));
        Assert.True(DateTimeOffset.Parse(failed.FailedAt) >= row.Created);
        Assert.Equal(("slow_error", 1), await Depth(auditor));
        await Eventually.Holds("the gauge to rise", () => Task.FromResult(RaisedGauges() == raisedBefore + 1));

        slow.Behaviour.Fault = _ => null;
        var request = new RedriveMessagesRequest { RequestId = Request };
        Assert.Equal(1, (await auditor.RedriveMessagesAsync(request)).Redriven);

        await Eventually.Holds("handling", async () => (await slow.Notes()).SequenceEqual(["poison"]));
        Assert.Equal(1, (await auditor.RedriveMessagesAsync(request)).Redriven);
        Assert.Equal(0, (await auditor.RedriveMessagesAsync(new() { RequestId = Request })).Redriven);
        Assert.Equal(("slow_error", 0), await Depth(auditor));
        Assert.Equal(["poison"], await slow.Notes());
        await Eventually.Holds("the gauge to fall", () => Task.FromResult(RaisedGauges() == raisedBefore));
    }

    /// <summary>How many of the services of this process tell that something lies in their error queue.</summary>
    static int RaisedGauges()
    {
        var raised = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "apa.errors.depth") listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, depth, _, _) => raised += depth > 0 ? 1 : 0);
        listener.Start();
        listener.RecordObservableInstruments();
        return raised;
    }

    static async Task<(string, long)> Depth(Protos.Operations.V1.OperationsService.OperationsServiceClient auditor)
    {
        var queue = (await auditor.GetStatusAsync(new(), cancellationToken: Ct)).ErrorQueue;
        return (queue.Name, queue.Depth);
    }

    [Fact]
    public async Task Chosen_messages_are_redriven_in_their_order_and_the_others_stay_in_theirs()
    {
        await broker.Purge("slow_error");
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var slow = await ProbeHost.StartAsync(postgres, broker, "slow");
        var auditor = slow.As("august", Role.Auditor);
        slow.Behaviour.Fault = _ => new InvalidOperationException("cannot be digested");
        await speaker.Emit("things/a", "a1", "a2", "a3", "a4", "a5", "a6");
        var failed = await Eventually.Get("six failed messages", async () => (await auditor.ListFailedMessagesAsync(new())).Messages is { Count: 6 } all ? all : null);
        Assert.Equal([1, 2, 3, 4, 5, 6], failed.Select(message => message.Revision));
        var first = await auditor.ListFailedMessagesAsync(new() { PageSize = 4 });
        var second = await auditor.ListFailedMessagesAsync(new() { PageSize = 4, PageToken = first.NextPageToken });
        Assert.Equal(failed, first.Messages.Concat(second.Messages));
        Assert.Empty(second.NextPageToken);

        slow.Behaviour.Fault = _ => null;
        Assert.Equal(3, (await auditor.RedriveMessagesAsync(new() { RequestId = Request, Ids = { failed[4].Id, failed[1].Id, failed[3].Id, "of no message" } })).Redriven);

        await Eventually.Holds("handling in order", async () => (await slow.Notes()).SequenceEqual(["a2", "a4", "a5"]));
        Assert.Equal([1, 3, 6], (await auditor.ListFailedMessagesAsync(new())).Messages.Select(message => message.Revision));
        Assert.Equal(3, (await auditor.RedriveMessagesAsync(new() { RequestId = Request })).Redriven);
        // What a later revision has passed is ignored; the newest is handled.
        await Eventually.Holds("taking the rest", async () => await slow.WithDb(db => db.Inbox.CountAsync()) == 6);
        Assert.Equal(["a2", "a4", "a5", "a6"], await slow.Notes());
    }

    [Fact]
    public async Task What_is_no_event_of_ours_is_told_by_its_reason_and_can_be_redriven_with_the_others()
    {
        await broker.Purge("slow_error");
        await using var slow = await ProbeHost.StartAsync(postgres, broker, "slow");
        var auditor = slow.As("august", Role.Auditor);
        await using (var connection = await broker.Connect("admin"))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ct))
            await channel.BasicPublishAsync("", "slow", mandatory: true, new BasicProperties { ContentType = CloudEvent.ContentType }, Encoding.UTF8.GetBytes("""{"type": 7, "subject": """), Ct);

        var failed = await Eventually.Get("the failed message", async () => (await auditor.ListFailedMessagesAsync(new())).Messages.SingleOrDefault());
        Assert.Equal(("", "", 0), (failed.Type, failed.Subject, failed.Revision));
        Assert.Contains("Exception: ", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await auditor.RedriveMessagesAsync(new() { RequestId = Request })).Redriven);
        await Eventually.Holds("failing again", async () => await broker.Depth("slow_error") == 1);
        await broker.Purge("slow_error");
    }

    [Fact]
    public async Task Replayed_events_reach_a_service_that_was_restored_and_pass_one_that_was_not()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        await using var slow = await ProbeHost.StartAsync(postgres, broker, "slow");
        await speaker.Emit("things/kept", "one", "two");
        await speaker.Emit("things/lost", "three", "four");
        await Eventually.Holds("handling", async () => (await listener.Notes()).Count == 4 && (await slow.Notes()).Count == 4);
        await Eventually.Holds("marking", async () => await speaker.WithDb(db => db.Outbox.AllAsync(row => row.Sent != null)));
        // As after a restore from before the last two came.
        await listener.WithDb(db => db.Inbox.Where(row => row.Subject == "things/lost").ExecuteDeleteAsync());
        await listener.WithDb(db => db.Notes.Where(note => note.Text == "three" || note.Text == "four").ExecuteDeleteAsync());

        var administrator = speaker.As("alex", Role.Administrator);
        var request = new ReplayEventsRequest { RequestId = Request, AfterPosition = 1 };
        Assert.Equal(3, (await administrator.ReplayEventsAsync(request)).Events);

        await Eventually.Holds("catching up", async () => await listener.Notes() is [_, _, "three", "four"]);
        await Eventually.Holds("marking", async () => await speaker.WithDb(db => db.Outbox.AllAsync(row => row.Sent != null)));
        Assert.Equal(3, (await administrator.ReplayEventsAsync(request)).Events);
        Assert.True(await speaker.WithDb(db => db.Outbox.AllAsync(row => row.Sent != null)));
        await Eventually.Holds("an empty queue", async () => await broker.Depth("slow") == 0);
        // In order for each subject; subjects may pass each other.
        var notes = await slow.Notes();
        Assert.Equal(["one", "two"], notes.Where(note => note is "one" or "two"));
        Assert.Equal(["three", "four"], notes.Except(["one", "two"]));
        Assert.Equal(4, notes.Count);
    }

    [Fact]
    public async Task Events_are_told_newest_first_page_by_page_and_status_counts_what_is_unsent()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        var auditor = speaker.As("august", Role.Auditor);
        await speaker.Emit("things/paged", "one", "two", "three");
        await Eventually.Holds("sending", async () => (await auditor.GetStatusAsync(new())).Outbox is { Depth: 0, LastPosition: 3, OldestUnsentAt: "" });
        await speaker.WithDb(db =>
        {
            db.Emit(new QuotaFailure(), "nobody/1", 1);
            return db.SaveChangesAsync();
        });
        await Eventually.Holds("an event that nobody takes", async () => (await auditor.GetStatusAsync(new())).Outbox is { Depth: 1, LastPosition: 4 });

        var first = await auditor.ListRecentEventsAsync(new() { PageSize = 2 });
        var second = await auditor.ListRecentEventsAsync(new() { PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal([(4, "nobody/1", false), (3, "things/paged", true)], first.Events.Select(e => (e.Position, e.Subject, e.SentAt.Length > 0)));
        Assert.Equal([(2, 2), (1, 1)], second.Events.Select(e => (e.Position, e.Revision)));
        Assert.Empty(second.NextPageToken);
    }

    [Fact]
    public async Task Status_says_what_waits_and_for_what()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        listener.Behaviour.Fault = _ => new NotYet("the framework");
        await speaker.Emit("things/early", "early");
        var auditor = listener.As("august", Role.Auditor);

        await Eventually.Holds("waiting", async () => (await auditor.GetStatusAsync(new())).Inbox is { Waiting: 1, WaitsFor: "the framework", OldestWaitingAt.Length: > 0 });
        var status = await auditor.GetStatusAsync(new(), cancellationToken: Ct);
        Assert.Equal("listener", status.Service);
        Assert.NotEmpty(status.Version);
        Assert.Superset(new HashSet<string> { "broker", "database", "inbox" }, status.Checks.Select(check => check.Name).ToHashSet());
    }

    [Fact]
    public async Task Status_is_told_while_the_database_and_the_broker_are_away_and_what_needs_them_says_so()
    {
        await using var own = new OwnServers();
        await own.InitializeAsync();
        // It declares the exchange that the listener binds to.
        await using var speaker = await ProbeHost.StartAsync(own.Postgres, own.Broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(own.Postgres, own.Broker, "listener");
        var auditor = listener.As("august", Role.Auditor);
        await own.Broker.Server.Kill();
        await own.Postgres.Server.Kill();

        var status = await Eventually.Get("noticing", async () => await auditor.GetStatusAsync(new()) is { Outbox: null, Inbox: null, ErrorQueue: null } told ? told : null);
        Assert.Equal(Health.Unhealthy, status.Checks.Single(check => check.Name == "database").Health);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await auditor.ListFailedMessagesAsync(new()));
        Assert.Equal((StatusCode.Unavailable, "BROKER_AWAY"), (refused.StatusCode, refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
    }

    [Fact]
    public async Task Only_auditors_and_administrators_may_ask_or_act()
    {
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        var inspector = listener.As("ivan", Role.Inspector, Role.Publisher, "service:judgement");
        foreach (var call in (Func<Task>[])
            [
                async () => await inspector.GetStatusAsync(new()), async () => await inspector.ListFailedMessagesAsync(new()), async () => await inspector.ListRecentEventsAsync(new()),
                async () => await inspector.RedriveMessagesAsync(new() { RequestId = Request }), async () => await inspector.ReplayEventsAsync(new() { RequestId = Request }),
            ])
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
    }

    /// <summary>Servers that one test may kill without harm to the others.</summary>
    sealed class OwnServers : IAsyncDisposable
    {
        public ProbeBroker Broker { get; } = new();
        public PostgresFixture Postgres { get; } = new();

        public async ValueTask InitializeAsync() => await Task.WhenAll(Broker.InitializeAsync().AsTask(), Postgres.InitializeAsync().AsTask());

        public async ValueTask DisposeAsync()
        {
            await Broker.DisposeAsync();
            await Postgres.DisposeAsync();
        }
    }
}
