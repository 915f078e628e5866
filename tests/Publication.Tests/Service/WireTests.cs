using System.Net.Http.Headers;
using System.Text.Json;
using Apa.Contracts.Tests;
using Apa.Protos.Publications.V1;
using Apa.Publications.Tests.Web;
using Apa.Shared;
using Apa.Tests;

namespace Apa.Publications.Tests.Service;

/// <summary>What Publication writes is what its published schemas say: on the broker and over HTTP, for every audience.</summary>
public sealed class WireTests(PostgresFixture postgres)
{
    static readonly string[] Audiences = ["audit-commission", "csci", "public"];
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Published, corrected, withdrawn, and a round released, each told to every audience; with positions, as the relay sends them.</summary>
    static async Task<(PublicationApp App, List<OutboxRow> Rows)> Everything(PostgresFixture postgres)
    {
        var app = await Published.Register(postgres);
        await Eventually.Holds("the release is closed", async () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return (await app.Host.Emitted<RoundReleased>()).Count >= Audiences.Length;
        });
        await Published.Withdraw(app, "919");
        return (app, await app.Host.Emitted());
    }

    [Fact]
    public async Task Every_event_on_the_broker_is_valid_by_its_schema()
    {
        var (app, rows) = await Everything(postgres);
        await using var _ = app;
        string[] common = [nameof(PublicationCorrected), nameof(PublicationWithdrawn), nameof(RoundReleased)];
        var told = common.SelectMany(name => Audiences.Select(audience => $"{audience}.{name}"))
            .Concat([$"public.{nameof(LetterPublished)}", $"audit-commission.{nameof(CpaBlockScored)}", $"csci.{nameof(SocialCareJudged)}"]);
        Assert.Equal(told.Select(name => $"apa.publication.v1.{name}").Order(StringComparer.Ordinal), rows.Select(row => row.Exchange).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(rows, row => row.Traceparent is not null);
        foreach (var row in rows)
        {
            using var json = JsonDocument.Parse(CloudEvent.Write(row, "/apa/publication"));
            Assert.Empty(PublishedSchemas.Errors(json.RootElement));
        }
    }

    [Fact]
    public async Task Every_event_of_a_batch_over_HTTP_is_valid_by_its_schema()
    {
        var (app, rows) = await Everything(postgres);
        await using var _ = app;
        foreach (var audience in Audiences)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/events?after=0&limit=1000");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For("publication", "someone", $"consumer:{audience}"));
            using var answer = await app.Host.Http.SendAsync(request, Ct);
            using var batch = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal(rows.Where(row => row.Audience == audience).OrderBy(row => row.Position).Select(row => row.Id.ToString()), batch.RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
            foreach (var e in batch.RootElement.EnumerateArray()) Assert.Empty(PublishedSchemas.Errors(e));
        }
    }
}
