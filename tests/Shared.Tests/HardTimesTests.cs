using System.Text;
using Apa.Tests;
using Google.Rpc;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Apa.Shared.Tests;

/// <summary>Nothing is lost, nothing stands still for another's fault.</summary>
[Collection("broker")]
public sealed class HardTimesTests(PostgresFixture postgres, ProbeBroker broker)
{
    [Fact]
    public async Task Many_events_of_a_subject_are_handled_in_their_order()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        string[] texts = [.. Enumerable.Range(1, 200).Select(n => $"n{n}")];

        await speaker.Emit("things/many", texts);

        await Eventually.Holds("handling", async () => await listener.WithDb(db => db.Inbox.CountAsync()) == texts.Length, TimeSpan.FromSeconds(60));
        Assert.Equal(texts, await listener.Notes());
    }

    [Fact]
    public async Task Positions_have_no_gaps_and_a_resend_keeps_its_own()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 1; n <= 10; n++) await speaker.EmitFrom(n, $"things/{writer}", $"{writer}/{n}");
        }));
        await Eventually.Holds("sending", async () => await speaker.WithDb(db => db.Outbox.CountAsync(r => r.Sent != null)) == 80, TimeSpan.FromSeconds(60));
        var before = await Positions(speaker);
        Assert.Equal(Enumerable.Range(1, 80).Select(n => (long?)n), before.Values.Order());

        await speaker.WithDb(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(r => r.Sent, (DateTimeOffset?)null)));
        await Eventually.Holds("sending again", async () => await speaker.WithDb(db => db.Outbox.AllAsync(r => r.Sent != null)), TimeSpan.FromSeconds(60));
        Assert.Equal(before, await Positions(speaker));
        await Eventually.Holds("handling", async () => await broker.Depth("listener") == 0 && await listener.WithDb(db => db.Notes.CountAsync()) == 80, TimeSpan.FromSeconds(60));
    }

    /// <summary>As a send on a channel that died with the broker: it was seen to wait for ever, also after it was cancelled.</summary>
    [Fact]
    public async Task A_send_that_never_ends_holds_up_the_relay_no_longer_than_the_broker_may_take()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        var endless = new Endless();
        var observed = speaker.Services.GetRequiredService<IBus>().ConnectSendObserver(endless);
        await speaker.Emit("things/stuck", "stuck");
        await endless.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        observed.Disconnect();

        await Eventually.Holds("sending", async () => await speaker.WithDb(db => db.Outbox.AllAsync(r => r.Sent != null)), TimeSpan.FromSeconds(60));
        await Eventually.Holds("handling", async () => (await listener.Notes()).SequenceEqual(["stuck"]));
    }

    sealed class Endless : ISendObserver
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task PreSend<T>(SendContext<T> context) where T : class
        {
            Begun.TrySetResult();
            return new TaskCompletionSource().Task;
        }

        public Task PostSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;
        public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => Task.CompletedTask;
    }

    static Task<Dictionary<Guid, long?>> Positions(ProbeHost host) => host.WithDb(db => db.Outbox.ToDictionaryAsync(r => r.Id, r => r.Position));

    [Fact]
    public async Task Events_that_no_queue_takes_do_not_hold_up_those_of_other_subjects()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        // More than the relay reads at once, and all before the one that can go.
        await speaker.WithDb(db =>
        {
            for (var n = 0; n < 600; n++) db.Emit(new QuotaFailure(), $"nobody/{n}", 1);
            return db.SaveChangesAsync();
        });
        await speaker.Emit("things/routed", "routed");

        await Eventually.Holds("delivery", async () => (await listener.Notes()).Contains("routed"), TimeSpan.FromSeconds(60));
        Assert.Equal(600, await speaker.WithDb(db => db.Outbox.CountAsync(r => r.Sent == null)));
    }

    [Fact]
    public async Task A_waiting_event_at_fault_keeps_only_its_own_subject_waiting_and_readiness_tells()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener");
        var there = false;
        listener.Behaviour.Fault = text => !there ? new NotYet("the framework") : text == "bad" ? new InvalidOperationException("cannot be digested") : null;
        await speaker.Emit("things/a", "bad");
        await Eventually.Holds("waiting", async () => await Waiting(listener) == 1);
        await speaker.Emit("things/b", "good");
        await Eventually.Holds("waiting", async () => await Waiting(listener) == 2);
        await Eventually.Holds("readiness", async () => (await Ready(listener)).Contains("2 waiting", StringComparison.Ordinal) && (await Ready(listener)).Contains("for the framework", StringComparison.Ordinal));

        there = true;
        listener.Services.GetRequiredService<CommitSignal>().Ring();

        await Eventually.Holds("handling the other", async () => (await listener.Notes()).SequenceEqual(["good"]));
        await Eventually.Holds("the reason", async () => (await Ready(listener)).Contains("1 waiting", StringComparison.Ordinal) && (await Ready(listener)).Contains("cannot be digested", StringComparison.Ordinal));
    }

    static Task<int> Waiting(ProbeHost host) => host.WithDb(db => db.Inbox.CountAsync(r => r.State == InboxState.Waiting));

    /// <summary>The readiness answer, which may be 503 here: a probe's database was made without migrations.</summary>
    static async Task<string> Ready(ProbeHost host)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{host.HttpAddress}/health/ready"));
        return await answer.Content.ReadAsStringAsync();
    }

    [Theory]
    [InlineData("""no JSON at all""")]
    [InlineData("""{"specversion":"1.0","id":"x","source":"/apa/test","type":"google.rpc.Unheard","subject":"things/x","time":"2026-01-01T00:00:00Z","revision":1,"position":"1","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"y","type":"google.rpc.ErrorInfo"}""")]
    public async Task What_is_no_event_of_ours_lies_in_the_error_queue_and_others_go_on(string body)
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        await using var slow = await ProbeHost.StartAsync(postgres, broker, "slow");
        await speaker.Emit("things/first", "first");
        await Eventually.Holds("listening", async () => (await slow.Notes()).Contains("first"));
        await using (var connection = await broker.Connect("admin"))
        await using (var channel = await connection.CreateChannelAsync())
            await channel.BasicPublishAsync("", "slow", mandatory: true, new BasicProperties { ContentType = CloudEvent.ContentType }, Encoding.UTF8.GetBytes(body));
        await speaker.Emit("things/fine", "fine");

        await Eventually.Holds("going on", async () => (await slow.Notes()).Contains("fine"));
        var dead = await Eventually.Get("the error queue", async () => await broker.Depth("slow_error") > 0 ? await broker.Take("slow_error", text => text == body) : null);
        Assert.NotEmpty((byte[])dead.BasicProperties.Headers!["MT-Fault-Message"]!);
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body.Span));
    }

    [Fact]
    public async Task A_delivery_waits_while_the_database_is_away_also_over_a_restart_of_the_service()
    {
        var away = new PostgresFixture();
        await away.InitializeAsync();
        try
        {
            var database = await away.CreateDatabase();
            await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
            await using (var slow = await ProbeHost.StartAsync(away, broker, "slow", database))
            {
                await speaker.Emit("things/before", "before");
                await Eventually.Holds("handling", async () => (await slow.Notes()).Contains("before"));
                await away.Server.Kill();
                await speaker.Emit("things/away", "while away");
                await Eventually.Holds("a pause", () => Task.FromResult(slow.Said.Holds("paused: the database is away")), TimeSpan.FromSeconds(60));
            }
            await away.Server.RestartAsync();
            await using var again = await ProbeHost.StartAsync(away, broker, "slow", database);
            await Eventually.Holds("handling after the database is back", async () => (await again.Notes()).Contains("while away"), TimeSpan.FromSeconds(60));
            Assert.InRange(await broker.Depth("slow_error"), -1, 0);
        }
        finally
        {
            await away.DisposeAsync();
        }
    }
}
