using System.Diagnostics;
using System.Text;
using Apa.Tests;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Apa.Subscriber.Tests;

/// <summary>Against a real broker, and a real gRPC server in Publication's place.</summary>
public sealed class SubscriptionTests(Broker broker) : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-subscriber-").FullName;
    readonly string audience = $"a{Guid.NewGuid():N}"[..12];
    readonly Recorder recorder = new();

    FileCheckpoints Checkpoints() => new(Path.Combine(directory, "checkpoint.jsonl"));

    SubscriptionOptions Both(StandIn publication) => new() { Broker = broker.Queue(audience), Replay = publication.Replay("token"), PageSize = 2, LongestPause = TimeSpan.FromMilliseconds(400) };

    SubscriptionOptions BrokerOnly => new() { Broker = broker.Queue(audience) };

    Task Empty() => Eventually.Holds("the queue is empty", async () => await broker.Depth(broker.Queue(audience)) == 0);

    [Fact]
    public async Task One_who_comes_late_catches_up_in_order_and_goes_on_live()
    {
        await broker.Declare(audience);
        await using var publication = await StandIn.Start();
        publication.Told.Add(Events.Scores(1, 5));
        await using var running = await Running.Live(Both(publication), recorder);
        Assert.Equal(["1.1 Current", "2.1 Current", "3.1 Current", "4.1 Current", "5.1 Current"], recorder.Told);
        Assert.Equal(5, running.Subscription.Health.Position);
        Assert.Equal("Bearer token", publication.Told.Authorization);

        await broker.Publish(audience, Events.Score(6, "6"));
        await recorder.Holds(6);
        await Empty();
    }

    [Fact]
    public async Task It_binds_first_so_that_what_is_told_while_it_catches_up_is_not_lost_and_comes_once()
    {
        await broker.Declare(audience);
        await using var publication = await StandIn.Start();
        var (first, between) = (Events.Score(1, "1"), Events.Score(2, "2"));
        publication.Told.Add(first);
        // Told while the replay is read: on the broker, and in a page that comes afterwards.
        publication.Told.Before = () =>
        {
            publication.Told.Before = null;
            broker.Publish(audience, between).GetAwaiter().GetResult();
            publication.Told.Add(between);
        };
        await using var running = await Running.Live(Both(publication), recorder);
        await Empty();
        await broker.Publish(audience, first, between, Events.Score(3, "3"));
        await recorder.Holds(3);
        Assert.Equal(["1.1 Current", "2.1 Current", "3.1 Current"], recorder.Told);
    }

    [Fact]
    public async Task A_queue_that_was_lost_while_away_is_made_good_by_the_replay()
    {
        await broker.Declare(audience);
        await using var publication = await StandIn.Start();
        var events = Events.Scores(1, 4);
        publication.Told.Add(events[0]);
        using (var checkpoints = Checkpoints())
        await using (await Running.Live(Both(publication), recorder, checkpoints))
        {
            await broker.Publish(audience, events[1]);
            await recorder.Holds(2);
        }

        await broker.Publish(audience, events[2]);
        await broker.Lose(audience);
        publication.Told.Add(events[1..3]);
        using var again = Checkpoints();
        await using var running = await Running.Live(Both(publication), recorder, again);
        await broker.Publish(audience, events[3]);
        await recorder.Holds(4);
        Assert.Equal(["1.1 Current", "2.1 Current", "3.1 Current", "4.1 Current"], recorder.Told);
    }

    [Fact]
    public async Task A_queue_that_is_taken_away_under_it_is_declared_anew_and_the_gap_filled()
    {
        await broker.Declare(audience);
        await using var publication = await StandIn.Start();
        await using var running = await Running.Live(Both(publication), recorder);
        publication.Told.Add(Events.Score(1, "1"));
        await broker.Lose(audience);
        await recorder.Holds(1);
        await running.IsLive();
        await broker.Publish(audience, Events.Score(2, "2"));
        await recorder.Holds(2);
    }

    [Fact]
    public async Task It_is_told_late_ones_as_late_whatever_way_they_come()
    {
        await broker.Declare(audience);
        await using var running = await Running.Live(BrokerOnly, recorder);
        await broker.Publish(audience, Events.Correction(9, revision: 2), Events.Score(8, revision: 1), Events.Score(10, revision: 3));
        await recorder.Holds(3);
        Assert.Equal(["919.2 Current", "919.1 Late", "919.3 Current"], recorder.Told);
    }

    [Fact]
    public async Task A_crash_between_handler_and_checkpoint_brings_the_event_again_and_none_before_it()
    {
        await broker.Declare(audience);
        await using var publication = await StandIn.Start();
        using var file = Checkpoints();
        var failing = new FailingOnce(file);
        await using var running = await Running.Live(Both(publication), recorder, failing);
        await broker.Publish(audience, Events.Score(1, "1"));
        await recorder.Holds(1);
        await Empty();
        failing.Armed = true;
        await broker.Publish(audience, Events.Score(2, "2"));
        // Handled, not kept, not acknowledged: again.
        await recorder.Holds(3);
        await Empty();
        Assert.Equal(["1.1 Current", "2.1 Current", "2.1 Current"], recorder.Told);
        Assert.Equal(recorder.Ids.Distinct(), Ids());
    }

    /// <summary>Ids in the checkpoint's file.</summary>
    IEnumerable<string> Ids()
    {
        using var file = new FileStream(Path.Combine(directory, "checkpoint.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("\"id\":\"")).Where(parts => parts.Length == 2).Select(parts => parts[1][..36])];
    }

    [Fact]
    public async Task A_handler_that_fails_is_asked_again_and_nothing_overtakes()
    {
        await broker.Declare(audience);
        var fails = 3;
        recorder.Before = e => e.Subject == Events.Subject("2") && fails-- > 0 ? throw new InvalidOperationException("the disk is full") : Task.CompletedTask;
        await using var running = await Running.Live(BrokerOnly with { LongestPause = TimeSpan.FromMilliseconds(400) }, recorder);
        await broker.Publish(audience, Events.Scores(1, 3));
        await running.WaitsFor("the disk is full");
        Assert.Equal(SubscriptionPhase.Waiting, running.Subscription.Health.Phase);
        await recorder.Holds(3);
        Assert.Equal(["1.1 Current", "2.1 Current", "3.1 Current"], recorder.Told);
        Assert.Equal(-1, fails);
    }

    [Fact]
    public async Task A_rehearsal_is_marked_comes_once_and_changes_nothing()
    {
        await broker.Declare(audience);
        await using var running = await Running.Live(BrokerOnly, recorder);
        var rehearsal = Events.Rehearsal(Events.Score(50_000, revision: 9));
        await broker.Publish(audience, rehearsal, rehearsal, Events.Score(1, revision: 1));
        await recorder.Holds(2);
        Assert.Equal(["919.9 Rehearsal", "919.1 Current"], recorder.Told);
        Assert.Equal(0, running.Subscription.Health.Position);
    }

    [Fact]
    public async Task A_body_that_is_no_event_goes_to_the_hook_and_holds_nothing_up_live_or_replayed()
    {
        await broker.Declare(audience);
        await using var publication = await StandIn.Start();
        publication.Told.Add(1, "no event"u8.ToArray());
        publication.Told.Add(2, Events.With(Events.Score(2), "type", "apa.publication.v1.OfALaterContract"));
        publication.Told.Add(Events.Score(3, "3"));
        await using var running = await Running.Live(Both(publication), recorder);
        await broker.Publish(audience, "nor this"u8.ToArray(), Events.Score(4, "4"));
        await recorder.Holds(2);
        Assert.Equal(3, recorder.Unreadables.Count);
        Assert.Contains("'apa.publication.v1.OfALaterContract' is no event of Publication that is known here", recorder.Unreadables);
        await Empty();
    }

    [Fact]
    public async Task Without_a_replay_what_the_queue_kept_is_read_and_what_it_brings_twice_is_dropped()
    {
        await broker.Declare(audience);
        using (var checkpoints = Checkpoints())
        await using (await Running.Live(BrokerOnly, recorder, checkpoints))
        {
            await broker.Publish(audience, Events.Score(1, "1"));
            await recorder.Holds(1);
        }
        var second = Events.Score(2, "2");
        await broker.Publish(audience, second, second);
        using var again = Checkpoints();
        await using var running = await Running.Live(BrokerOnly, recorder, again);
        await Empty();
        Assert.Equal(["1.1 Current", "2.1 Current"], recorder.Told);
    }

    [Fact]
    public async Task It_waits_for_exchanges_and_for_the_replay_and_says_so()
    {
        await using var publication = await StandIn.Start();
        publication.Told.Before = () => throw new RpcException(new(StatusCode.Unavailable, "back soon"));
        await using var running = Running.Start(Both(publication), recorder);
        await running.WaitsFor("no exchange");
        await broker.Declare(audience);
        await running.WaitsFor("back soon");
        publication.Told.Add(Events.Score(1));
        publication.Told.Before = null;
        await running.IsLive();
        Assert.Equal(["919.1 Current"], recorder.Told);
    }

    [Fact]
    public async Task Nobody_is_asked_without_the_token_that_was_promised()
    {
        await using var publication = await StandIn.Start();
        await using var running = Running.Start(new() { Replay = publication.Replay("") }, recorder);
        await running.WaitsFor("there is no token");
        Assert.Equal(0, publication.Told.Asked);
    }

    [Fact]
    public async Task Without_a_broker_the_replay_is_asked_now_and_then()
    {
        await using var publication = await StandIn.Start();
        publication.Told.Add(Events.Scores(1, 3));
        var time = new FakeTimeProvider();
        await using var running = Running.Start(new() { Replay = publication.Replay(), PageSize = 2, PollEvery = TimeSpan.FromMinutes(1) }, recorder, time: time);
        await recorder.Holds(3);
        await running.IsLive();
        publication.Told.Add(Events.Score(4, "4"));
        // The clock moves until the poll that was waiting for it has run.
        await Eventually.Holds("the next poll", () =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(recorder.Taken.Count == 4);
        });
        Assert.Null(publication.Told.Authorization);
        Assert.Equal(["1.1 Current", "2.1 Current", "3.1 Current", "4.1 Current"], recorder.Told);
    }

    [Fact]
    public async Task Handling_is_a_span_of_the_events_own_trace()
    {
        await broker.Declare(audience);
        string? parent = null;
        recorder.Before = _ =>
        {
            parent = Activity.Current?.ParentId;
            return Task.CompletedTask;
        };
        using var listener = new ActivityListener { ShouldListenTo = source => source == Subscription.Source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        await using var running = await Running.Live(BrokerOnly, recorder);
        await broker.Publish(audience, Events.Score(1));
        await recorder.Holds(1);
        Assert.Equal(Events.Traceparent, parent);
    }

    [Fact]
    public async Task A_second_process_stands_by_and_takes_over_where_the_first_stopped()
    {
        await broker.Declare(audience);
        using var second = Checkpoints();
        var others = new Recorder();
        Running standby;
        using (var first = Checkpoints())
        await using (await Running.Live(BrokerOnly, recorder, first))
        {
            standby = Running.Start(BrokerOnly with { LongestPause = TimeSpan.FromMilliseconds(400) }, others, second);
            await standby.WaitsFor("checkpoint.jsonl.lock");
            await broker.Publish(audience, Events.Score(1, "1"));
            await recorder.Holds(1);
        }
        await using (standby)
        {
            await broker.Publish(audience, Events.Score(2, "2"));
            await Eventually.Holds("the second has it", () => Task.FromResult(others.Told.Contains("2.1 Current")));
            Assert.DoesNotContain("1.1 Current", others.Told);
        }
    }

    [Fact]
    public void Neither_a_broker_nor_a_replay_is_a_mistake() => Assert.Throws<ArgumentException>(() => Running.Start(new(), recorder));

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
