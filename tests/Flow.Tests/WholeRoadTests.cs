using System.Security.Cryptography;
using System.Text.Json;
using Apa.Hosting;
using Apa.Tests;

namespace Apa.Flow.Tests;

/// <summary>From an empty folder to Hertfordshire 2006 published: real PostgreSQL, real RabbitMQ, every service a process.</summary>
public sealed class WholeRoadTests
{
    static readonly string[] Documents = ["letter.html", "letter.pdf", "letter.txt", "letter.json"];

    [Fact]
    public async Task Hertfordshire_2006_is_published_with_its_facts_to_each_audience_its_part_in_one_trace()
    {
        await using var journey = await Journey.StartAsync();

        var said = await journey.Travel();
        Assert.Contains("919/apa-2006 is published", said, StringComparison.Ordinal);

        TheChecklistFoundWhatIsOddInTheLetter(await journey.Ask("checklist", "919/apa-2006", "--json"));
        await TheCaseIsOneArchive(journey);
        TheLetterHoldsTheFacts(await File.ReadAllTextAsync(journey.Out("letter.txt")));
        await EachAudienceHearsItsPart(journey);
        await OneTraceCrossesEverything(journey);

        var hashes = Documents.ToDictionary(d => d, d => Hash(journey.Out(d)));
        var again = await journey.Travel();
        Assert.Contains("Nothing had changed", again, StringComparison.Ordinal);
        Assert.Equal(hashes, Documents.ToDictionary(d => d, d => Hash(journey.Out(d))));
        Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl")));
    }

    [Theory]
    [InlineData("indicators", "case")]
    [InlineData("judgement", "moderation")]
    [InlineData("letter", "approval and signatures")]
    [InlineData("publication", "publication")]
    public async Task Killing_a_service_on_the_road_ends_in_the_same_letter_published_once(string service, string stage)
    {
        await using var journey = await Journey.StartAsync();
        var killed = false;

        await journey.Travel(async begun =>
        {
            if (begun != stage) return;
            killed = true;
            await journey.Stack.Kill(service);
        });

        Assert.True(killed);
        Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl")));
        await Eventually.Holds("the public's event", () => Task.FromResult(journey.Received["press"].Count(b => b.Contains("LetterPublished", StringComparison.Ordinal)) == 1));
        Same.AsBefore(Documents.ToDictionary(d => d, d => Hash(journey.Out(d))));
    }

