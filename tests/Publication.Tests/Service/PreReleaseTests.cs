using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Client = Apa.Protos.Publications.V1.PublicationService.PublicationServiceClient;

namespace Apa.Publications.Tests.Service;

/// <summary>Named people read before the release, in their window, and nothing of it goes unrecorded.</summary>
public sealed class PreReleaseTests(PostgresFixture postgres)
{
    const string Document = "/authorities/919/letters/apa-2006/documents/letter.html";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>919 scheduled, rita named, in the middle of her window.</summary>
    async Task<PublicationApp> InWindow()
    {
        var app = await PublicationApp.Start(postgres, Given.ToAssess("919"), Given.ToAssess("820"));
        await app.SetOnCall("olga");
        await app.Schedule(await app.Pending());
        await app.Pending("820");
        await app.Grant();
        app.Time.SetUtcNow(Given.Instant.AddMinutes(-20));
        return app;
    }

    static Client As(PublicationApp app, string person) => new(app.Host.As(person));

    static async Task<byte[]> Read(Client client, string publication = Given.Name, string file = "letter.html", long revision = 0)
    {
        using var call = client.GetPublishedDocument(new() { Publication = publication, FileName = file, LetterRevision = revision }, cancellationToken: Ct);
        var data = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync(Ct)) part.Data.WriteTo(data);
        return data.ToArray();
    }

    static async Task<HttpResponseMessage> Http(PublicationApp app, string? person, string path = Document)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (person is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For("publication", person));
        return await app.Host.Http.SendAsync(request, Ct);
    }

    [Fact]
    public async Task Who_was_named_reads_a_scheduled_letter_in_the_window_and_every_read_is_recorded()
    {
        await using var app = await InWindow();
        Assert.Equal(Given.Bytes("letter.html", 1), await Read(As(app, "rita")));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var seen = await As(app, "rita").GetPublicationAsync(new() { Name = Given.Name }, cancellationToken: Ct);
        Assert.Equal(["letter.html", "letter.txt"], seen.Documents.Select(d => d.FileName));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        using (var http = await Http(app, "rita"))
        {
            Assert.Equal(Given.Bytes("letter.html", 1), await http.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal("no-store, private", http.Headers.CacheControl!.ToString());
        }
        var hash = Convert.ToHexStringLower(SHA256.HashData(Given.Bytes("letter.html", 1)));
        Assert.Equal([("rita", "letter.html", hash), ("rita", "", ""), ("rita", "letter.html", hash)], (await app.Reads()).Select(read => (read.Person, read.FileName, read.Sha256)));
        Assert.Equal(["2006-10-31T23:41:00Z", "2006-10-31T23:41:01Z", "2006-10-31T23:41:02Z"], (await app.Reads()).Select(read => read.At));
        Assert.All(await app.Reads(), read => Assert.Equal((Given.Name, 1), (read.Publication, read.LetterRevision)));
        var access = Assert.Single((await app.Publisher.ListPreReleaseAccessAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Access);
        Assert.Equal(("rita", "Name of rita", "petra", 3, true), (access.Person, access.PersonName, access.GrantedBy, access.Reads, access.Open));
        Assert.Equal(access.Name, (await app.Reads())[0].Access);
    }

    [Fact]
    public async Task Everybody_else_and_everything_else_answers_as_to_the_public_and_nothing_is_recorded()
    {
        await using var app = await InWindow();
        await NothingIsThere(app, "sam");
        // Not scheduled, of no member, no such document, another revision.
        foreach (var (publication, file, revision) in new[] { ("rounds/apa-2006/publications/820", "letter.html", 0), ("rounds/apa-2006/publications/999", "letter.html", 0), (Given.Name, "letter.pdf", 0), (Given.Name, "letter.html", 2) })
            Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(() => Read(As(app, "rita"), publication, file, revision)));
        Assert.Empty(await app.Reads());
    }

    /// <summary>The public's answer, byte for byte, over both ways.</summary>
    static async Task NothingIsThere(PublicationApp app, string person)
    {
        var told = await Assert.ThrowsAsync<RpcException>(() => Read(As(app, person)));
        var toldThePublic = await Assert.ThrowsAsync<RpcException>(() => Read(app.Public));
        Assert.Equal((toldThePublic.StatusCode, toldThePublic.Status.Detail), (told.StatusCode, told.Status.Detail));
        Assert.Equal(StatusCode.NotFound, told.StatusCode);
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () => await As(app, person).GetPublicationAsync(new() { Name = Given.Name }, cancellationToken: Ct)));
        var answers = new List<string>();
        foreach (var (who, path) in new[] { (person, Document), (null, Document), (person, "/authorities/999/letters/apa-2006/documents/letter.html") })
        {
            using var answer = await Http(app, who, path);
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
            answers.Add($"{answer.StatusCode}\n{string.Join('\n', headers)}\n{await answer.Content.ReadAsStringAsync(Ct)}");
        }
        Assert.StartsWith(nameof(HttpStatusCode.NotFound), answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task The_window_opens_and_closes_to_the_moment()
    {
        await using var app = await InWindow();
        app.Time.AdjustTime(Given.Instant.AddMinutes(-30).AddMilliseconds(-1));
        await NothingIsThere(app, "rita");
        app.Time.AdjustTime(Given.Instant.AddMinutes(-30));
        await Read(As(app, "rita"));
        app.Time.AdjustTime(Given.Instant.AddMinutes(-5).AddMilliseconds(-1));
        await Read(As(app, "rita"));
        app.Time.AdjustTime(Given.Instant.AddMinutes(-5));
        await NothingIsThere(app, "rita");
        Assert.Equal(2, (await app.Reads()).Count);
    }

    [Fact]
    public async Task A_hold_closes_its_letter_and_the_end_of_the_hold_opens_it()
    {
        await using var app = await InWindow();
        var held = await app.Hold(await app.Get());
        await NothingIsThere(app, "rita");
        await app.Unhold(held);
        await Read(As(app, "rita"));
    }

    [Fact]
    public async Task An_abort_ends_every_access_and_scheduling_again_opens_none()
    {
        await using var app = await InWindow();
        await PublicationApp.Abort(app.OnCall);
        await NothingIsThere(app, "rita");
        await app.Schedule(await app.Get());
        await NothingIsThere(app, "rita");
        var access = Assert.Single((await app.As(Role.Auditor).ListPreReleaseAccessAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Access);
        Assert.Equal(("olga", "the release was aborted: a figure is wrong", false), (access.RevokedBy, access.RevocationReason, access.Open));
        await app.Grant();
        await Read(As(app, "rita"));
    }

    [Fact]
    public async Task An_instant_that_moves_forward_closes_the_window_and_one_that_moves_back_does_not_widen_it()
    {
        await using var app = await InWindow();
        var round = Given.Round(Given.ToAssess("919"), Given.ToAssess("820"));
        round.ReleaseInstant = "2006-11-02T00:00:00Z";
        await app.Host.Deliver(new RoundOpened { Round = round }, Given.RoundName, 2);
        await Read(As(app, "rita"));
        app.Time.SetUtcNow(Given.Instant.AddMinutes(-5));
        await NothingIsThere(app, "rita");

        await app.Grant(until: Given.Instant.AddHours(10));
        await Read(As(app, "rita"));
        // What is due is published by then, and everybody reads it.
        round.ReleaseInstant = "2006-10-31T23:50:00Z";
        await app.Hold(await app.Get());
        await app.Host.Deliver(new RoundOpened { Round = round }, Given.RoundName, 3);
        await NothingIsThere(app, "rita");
        var all = (await app.Publisher.ListPreReleaseAccessAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Access;
        Assert.All(all, access => Assert.False(access.Open));
    }

    [Fact]
    public async Task From_the_instant_on_it_is_everybodys_and_nothing_is_recorded()
    {
        await using var app = await InWindow();
        app.PassTheInstant();
        await app.Reaches(PublicationState.Published);
        await Read(As(app, "rita"));
        await Read(app.Public);
        Assert.Empty(await app.Reads());
    }

    [Fact]
    public async Task A_correction_is_read_by_its_revision_while_the_published_one_stands()
    {
        await using var app = await PublicationApp.Start(postgres);
        app.PassTheInstant();
        await app.Schedule(await app.Pending());
        await Eventually.Holds("the release is closed", async () => (await app.Host.Emitted<RoundReleased>()).Count == 3);
        var round = Given.Round(Given.ToAssess("919"));
        round.ReleaseInstant = "2006-11-08T00:00:00Z";
        await app.Host.Deliver(new RoundOpened { Round = round }, Given.RoundName, 2);
        await app.Schedule(await app.Pending(revision: 2), "reviews were counted twice");
        await app.Grant(app.Time.GetUtcNow(), app.Time.GetUtcNow().AddHours(1));
        Assert.Equal(Given.Bytes("letter.html", 1), await Read(As(app, "rita")));
        Assert.Equal(Given.Bytes("letter.html", 2), await Read(As(app, "rita"), revision: 2));
        using var http = await Http(app, "rita", "/authorities/919/letters/apa-2006/revisions/2/documents/letter.html");
        Assert.Equal(Given.Bytes("letter.html", 2), await http.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(() => Read(app.Public, revision: 2)));
        Assert.Equal([2, 2], (await app.Reads()).Select(read => read.LetterRevision));
    }

    [Fact]
    public async Task An_access_that_is_ended_lets_nothing_be_read_and_is_ended_once()
    {
        await using var app = await InWindow();
        var access = Assert.Single((await app.Publisher.ListPreReleaseAccessAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Access);
        var request = new RevokePreReleaseAccessRequest { RequestId = PublicationApp.Id(), Name = access.Name, Reason = "not needed" };
        var ended = await app.Publisher.RevokePreReleaseAccessAsync(request, cancellationToken: Ct);
        Assert.Equal(("petra", "not needed", "2006-10-31T23:41:00Z", false), (ended.RevokedBy, ended.RevocationReason, ended.RevokedAt, ended.Open));
        Assert.Equal(ended, await app.Publisher.RevokePreReleaseAccessAsync(request, cancellationToken: Ct));
        await NothingIsThere(app, "rita");
        Assert.Equal((StatusCode.FailedPrecondition, "ACCESS_REVOKED"), await PublicationApp.Refused(async () =>
            await app.Publisher.RevokePreReleaseAccessAsync(new(request) { RequestId = PublicationApp.Id() }, cancellationToken: Ct)));
        foreach (var name in (string[])["rounds/apa-2006/preReleaseAccess/none", $"rounds/other/preReleaseAccess/{access.Name.Split('/')[^1]}"])
            Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(async () =>
                await app.Publisher.RevokePreReleaseAccessAsync(new() { RequestId = PublicationApp.Id(), Name = name, Reason = "r" }, cancellationToken: Ct)));
    }

    [Fact]
    public async Task Access_is_given_by_a_publisher_to_somebody_else_for_a_window_before_the_instant()
    {
        await using var app = await PublicationApp.Start(postgres);
        Assert.Equal((StatusCode.PermissionDenied, "FOUR_EYES"), await PublicationApp.Refused(() => app.Grant(person: "petra")));
        Assert.Equal((StatusCode.InvalidArgument, "WINDOW_AFTER_INSTANT"), await PublicationApp.Refused(() => app.Grant(until: Given.Instant.AddSeconds(1))));
        Assert.Equal((StatusCode.InvalidArgument, "WINDOW_EMPTY"), await PublicationApp.Refused(() => app.Grant(until: Given.Instant.AddMinutes(-30))));
        Assert.Equal((StatusCode.InvalidArgument, "WINDOW_PAST"), await PublicationApp.Refused(() => app.Grant(Given.Instant.AddDays(-2), Given.Instant.AddDays(-1))));
        Assert.Equal(Mapping.Instant(Given.Instant), (await app.Grant(until: Given.Instant)).WindowUntil);
        var request = new GrantPreReleaseAccessRequest { RequestId = PublicationApp.Id(), Round = Given.RoundName, WindowFrom = "2006-10-31", WindowUntil = "2006-10-31T09:00:00" };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await app.Publisher.GrantPreReleaseAccessAsync(request, cancellationToken: Ct));
        Assert.Equal(["person", "person_name", "reason", "window_from", "window_until"],
            refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field));
        foreach (var role in (string[])[Role.Auditor, Role.Editor])
            Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () => await app.As(role).GrantPreReleaseAccessAsync(request, cancellationToken: Ct)));
        // Who watches is not who lets in.
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () =>
            await app.Publisher.ListPreReleaseReadsAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)));
    }

    [Fact]
    public async Task Reads_are_listed_in_pages()
    {
        await using var app = await InWindow();
        for (var i = 0; i < 3; i++) await Read(As(app, "rita"));
        var first = await app.As(Role.Auditor).ListPreReleaseReadsAsync(new() { Round = Given.RoundName, PageSize = 2 }, cancellationToken: Ct);
        var second = await app.As(Role.Auditor).ListPreReleaseReadsAsync(new() { Round = Given.RoundName, PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Ct);
        Assert.Equal((2, 1, ""), (first.Reads.Count, second.Reads.Count, second.NextPageToken));
    }
}
