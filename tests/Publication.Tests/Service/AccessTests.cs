using System.Text;
using System.Text.Json;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Client = Apa.Protos.Publications.V1.PublicationService.PublicationServiceClient;

namespace Apa.Publications.Tests.Service;

public sealed class AccessTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static readonly Dictionary<string, Func<Client, AsyncUnaryCall<Proto.Publication>>> Calls = new()
    {
        ["get"] = c => c.GetPublicationAsync(new() { Name = Given.Name }, cancellationToken: Ct),
        ["schedule"] = c => c.SchedulePublicationAsync(new() { RequestId = PublicationApp.Id(), Name = Given.Name, Etag = "x" }, cancellationToken: Ct),
        ["hold"] = c => c.HoldPublicationAsync(new() { RequestId = PublicationApp.Id(), Name = Given.Name, Etag = "x", Reason = "r" }, cancellationToken: Ct),
        ["withdraw"] = c => c.WithdrawPublicationAsync(new() { RequestId = PublicationApp.Id(), Name = Given.Name, Etag = "x", Reason = "r" }, cancellationToken: Ct),
        ["retry"] = c => c.RetryPublicationAsync(new() { RequestId = PublicationApp.Id(), Name = Given.Name, Etag = "x" }, cancellationToken: Ct),
        ["unhold"] = c => c.UnholdPublicationAsync(new() { RequestId = PublicationApp.Id(), Name = Given.Name, Etag = "x" }, cancellationToken: Ct),
    };

    [Fact]
    public async Task Only_those_named_may_call()
    {
        await using var app = await PublicationApp.Start(postgres);
        foreach (var (name, call) in Calls)
        {
            Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), await PublicationApp.Refused(async () => await call(app.Public)));
            foreach (var role in (string[])[Role.Editor, Role.Administrator, "consumer:csci", "service:letter"])
                Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () => await call(app.As(role))));
            Assert.Equal(StatusCode.NotFound, (await PublicationApp.Refused(async () => await call(app.Publisher))).Code);
            var auditor = (await PublicationApp.Refused(async () => await call(app.As(Role.Auditor)))).Code;
            Assert.Equal(name == "get" ? StatusCode.NotFound : StatusCode.PermissionDenied, auditor);
        }
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () =>
            await app.Publisher.PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = Given.Framework() }, cancellationToken: Ct)));
    }

    [Fact]
    public async Task A_framework_once_put_never_changes()
    {
        await using var app = await PublicationApp.Start(postgres);
        await app.PutFramework();
        var other = Given.Framework();
        other.Audiences[1].Area = "social-care";
        Assert.Equal((StatusCode.FailedPrecondition, "FRAMEWORK_IMMUTABLE"), await PublicationApp.Refused(async () =>
            await app.As(Role.Administrator).PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = other }, cancellationToken: Ct)));
        var kept = await app.As("anyone").GetFrameworkAsync(new() { Name = "frameworks/apa-2006/versions/1" }, cancellationToken: Ct);
        Assert.Equal("childrens-services", kept.Audiences[1].Area);
    }

    [Fact]
    public async Task A_framework_that_came_without_titles_of_areas_takes_them_once()
    {
        await using var app = await PublicationApp.Start(postgres);
        async Task<Framework> Put(params string[] titles)
        {
            var framework = Given.Framework();
            framework.Areas.Add(titles.Select((title, i) => new AreaTitle { Id = framework.Audiences[i + 1].Area, Title = title }));
            return await app.As(Role.Administrator).PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = framework }, cancellationToken: Ct);
        }
        Assert.Empty((await app.Register()).Areas);
        await Put("Children's services", "Children's social care");
        Assert.Equal(["Children's services", "Children's social care"], (await app.Register()).Areas.Select(area => area.Title));
        // Who knows nothing of titles says nothing against them.
        Assert.Equal(2, (await Put()).Areas.Count);
        Assert.Equal((StatusCode.FailedPrecondition, "FRAMEWORK_IMMUTABLE"), await PublicationApp.Refused(() => Put("Other")));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await PublicationApp.Refused(() => Put("", "")));
    }

    [Fact]
    public async Task Publications_are_listed_by_authority_in_pages()
    {
        await using var app = await PublicationApp.Start(postgres, Given.ToAssess("919"), Given.ToAssess("820"), Given.ToAssess("823"));
        // Pulled before it is superseded: pulling and superseding at one moment is settled by a second delivery, which there is none of here.
        foreach (var laCode in (string[])["919", "820", "823"]) await app.Pending(laCode);
        await app.Issue("820", revision: 2);
        var first = await app.Publisher.ListPublicationsAsync(new() { Round = Given.RoundName, PageSize = 2 }, cancellationToken: Ct);
        Assert.Equal([("820", 2), ("823", 1)], first.Publications.Select(p => (p.Authority.LaCode, p.LetterRevision)));
        var second = await app.Publisher.ListPublicationsAsync(new() { Round = Given.RoundName, PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Ct);
        Assert.Equal(["919"], second.Publications.Select(p => p.Authority.LaCode));
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task Each_audience_replays_its_own_events_and_no_other()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        app.PassTheInstant();
        await app.Schedule(pending);
        await Eventually.Holds("the release", async () => (await app.Host.Emitted()).Count == 6);
        await GivePositions(app);

        foreach (var (client, audience, type) in new[]
        {
            (app.Public, "public", nameof(LetterPublished)), (app.As(Role.Publisher), "public", nameof(LetterPublished)),
            (app.As("consumer:audit-commission"), "audit-commission", nameof(CpaBlockScored)), (app.As("consumer:csci"), "csci", nameof(SocialCareJudged)),
        })
        {
            var rows = (await app.Host.Emitted()).Where(r => r.Audience == audience).OrderBy(r => r.Position).ToList();
            var all = await client.ListPublicationEventsAsync(new(), cancellationToken: Ct);
            Assert.Equal(rows.Select(r => Encoding.UTF8.GetString(CloudEvent.Write(r, "/apa/publication"))), all.Events);
            Assert.Equal([nameof(RoundReleased), type], all.Events.Select(Type).OrderBy(name => name == type));
            Assert.False(all.More);
            Assert.Equal(all.Events, await Page(client, 1));
            var after = await client.ListPublicationEventsAsync(new() { After = all.Next }, cancellationToken: Ct);
            Assert.Equal((0, all.Next), (after.Events.Count, after.Next));
        }
        var audit = await app.As("consumer:audit-commission").ListPublicationEventsAsync(new(), cancellationToken: Ct);
        Assert.All(audit.Events, e => Assert.DoesNotMatch("(?i)social|coasting|adequate", e));
    }

    [Fact]
    public async Task A_position_that_is_none_is_refused()
    {
        await using var app = await PublicationApp.StartBare(postgres);
        Assert.Equal(StatusCode.InvalidArgument, (await PublicationApp.Refused(async () =>
            await app.Public.ListPublicationEventsAsync(new() { After = "-1" }, cancellationToken: Ct))).Code);
    }

    static async Task<List<string>> Page(Client client, int size)
    {
        var (events, after, more) = (new List<string>(), "0", true);
        while (more)
        {
            var page = await client.ListPublicationEventsAsync(new() { After = after, PageSize = size }, cancellationToken: Ct);
            events.AddRange(page.Events);
            (after, more) = (page.Next, page.More);
        }
        return events;
    }

    static string Type(string json)
    {
        using var e = JsonDocument.Parse(json);
        return e.RootElement.GetProperty("type").GetString()!.Split('.')[^1];
    }

    /// <summary>As the relay does; these tests have no broker.</summary>
    static Task<int> GivePositions(PublicationApp app) => app.Host.WithDb(db => db.Database.ExecuteSqlRawAsync(
        "UPDATE outbox SET position = n FROM (SELECT id AS row, row_number() OVER (ORDER BY created, revision, id) AS n FROM outbox) AS numbered WHERE id = row", Ct));
}
