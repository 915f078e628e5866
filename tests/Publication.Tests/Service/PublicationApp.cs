using System.Security.Cryptography;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Client = Apa.Protos.Publications.V1.PublicationService.PublicationServiceClient;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Apa.Publications.Tests.Service;

/// <summary>The real service an hour before the release, with a framework and a round of its own.</summary>
sealed class PublicationApp : IAsyncDisposable
{
    readonly PostgresFixture postgres;
    readonly string keyFile;

    PublicationApp(PostgresFixture postgres, FakeTimeProvider time, Letters letters, ServiceHost<PublicationDb> host, string keyFile) =>
        (this.postgres, Time, Letters, Host, this.keyFile) = (postgres, time, letters, host, keyFile);

    public FakeTimeProvider Time { get; }
    public Letters Letters { get; }
    public ServiceHost<PublicationDb> Host { get; }
    public Client Publisher => new(Host.As("petra", Role.Publisher));
    public Client OnCall => new(Host.As("olga", "anything"));
    public Client Public => new(Host.Anonymous);
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<PublicationApp> Start(PostgresFixture postgres, params Member[] members) => Start(postgres, null, members);

    /// <param name="postgres">The run's server.</param>
    /// <param name="configure">What else the test puts into the host.</param>
    /// <param name="members">Of the round; none: 919.</param>
    public static async Task<PublicationApp> Start(PostgresFixture postgres, Action<IServiceCollection>? configure, params Member[] members)
    {
        var app = await StartBare(postgres, configure: configure);
        await app.PutFramework();
        await app.Open(members.Length > 0 ? members : [Given.ToAssess("919")]);
        return app;
    }

