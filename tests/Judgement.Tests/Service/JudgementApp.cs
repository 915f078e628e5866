using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Apa.Tests;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Apa.Judgements.Tests.Service;

/// <summary>The real service with a framework and three rounds, and Indicators in memory.</summary>
public sealed class JudgementApp : IAsyncLifetime
{
    readonly PostgresFixture postgres;
    readonly TimeProvider? time;

    public JudgementApp(PostgresFixture postgres) => this.postgres = postgres;

    /// <param name="postgres">The server.</param>
    /// <param name="time">The service's clock.</param>
    internal JudgementApp(PostgresFixture postgres, TimeProvider time) => (this.postgres, this.time) = (postgres, time);

    ServiceHost<JudgementDb> host = null!;

    internal Indicators Indicators { get; } = new();

    public async ValueTask InitializeAsync()
    {
        host = await ServiceHost<JudgementDb>.StartAsync(postgres, "judgement", time,
            configure: services => services.AddSingleton(new IndicatorsService.IndicatorsServiceClient(Indicators)));
        var administrator = As("adam", Role.Administrator);
        await administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = Frameworks.ThreeGrades() });
        string[] everybody = [.. Enumerable.Range(101, 300).Select(code => $"{code}")];
        foreach (var (id, letterDate) in new[] { ("spring", "2006-04-01"), ("autumn", "2006-11-01"), ("winter", "2006-12-01") })
            await administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = Round(id, letterDate, everybody) });
    }

    /// <summary>A client with a token of that person and those roles.</summary>
    public JudgementClient As(string person, params string[] roles) => new(host.As(person, roles));

    /// <summary>What a client of any of this service's contracts is made of.</summary>
    public Grpc.Core.CallInvoker Channel(string person, params string[] roles) => host.As(person, roles);

    public Task<T> WithDb<T>(Func<JudgementDb, Task<T>> act) => host.WithDb(act);

    /// <summary>Asks until the answer fits.</summary>
    public static Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> fits) where T : class =>
        Eventually.Get("the answer", async () => await ask() is var answer && fits(answer) ? answer : null);

    /// <summary>The event that was committed for this subject and revision.</summary>
    public async Task<T> Event<T>(string subject, long revision) where T : IMessage<T>, new()
    {
        var type = new T().Descriptor;
        var row = (await host.Emitted()).Single(row => row.Type == type.FullName && row.Subject == subject && row.Revision == revision);
        return JsonParser.Default.Parse<T>(row.Data);
    }

    /// <summary>Delivers an event as the broker would.</summary>
    public async Task Hear(IMessage data, string subject, long revision) =>
        Assert.Equal(InboxState.Handled, await host.Deliver(data, subject, revision));

    public static Proto.Round Round(string id, string letterDate, params string[] laCodes)
    {
        var round = new Proto.Round
        {
            Id = id,
            Title = id,
            Framework = new() { Id = "test-three", Version = 1 },
            LetterDate = letterDate,
            ReleaseInstant = "2006-11-01T00:00:00Z",
            TimeZone = "Europe/London",
        };
        round.Members.AddRange(laCodes.Select(laCode => new Member { Authority = new() { LaCode = laCode, Name = $"Place {laCode}" }, State = MemberState.ToAssess }));
        return round;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
