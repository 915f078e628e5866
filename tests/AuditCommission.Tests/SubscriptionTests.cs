using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Apa.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.AuditCommission.Tests;

/// <summary>The whole consumer against a real broker, with its own user.</summary>
[Collection(OneQueue)]
public sealed class SubscriptionTests(Broker broker) : IDisposable
{
    /// <summary>The consumer has one queue: tests that start it do so one after the other.</summary>
    public const string OneQueue = "one queue";

    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-out-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    WebApplicationFactory<Listener> Start() => new WebApplicationFactory<Listener>().WithWebHostBuilder(host =>
    {
        host.UseSetting("ConnectionStrings:broker", broker.Uri(Listener.Audience).ToString());
        host.UseSetting("Out:Directory", directory);
        host.UseSetting("Scores:File", Path.Combine(directory, "in.csv"));
        host.UseSetting("Scores:Every", "00:00:00.020");
    });

    static async Task IsReady(WebApplicationFactory<Listener> consumer)
    {
        using var http = consumer.CreateClient();
        await Eventually.Holds("readiness", async () => (await http.GetAsync("/health/ready", Ct)).StatusCode == HttpStatusCode.OK);
    }

    string[] Lines(string folder) => File.Exists(Path.Combine(directory, folder, "events.jsonl")) ? File.ReadAllLines(Path.Combine(directory, folder, "events.jsonl")) : [];

    Task Holds(string folder, int lines) => Eventually.Holds($"{lines} lines in {folder}", () => Task.FromResult(Lines(folder).Length == lines));

    [Fact]
    public async Task It_waits_for_exchanges_receives_once_survives_the_broker_and_goes_on_where_it_stopped()
    {
        var (score, correction, release) = (Events.Score("919"), Events.Correction("919", 2), Events.Release());
        using var spans = new Spans();
        await broker.DeleteExchanges();
        await broker.Empty();
        await using (var consumer = Start())
        {
            using var http = consumer.CreateClient();
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Ct)).StatusCode);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready", Ct)).StatusCode);
            await broker.DeclareExchanges();
            await IsReady(consumer);

            await broker.Publish(score, Events.Scores);
            await broker.Publish(score, Events.Scores);
            await broker.Publish("no event"u8.ToArray(), Events.Scores);
            await broker.Publish(release, Events.Releases);
            await Holds("apa-2006", 1);
            Assert.Equal([Encoding.UTF8.GetString(score)], Lines("919-apa-2006"));
            Assert.Equal([Convert.ToBase64String("no event"u8)], await File.ReadAllLinesAsync(Path.Combine(directory, "unreadable.txt"), Ct));
            Assert.Contains(Events.Traceparent, spans.Parents);

            await broker.RestartAsync();
            await IsReady(consumer);
            await broker.Publish(Events.Score("820"), Events.Scores);
            await Holds("820-apa-2006", 1);
        }

        // At most the last one waits, where its acknowledgement was cut off; it comes again and is dropped. What comes while nobody
        // listens waits too.
        Assert.InRange(await broker.Waiting(), 0u, 1u);
        await broker.Publish(score, Events.Scores);
        await broker.Publish(correction, Events.Corrections);
        await using (var again = Start())
        {
            await IsReady(again);
            await Holds("919-apa-2006", 2);
            Assert.Equal([Encoding.UTF8.GetString(score), Encoding.UTF8.GetString(correction)], Lines("919-apa-2006"));
        }
    }

    [Fact]
    public async Task A_round_is_read_over_HTTP_the_same_as_in_its_files_and_an_authority_with_its_reasons()
    {
        await broker.DeclareExchanges();
        await broker.Empty();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "demo", "scores.csv"), Path.Combine(directory, "in.csv"));
        await using var consumer = Start();
        using var http = consumer.CreateClient();
        await IsReady(consumer);
        await broker.Publish(Events.Score("919"), Events.Scores);
        await broker.Publish(Events.Correction("919", 2, 2), Events.Corrections);
        var about = await Eventually.Get("three stars", async () =>
            (await http.GetAsync("/cpa/2006/919", Ct)) is { IsSuccessStatusCode: true } answer && JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))! is var found && (int?)found["result"]!["stars"] == 3 ? found : null);
        Assert.Equal([("CA3-1", "level 1 has 1 below 3"), ("CA3-2", "")], about["tried"]!.AsArray().Select(t => ((string)t!["row"]!, (string)t["why"]!)));
        Assert.Equal([1, 2], about["events"]!.AsArray().Select(e => (int)e!["revision"]!));
        Assert.Equal(3, (int)about["history"]!.AsArray()[^1]!["stars"]!);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(directory, "cpa-2006.json"), Ct), await http.GetStringAsync("/cpa/2006", Ct));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(directory, "cpa-2006.csv"), Ct), await http.GetStringAsync("/cpa/2006.csv", Ct));
        Assert.Equal("[]", await http.GetStringAsync("/cpa/scores/problems", Ct));
        foreach (var path in (string[])["/cpa/2099", "/cpa/2099.csv", "/cpa/2007.csv", "/cpa/2006/000"]) Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("apa.publication.v1.csci.SocialCareJudged")]
    [InlineData("apa.publication.v1.csci.PublicationCorrected")]
    [InlineData("apa.publication.v1.public.LetterPublished")]
    [InlineData("apa.letter.v1.LetterIssued")]
    public async Task Its_user_may_not_bind_to_what_is_for_others(string exchange)
    {
        await broker.DeclareExchanges();
        await using (var letter = await broker.Connect("letter"))
        await using (var own = await letter.CreateChannelAsync(cancellationToken: Ct))
            await own.ExchangeDeclareAsync("apa.letter.v1.LetterIssued", ExchangeType.Fanout, durable: true, cancellationToken: Ct);

        await Refused(async channel =>
        {
            await channel.QueueDeclareAsync("audit-commission_probe", durable: false, exclusive: true, autoDelete: true, cancellationToken: Ct);
            await channel.QueueBindAsync("audit-commission_probe", exchange, "", cancellationToken: Ct);
        });
    }

    [Fact]
    public async Task Its_user_may_not_publish()
    {
        await broker.DeclareExchanges();
        await Refused(async channel =>
        {
            await channel.BasicPublishAsync(Events.Scores, "", Events.Score("919"), Ct);
            // The broker answers a refused publish by closing the channel.
            await Eventually.Holds("the channel is closed", () => Task.FromResult(channel.IsClosed));
            throw new OperationInterruptedException(channel.CloseReason!);
        });
    }

    [Theory]
    [InlineData("csci")]
    [InlineData("press")]
    [InlineData("letter")]
    public async Task Its_user_may_not_read_the_queues_of_others(string queue) =>
        await Refused(channel => channel.BasicGetAsync(queue, autoAck: false, Ct));

    async Task Refused(Func<IChannel, Task> act)
    {
        await using var connection = await broker.Connect(Listener.Audience);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        var error = await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => act(channel));
        Assert.Equal(403, error.ShutdownReason!.ReplyCode);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Parents of the consumer's spans.</summary>
    sealed class Spans : IDisposable
    {
        readonly ActivityListener listener;

        public Spans()
        {
            listener = new()
            {
                ShouldListenTo = source => source.Name == "Apa.Subscriber",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity => Parents.Enqueue(activity.ParentId),
            };
            ActivitySource.AddActivityListener(listener);
        }

        public System.Collections.Concurrent.ConcurrentQueue<string?> Parents { get; } = [];

        public void Dispose() => listener.Dispose();
    }
}