    /// <param name="postgres">The run's server.</param>
    /// <param name="settings">More configuration.</param>
    /// <param name="configure">What else the test puts into the host.</param>
    public static async Task<PublicationApp> StartBare(
        PostgresFixture postgres, IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var time = new FakeTimeProvider(Given.Instant.AddHours(-1));
        var letters = new Letters();
        var keyFile = Path.GetTempFileName();
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256)) await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        var host = await ServiceHost<PublicationDb>.StartAsync(postgres, "publication", time, services =>
        {
            services.AddSingleton<LetterService.LetterServiceClient>(letters);
            configure?.Invoke(services);
        }, new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["Signing:KeyFile"] = keyFile });
        return new(postgres, time, letters, host, keyFile);
    }

    /// <summary>Another host of the same service: the same database, clock and letters.</summary>
    public Task<ServiceHost<PublicationDb>> Replica() => ServiceHost<PublicationDb>.StartAsync(
        postgres, "publication", Time, services => services.AddSingleton<LetterService.LetterServiceClient>(Letters), database: Host.Database);

    public Client As(string role) => new(Host.As("someone", role));

    public async Task PutFramework(int version = 1) =>
        await As(Role.Administrator).PutFrameworkAsync(new() { RequestId = Id(), Framework = Given.Framework(version) }, cancellationToken: Ct);

    public Task<InboxState?> Open(params Member[] members) => Host.Deliver(new RoundOpened { Round = Given.Round(members) }, Given.RoundName, 1);

    public Task<InboxState?> Issue(string laCode = "919", long revision = 1, string date = "2006-11-01", int framework = 1)
    {
        var letter = Given.Letter(laCode, revision, date, framework);
        return Host.Deliver(letter, letter.Letter, revision);
    }

    public async Task<Proto.Publication> Get(string name = Given.Name) => await Publisher.GetPublicationAsync(new() { Name = name }, cancellationToken: Ct);

    /// <summary>Waits until a publication is in a state; the clock goes on by a second a look.</summary>
    public Task<Proto.Publication> Reaches(PublicationState state, string name = Given.Name) => Eventually.Get($"{name} {state}", async () =>
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var publication = await Get(name);
        return publication.State == state ? publication : null;
    });

    /// <summary>A letter that was issued, pulled and can be scheduled.</summary>
    public async Task<Proto.Publication> Pending(string laCode = "919", long revision = 1, string date = "2006-11-01", int framework = 1)
    {
        Assert.Equal(InboxState.Handled, await Issue(laCode, revision, date, framework));
        return await Reaches(PublicationState.Pending, $"rounds/apa-2006/publications/{laCode}");
    }

    public async Task<Proto.Publication> Schedule(Proto.Publication publication, string correctionReason = "") =>
        await Publisher.SchedulePublicationAsync(
            new() { RequestId = Id(), Name = publication.Name, Etag = publication.Etag, CorrectionReason = correctionReason }, cancellationToken: Ct);

    /// <summary>Schedules what is pending of the round; what was told of each.</summary>
    public async Task<List<ScheduleRoundProgress>> ScheduleRound(string? requestId = null)
    {
        using var call = Publisher.ScheduleRound(new() { RequestId = requestId ?? Id(), Round = Given.RoundName }, cancellationToken: Ct);
        return await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct);
    }

    public async Task<Proto.Publication> Hold(Proto.Publication publication) =>
        await Publisher.HoldPublicationAsync(new() { RequestId = Id(), Name = publication.Name, Etag = publication.Etag, Reason = "a court asked for it" }, cancellationToken: Ct);

    public async Task<Proto.Publication> Unhold(Proto.Publication publication, LateRelease choice = LateRelease.Unspecified) =>
        await Publisher.UnholdPublicationAsync(
            new() { RequestId = Id(), Name = publication.Name, Etag = publication.Etag, LateRelease = choice }, cancellationToken: Ct);

    public async Task<Proto.Publication> Withdraw(Proto.Publication publication) => await Publisher.WithdrawPublicationAsync(
        new() { RequestId = Id(), Name = publication.Name, Etag = publication.Etag, Reason = "a wrong grade" }, cancellationToken: Ct);

    public async Task<Proto.Publication> Retry(Proto.Publication publication) =>
        await Publisher.RetryPublicationAsync(new() { RequestId = Id(), Name = publication.Name, Etag = publication.Etag }, cancellationToken: Ct);

    public async Task<Release> SetOnCall(params string[] people) => await Publisher.SetOnCallAsync(
        new() { RequestId = Id(), Round = Given.RoundName, People = { people.Select(sub => new Release.Types.OnCall { Person = sub, Name = $"Name of {sub}" }) } },
        cancellationToken: Ct);

    public static async Task<Release> Abort(Client client) =>
        await client.AbortReleaseAsync(new() { RequestId = Id(), Round = Given.RoundName, Reason = "a figure is wrong" }, cancellationToken: Ct);

    public async Task<PreviewRoundResponse> Preview() => await Publisher.PreviewRoundAsync(new() { Round = Given.RoundName }, cancellationToken: Ct);

    public async Task<Register> Register() => await Public.GetRegisterAsync(new() { Round = Given.RoundName }, cancellationToken: Ct);

    /// <summary>Leave for "rita" to read from half an hour before the instant until five minutes before it, unless said otherwise.</summary>
    public async Task<Proto.PreReleaseAccess> Grant(DateTimeOffset? from = null, DateTimeOffset? until = null, string person = "rita", string? requestId = null) =>
        await Publisher.GrantPreReleaseAccessAsync(new()
        {
            RequestId = requestId ?? Id(),
            Round = Given.RoundName,
            Person = person,
            PersonName = $"Name of {person}",
            WindowFrom = Mapping.Instant(from ?? Given.Instant.AddMinutes(-30)),
            WindowUntil = Mapping.Instant(until ?? Given.Instant.AddMinutes(-5)),
            Reason = "to prepare an answer",
        }, cancellationToken: Ct);

    public async Task<IReadOnlyList<Proto.PreReleaseRead>> Reads() =>
        (await As(Role.Auditor).ListPreReleaseReadsAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Reads;

    public void PassTheInstant() => Time.SetUtcNow(Given.Instant.AddMinutes(5));

    public static string Id() => Guid.NewGuid().ToString();

    /// <summary>The reason of a refused call.</summary>
    public static async Task<(StatusCode Code, string Reason)> Refused(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        return (error.StatusCode, error.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        File.Delete(keyFile);
    }
}
