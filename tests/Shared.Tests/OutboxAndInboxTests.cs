using System.Diagnostics;
using System.Text;
using Apa.Tests;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Google.Rpc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Apa.Shared.Tests;

[Collection("broker")]
public sealed class OutboxAndInboxTests(PostgresFixture postgres, ProbeBroker broker)
{
    const string Exchange = "google.rpc.ErrorInfo";

    [Fact]
    public async Task Event_is_handled_once_in_order_with_state_and_the_same_trace()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        using var all = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Apa" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(all);
        using var source = new ActivitySource("test");
        using var root = source.StartActivity("root")!;

        await speaker.Emit("things/1", "first", "second", "third");

        await Eventually.Holds("handling", async () => (await listener.Notes()).Count == 3);
        Assert.Equal(["first", "second", "third"], await listener.Notes());
        Assert.All(listener.Behaviour.Seen, seen => Assert.Equal(root.TraceId.ToString(), seen.TraceId));
        await Eventually.Holds("marking as sent", async () => await speaker.WithDb(db => db.Outbox.AllAsync(r => r.Sent != null)));
        Assert.Equal([1, 2, 3], await speaker.WithDb(db => db.Outbox.OrderBy(r => r.Position).Select(r => r.Position!.Value).ToListAsync()));
    }

    [Fact]
    public async Task Repeated_and_passed_revisions_are_ignored()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        await speaker.EmitFrom(7, "things/late", "seventh");
        await Eventually.Holds("handling", async () => (await listener.Notes()).Contains("seventh"));

        await speaker.EmitFrom(5, "things/late", "fifth");
        await Eventually.Holds("ignoring", async () => await listener.WithDb(db => db.Inbox.AnyAsync(r => r.Revision == 5 && r.State == InboxState.Ignored)));
        var row = await speaker.WithDb(db => db.Outbox.FirstAsync(r => r.Revision == 7));
        var again = CloudEvent.Read(Encoding.UTF8.GetString(CloudEvent.Write(row, "/apa/speaker")));
        Assert.Null(await listener.Services.GetRequiredService<Inbox<ProbeDb>>().Take(again, TestContext.Current.CancellationToken));

        Assert.Equal(["seventh"], await listener.Notes());
    }

    [Fact]
    public async Task Event_that_waits_for_something_is_kept_and_handled_when_it_is_there()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        var there = false;
        listener.Behaviour.Fault = text => there || text == "other" ? null : new NotYet("the framework");

        await speaker.Emit("things/waiting", "one", "two");
        await speaker.Emit("things/other", "other");

        await Eventually.Holds("waiting", async () => await listener.WithDb(db => db.Inbox.CountAsync(r => r.State == InboxState.Waiting)) == 2);
        await Eventually.Holds("another subject going on", async () => (await listener.Notes()).SequenceEqual(["other"]));
        Assert.Equal("the framework", await listener.WithDb(db => db.Inbox.Where(r => r.Revision == 2).Select(r => r.WaitsFor).SingleAsync()));

        there = true;
        listener.Services.GetRequiredService<CommitSignal>().Ring();
        await Eventually.Holds("handling in order", async () => (await listener.Notes()).SequenceEqual(["other", "one", "two"]));
        Assert.InRange(await broker.Depth("listener_error"), -1, 0);
    }

    [Fact]
    public async Task Message_at_fault_lies_in_the_error_queue_with_its_reason_and_others_go_on()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var slow = await ProbeHost.StartAsync(postgres, broker, "slow");
        slow.Behaviour.Fault = text => text == "poison" ? new InvalidOperationException("cannot be digested") : null;

        await speaker.Emit("things/poison", "poison");
        await speaker.Emit("things/fine", "fine");

        await Eventually.Holds("going on", async () => (await slow.Notes()).Contains("fine"));
        var dead = await Eventually.Get("the error queue", async () => await broker.Depth("slow_error") > 0 ? await broker.Take("slow_error", text => text.Contains("poison", StringComparison.Ordinal)) : null);
        Assert.Contains("cannot be digested", Encoding.UTF8.GetString((byte[])dead.BasicProperties.Headers!["MT-Fault-Message"]!), StringComparison.Ordinal);
        Assert.DoesNotContain("poison", await slow.Notes());
    }

    [Fact]
    public async Task What_is_on_the_wire_is_a_CloudEvent_and_every_event_that_no_queue_takes_stays_unsent()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var connection = await broker.Connect("admin");
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var queue in (string[])["listener", "slow"])
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Topology.QueueArguments, cancellationToken: TestContext.Current.CancellationToken);
            await channel.QueueUnbindAsync(queue, Exchange, "", cancellationToken: TestContext.Current.CancellationToken);
        }

        await speaker.Emit("things/wire", "on the wire");
        await Eventually.Holds("a position", async () => await speaker.WithDb(db => db.Outbox.AnyAsync(r => r.Position == 1)));
        Assert.True(await speaker.WithDb(db => db.Outbox.AllAsync(r => r.Sent == null)));

        var watch = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueBindAsync(watch.QueueName, Exchange, "", cancellationToken: TestContext.Current.CancellationToken);
        var got = await Eventually.Get("delivery once there is a queue", async () => await channel.BasicGetAsync(watch.QueueName, autoAck: true));

        Assert.Equal("application/cloudevents+json", got.BasicProperties.ContentType);
        Assert.DoesNotContain("Apa.", $"{got.BasicProperties.Type} {string.Join(' ', (got.BasicProperties.Headers ?? new Dictionary<string, object?>()).Select(h => $"{h.Key}={(h.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : h.Value)}"))}", StringComparison.Ordinal);
        var read = new JsonEventFormatter().DecodeStructuredModeMessage(got.Body, new(got.BasicProperties.ContentType!), null);
        Assert.True(read.IsValid);
        Assert.Equal("google.rpc.ErrorInfo", read.Type);
        Assert.Equal("things/wire", read.Subject);
        Assert.Equal(new Uri("/apa/speaker", UriKind.Relative), read.Source);
        Assert.Equal("1", read["position"]);
        Assert.Equal("1", read["revision"]?.ToString());
    }

    [Fact]
    public async Task Event_is_delivered_after_the_broker_returns_even_without_its_bindings()
    {
        await using var own = new OwnBroker();
        await own.InitializeAsync();
        await using var speaker = await ProbeHost.StartAsync(postgres, own.Broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, own.Broker, "listener");
        await speaker.Emit("things/before", "before");
        await Eventually.Holds("handling", async () => (await listener.Notes()).Contains("before"));
        // RabbitMQ writes a new quorum queue's name down a moment after it has declared it; killed before that it comes back without a
        // leader, for ever (rabbitmq-server#15725, #10070). A stop in order writes it, and is to be survived as well.
        await own.Broker.Server.RestartAsync();
        await speaker.Emit("things/between", "between");
        await Eventually.Holds("handling after a restart", async () => (await listener.Notes()).Contains("between"), TimeSpan.FromSeconds(90));
        await listener.Declared();

        await using (var admin = await own.Broker.Connect("admin"))
        await using (var channel = await admin.CreateChannelAsync())
            await channel.QueueUnbindAsync("listener", Exchange, "");
        await own.Broker.Server.Kill();
        await speaker.Emit("things/away", "while away");
        await own.Broker.Server.RestartAsync(TestContext.Current.CancellationToken);

        await Eventually.Holds("handling after the broker is back", async () => (await listener.Notes()).Contains("while away"), TimeSpan.FromSeconds(90));
        Assert.Equal(["before", "between", "while away"], await listener.Notes());
    }

    /// <summary>A broker that one test may kill without harm to the others.</summary>
    sealed class OwnBroker : IAsyncDisposable
    {
        public ProbeBroker Broker { get; } = new();
        public ValueTask InitializeAsync() => Broker.InitializeAsync();
        public ValueTask DisposeAsync() => Broker.DisposeAsync();
    }
}
