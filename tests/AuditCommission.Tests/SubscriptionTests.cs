using System.Diagnostics;
using System.Net;
using System.Text;
using Apa.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.AuditCommission.Tests;

/// <summary>The whole consumer against a real broker, with its own user.</summary>
public sealed class SubscriptionTests(Broker broker) : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-out-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    WebApplicationFactory<Subscription> Start() => new WebApplicationFactory<Subscription>().WithWebHostBuilder(host =>
    {
        host.UseSetting("ConnectionStrings:broker", broker.Uri(Subscription.Queue).ToString());
        host.UseSetting("Out:Directory", directory);
    });

    static async Task IsReady(WebApplicationFactory<Subscription> consumer)
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
        await using var connection = await broker.Connect(Subscription.Queue);
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
                ShouldListenTo = source => source.Name == "Apa.AuditCommission",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity => Parents.Enqueue(activity.ParentId),
            };
            ActivitySource.AddActivityListener(listener);
        }

        public System.Collections.Concurrent.ConcurrentQueue<string?> Parents { get; } = [];

        public void Dispose() => listener.Dispose();
    }
}