    static void TheLetterHoldsTheFacts(string text)
    {
        var letter = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string[] facts =
        [
            "Mr John Harris", "SG13 8DN", "1 November 2006", "Dear Mr Harris", "Hertfordshire County Council",
            "Alexandra House", "Making Social Care Better for People",
            "5.5%", "8.3", "£260,000", "1 in 5", "90%", "0.6%", "£3,200,000", "£3,300,000",
            "Being healthy", "Staying safe", "Enjoying and achieving", "Making a positive contribution", "Achieving economic well-being",
            "coasting", "Flo Hadley", "Jonathan Phillips", "Audit Commission",
        ];
        Assert.All(facts, fact => Assert.Contains(fact, letter, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The oddities that readers found in the real letter: each is a warning, and each is answered.</summary>
    static void TheChecklistFoundWhatIsOddInTheLetter(string json)
    {
        using var checklist = JsonDocument.Parse(json);
        var entries = checklist.RootElement.GetProperty("entries").EnumerateArray().ToDictionary(entry => entry.GetProperty("id").GetString()!);
        string[] odd =
        [
            "ITEM_UNBACKED:strengths:SS:1", "ITEM_UNBACKED:strengths:SS:2", "ITEM_UNBACKED:strengths:SS:3",    // roads, fostering, children's homes
            "ITEM_UNBACKED:areas-for-improvement:SS:3",                                                     // care planning and matching in adoption
            "ITEM_BOTH_STRENGTH_AND_AREA:strengths:SS:4",                                                   // adoptions
            "ITEM_TWICE:areas-for-improvement:SS:4+PC:3",                                                   // reviews of looked after children
            "ITEM_OUTCOME_MISMATCH:areas-for-improvement:PC:1",                                             // pathway plans, argued elsewhere
            "ITEM_STRENGTH_BESIDE_AREA:strengths:EA:1",                                                     // attendance
            "FINDING_TOLD_TWICE:primary-support-bases",
            "FINDING_OUTCOME_MISMATCH:PC:t-099",                                                            // staying on after 16
        ];
        Assert.Subset(entries.Keys.ToHashSet(), odd.ToHashSet());
        Assert.All(entries.Values, entry => Assert.Equal("SEVERITY_WARNING", entry.GetProperty("severity").GetString()));
        Assert.All(entries.Values, entry => Assert.NotEmpty(entry.GetProperty("waived").GetString()!));
    }

    static async Task TheCaseIsOneArchive(Journey journey)
    {
        var file = Path.Combine(journey.State, "case.zip");
        await journey.Ask("case", "export", "919/apa-2006", "--out", file);
        using var zip = System.IO.Compression.ZipFile.OpenRead(file);
        Assert.Contains("revisions/002-final.json", zip.Entries.Select(entry => entry.FullName));
    }

    static async Task EachAudienceHearsItsPart(Journey journey)
    {
        await Eventually.Holds("every audience's events", () => Task.FromResult(journey.Received.Values.All(bodies => bodies.Count == 2)));
        using var scored = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl"))));
        Assert.Equal("apa.publication.v1.CpaBlockScored", scored.RootElement.GetProperty("type").GetString());
        Assert.Equal("rounds/apa-2006/publications/919", scored.RootElement.GetProperty("subject").GetString());
        Assert.Equal(3, scored.RootElement.GetProperty("data").GetProperty("grade").GetProperty("value").GetInt32());
        Assert.DoesNotContain("coasting", scored.RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("social", scored.RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase);

        var csci = Event(journey, "csci", "SocialCareJudged").GetProperty("data");
        Assert.Equal(2, csci.GetProperty("grade").GetProperty("value").GetInt32());
        Assert.Equal("coasting", csci.GetProperty("designations")[0].GetProperty("kind").GetString());

        var published = Event(journey, "press", "LetterPublished").GetProperty("data");
        Assert.Equal([3, 3, 2], published.GetProperty("grades").EnumerateArray().Select(g => g.GetProperty("grade").GetProperty("value").GetInt32()));
        foreach (var document in published.GetProperty("documents").EnumerateArray())
            Assert.Equal(document.GetProperty("sha256").GetString(), Hash(journey.Out(document.GetProperty("fileName").GetString()!)));
    }

    static JsonElement Event(Journey journey, string subscriber, string type)
    {
        var body = Assert.Single(journey.Received[subscriber], b => b.Contains($"apa.publication.v1.{type}\"", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }

    /// <summary>The driver's root span is the ancestor of work in all four services and of both ends of the events between them.</summary>
    static async Task OneTraceCrossesEverything(Journey journey)
    {
        string[] services = [.. Stack.Services.Select(s => s.Name), "audit-commission"];
        var trace = (await Eventually.Get("the driver's root span", () => Task.FromResult(journey.Traces.Spans.FirstOrDefault(s => s.Name.StartsWith("road ", StringComparison.Ordinal))))).TraceId;
        await Eventually.Holds($"one trace in {string.Join(", ", services)}", () => Task.FromResult(
            services.All(service => journey.Traces.Spans.Any(s => s.Service == service && s.TraceId == trace))));
        string[] both = ["publish apa.judgement.v1.JudgementProposed", "handle apa.judgement.v1.JudgementProposed", "publish apa.letter.v1.LetterIssued", "handle apa.letter.v1.LetterIssued"];
        await Eventually.Holds("both ends of the events", () => Task.FromResult(
            both.All(name => journey.Traces.Spans.Any(s => s.Name == name && s.TraceId == trace))));
    }

    static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>Every journey ends in the same bytes: what was rendered first is what all others are held against.</summary>
    static class Same
    {
        static readonly Lock Gate = new();
        static Dictionary<string, string>? first;

        public static void AsBefore(Dictionary<string, string> hashes)
        {
            lock (Gate) first ??= hashes;
            Assert.Equal(first, hashes);
        }
    }
}
