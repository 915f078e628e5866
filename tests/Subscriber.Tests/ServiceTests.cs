using Apa.Protos.Publications.V1;
using Apa.Publications;
using Apa.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Apa.Subscriber.Tests;

/// <summary>Catching up from the real Publication, over gRPC and over HTTP.</summary>
public sealed class ServiceTests(PostgresFixture postgres)
{
    static readonly string Token = TestTokens.For("publication", "audit-commission", "consumer:audit-commission");

    static IReplay Replay(ServiceHost<PublicationDb> publication, string way, string token) => way == "gRPC"
        ? new GrpcReplay(new(publication.Anonymous), _ => new(token))
        : new HttpReplay(publication.Http, _ => new(token));

    /// <summary>So many events for the audience, and as many for another, at positions in between.</summary>
    static Task Tell(ServiceHost<PublicationDb> publication, int events) => publication.WithDb(async db =>
    {
        for (var i = 1; i <= events; i++)
        {
            var key = new PublicationKey { Publication = Events.Subject($"{i}"), Round = "rounds/apa-2006", Authority = new() { LaCode = $"{i}" } };
            db.Outbox.Add(Events.Row(new CpaBlockScored { Key = key }, key.Publication, 1, 2 * i, "audit-commission"));
            db.Outbox.Add(Events.Row(new SocialCareJudged { Key = key }, key.Publication, 1, 2 * i + 1, "csci"));
        }
        return await db.SaveChangesAsync();
    });

    [Theory]
    [InlineData("gRPC")]
    [InlineData("HTTP")]
    public async Task An_audience_catches_up_in_pages_by_either_way_and_hears_its_own_alone(string way)
    {
        await using var publication = await ServiceHost<PublicationDb>.StartAsync(postgres, "publication");
        await Tell(publication, 25);
        var recorder = new Recorder();
        await using var running = await Running.Live(new() { Replay = Replay(publication, way, Token), PageSize = 10 }, recorder);
        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"{i}.1 Current"), recorder.Told);
        Assert.All(recorder.Taken, taken => Assert.IsType<CpaBlockScored>(taken.Event.Data));
        Assert.Equal(50, running.Subscription.Health.Position);
    }

    [Fact]
    public async Task Both_ways_give_the_very_same_bytes()
    {
        await using var publication = await ServiceHost<PublicationDb>.StartAsync(postgres, "publication");
        await Tell(publication, 3);
        var (grpc, http) = (await Replay(publication, "gRPC", Token).After(2, 1, default), await Replay(publication, "HTTP", Token).After(2, 1, default));
        Assert.Equal(Assert.Single(grpc.Bodies).ToArray(), Assert.Single(http.Bodies).ToArray());
        Assert.Equal((4, true), (grpc.Next, grpc.More));
        Assert.Equal((4, true), (http.Next, http.More));
        var (atEnd, atEndHttp) = (await Replay(publication, "gRPC", Token).After(1000, 1, default), await Replay(publication, "HTTP", Token).After(1000, 1, default));
        Assert.Equal((1000, false), (atEnd.Next, atEnd.More));
        Assert.Equal((1000, false), (atEndHttp.Next, atEndHttp.More));
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_waited_for_and_never_taken_for_none()
    {
        await using var publication = await ServiceHost<PublicationDb>.StartAsync(postgres, "publication");
        await using var running = Running.Start(new() { Replay = Replay(publication, "HTTP", "expired") }, new Recorder());
        await running.WaitsFor("401");
    }
}
