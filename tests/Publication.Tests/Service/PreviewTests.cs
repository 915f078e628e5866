using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Tests.Service;

public sealed class PreviewTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static IEnumerable<(PreviewSeverity, string)> Codes(IEnumerable<PreviewFinding> findings) => findings.Select(finding => (finding.Severity, finding.Code));

    static (PreviewSeverity, string) Warning(string code) => (PreviewSeverity.Warning, code);

    static (PreviewSeverity, string) Error(string code) => (PreviewSeverity.Error, code);

    [Fact]
    public async Task What_is_previewed_is_what_is_released()
    {
        await using var app = await PublicationApp.Start(postgres);
        await app.Pending();
        await app.SetOnCall("olga");
        var preview = await app.Preview();
        Assert.Empty(preview.Findings);
        var member = Assert.Single(preview.Members);
        Assert.Empty(member.Findings);
        Assert.Empty(await app.Host.Emitted());
        Assert.Equal(RegisterState.NotYetPublished, Assert.Single((await app.Register()).Entries).State);

        await app.ScheduleRound();
        app.Time.SetUtcNow(Given.Instant);
        await app.Reaches(PublicationState.Published);
        var entry = Assert.Single((await app.Register()).Entries);
        Assert.Equal("2006-11-01T00:01:00Z", member.Entry.PublishedAt);
        entry.PublishedAt = member.Entry.PublishedAt;
        Assert.Equal(entry, member.Entry);
        var rows = await app.Host.Emitted();
        foreach (var audience in member.Audiences)
        {
            var row = Assert.Single(rows, row => row.Audience == audience.Audience && row.Subject == Given.Name);
            Assert.Equal(Comparable(System.Text.Encoding.UTF8.GetString(CloudEvent.Write(row, "/apa/publication"))), Comparable(Assert.Single(audience.Events)));
        }
        Assert.Equal(["public", "audit-commission", "csci"], member.Audiences.Select(audience => audience.Audience));
    }

    /// <summary>Without what is given when an event goes out.</summary>
    static string Comparable(string cloudEvent)
    {
        var json = JsonNode.Parse(cloudEvent)!.AsObject();
        foreach (var name in (string[])["id", "position", "time", "traceparent"]) json.Remove(name);
        json["data"]!["key"]!.AsObject().Remove("publishedAt");
        return json.ToJsonString(JsonSerializerOptions.Default);
    }

    [Fact]
    public async Task It_says_what_is_wrong_and_what_is_odd()
    {
        await using var app = await PublicationApp.Start(postgres,
            Given.ToAssess("801"), Given.ToAssess("802"), Given.ToAssess("803"), Given.ToAssess("804"), Given.ToAssess("805"), Given.NotAssessed("806"));
        await app.PutFramework(2);
        await app.Pending("802", framework: 2);
        await app.Hold(await app.Pending("803"));
        var first = await app.Pending("804");
        app.PassTheInstant();
        await app.Schedule(first);
        await app.Pending("804", revision: 2);
        app.Letters.Away = true;
        await app.Issue("801");
        await app.Host.WithDb(db => db.Frameworks.Where(row => row.Version == 2).ExecuteDeleteAsync(Ct));

        var preview = await app.Preview();
        Assert.Equal([Warning("MEMBERS_WITHOUT_LETTER"), Warning("INSTANT_PAST"), Warning("NOBODY_ON_CALL")], Codes(preview.Findings));
        var findings = preview.Members.ToDictionary(member => member.Entry.Authority.LaCode, member => Codes(member.Findings));
        Assert.Equal([Error("DOCUMENTS_MISSING")], findings["801"]);
        Assert.Equal([Error("FRAMEWORK_MISSING")], findings["802"]);
        Assert.Equal([Warning("HELD")], findings["803"]);
        Assert.Equal([Warning("CORRECTS")], findings["804"]);
        Assert.Equal([Warning("NO_LETTER")], findings["805"]);
        Assert.Empty(findings["806"]);
        var corrected = preview.Members.Single(member => member.Entry.Authority.LaCode == "804");
        Assert.All(corrected.Audiences, audience => Assert.Contains(nameof(PublicationCorrected), Assert.Single(audience.Events), StringComparison.Ordinal));
        Assert.Equal(RegisterState.NotAssessed, preview.Members[^1].Entry.State);
    }

    [Fact]
    public async Task It_says_who_is_told_nothing()
    {
        await using var app = await PublicationApp.StartBare(postgres);
        var framework = Given.Framework();
        framework.Audiences.RemoveAt(0);
        await app.As(Role.Administrator).PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = framework }, cancellationToken: Ct);
        await app.Open(Given.ToAssess("801"), Given.ToAssess("802"));
        var letters = (Apa.Protos.Letters.V1.LetterIssued[])[Given.Letter("801"), Given.Letter("802")];
        letters[0].Grades.RemoveAt(0);
        letters[1].Grades.Clear();
        letters[1].Synthetic = true;
        foreach (var letter in letters)
        {
            await app.Host.Deliver(letter, letter.Letter, 1);
            await app.Reaches(PublicationState.Pending, $"rounds/apa-2006/publications/{letter.Authority.LaCode}");
        }

        var preview = await app.Preview();
        Assert.Equal([Warning("AUDIENCE_NOT_TOLD")], Codes(preview.Members[0].Findings));
        Assert.Equal([Warning("SYNTHETIC"), Error("NO_ADDRESSEE")], Codes(preview.Members[1].Findings));
    }

    [Fact]
    public async Task It_comes_in_pages_for_publishers_and_auditors()
    {
        await using var app = await PublicationApp.Start(postgres, Given.ToAssess("801"), Given.ToAssess("802"), Given.ToAssess("803"));
        var auditor = app.As(Role.Auditor);
        var first = await auditor.PreviewRoundAsync(new() { Round = Given.RoundName, PageSize = 2 }, cancellationToken: Ct);
        var second = await auditor.PreviewRoundAsync(new() { Round = Given.RoundName, PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Ct);
        Assert.Equal(["801", "802", "803"], first.Members.Concat(second.Members).Select(member => member.Entry.Authority.LaCode));
        Assert.Equal("", second.NextPageToken);
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () =>
            await app.As(Role.Editor).PreviewRoundAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)));
    }
}
