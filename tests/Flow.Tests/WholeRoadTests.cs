using System.Security.Cryptography;
using System.Text.Json;
using Apa.Hosting;
using Apa.Tests;

namespace Apa.Flow.Tests;

/// <summary>From an empty folder to Hertfordshire 2006 published: real PostgreSQL, real RabbitMQ, every service a process.</summary>
public sealed class WholeRoadTests
{
    const string Signature = "letter.signature.json";

    [Fact]
    public async Task Hertfordshire_2006_is_published_with_its_facts_to_each_audience_its_part_in_one_trace()
    {
        await using var journey = await Journey.StartAsync();

        var said = await journey.Travel();
        Assert.Contains("919/apa-2006 is published", said, StringComparison.Ordinal);

        TheChecklistFoundWhatIsOddInTheLetter(await journey.Ask("checklist", "919/apa-2006", "--json"));
        await TheCaseIsOneArchive(journey);
        TheLetterHoldsTheFacts(await File.ReadAllTextAsync(journey.Out("letter.txt")));
        await TheAuthoritySpokeAndWasAnswered(journey);
        await WhatWasFetchedIsWhatWasSigned(journey);
        await NoticesHoldALinkAndNoContent(journey);
        await EachAudienceHearsItsPart(journey);
        await OneTraceCrossesEverything(journey);

        var (hashes, signature) = (Hashes(journey), Hash(journey.Out(Signature)));
        Same.AsBefore(hashes);
        var again = await journey.Travel();
        Assert.Contains("Nothing had changed", again, StringComparison.Ordinal);
        Assert.Equal(hashes, Hashes(journey));
        Assert.Equal(signature, Hash(journey.Out(Signature)));
        Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl")));
        await Disclosure.OfNothing(journey);
    }

    [Fact]
    public async Task Killing_each_service_on_the_road_ends_in_the_same_letter_published_once()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("APA_LONG") == "1", "./apa test --faults runs it; Faults.Tests kills every service in the short form, too");
        await using var journey = await Journey.StartAsync();
        var left = new Dictionary<string, string>
        {
            ["case"] = "indicators",
            ["moderation"] = "judgement",
            ["factual accuracy check"] = "letter",
            ["approval and signatures"] = "letter",
            ["publication"] = "publication",
        };

        await journey.Travel(async begun =>
        {
            if (left.Remove(begun, out var service)) await journey.Stack.Kill(service);
        });

        Assert.Empty(left);
        Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl")));
        await Eventually.Holds("the public's event", () => Task.FromResult(journey.Received["press"].Count(b => b.Contains("LetterPublished", StringComparison.Ordinal)) == 1));
        Assert.Single(Check(await journey.Ask("check", "show", "919/apa-2006", "--json")).GetProperty("comments").EnumerateArray());
        Same.AsBefore(Hashes(journey));
        // What broke was told of in the logs, by causes that know how one connects.
        await Disclosure.OfNothing(journey);
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

    /// <summary>The comment of the seed, with its file, is there once and answered with a reason.</summary>
    static async Task TheAuthoritySpokeAndWasAnswered(Journey journey)
    {
        var check = Check(await journey.Ask("check", "show", "919/apa-2006", "--json"));
        var comment = Assert.Single(check.GetProperty("comments").EnumerateArray());
        Assert.Equal("harriet-authority", comment.GetProperty("madeBy").GetString());
        Assert.Equal("COMMENT_ANSWER_REJECTED", comment.GetProperty("answer").GetString());
        Assert.NotEmpty(comment.GetProperty("reply").GetString()!);
        var attached = Assert.Single(comment.GetProperty("attachments").EnumerateArray()).GetProperty("fileName").GetString()!;
        var fetched = Path.Combine(journey.State, attached);
        await journey.Ask("check", "attachment", "919/apa-2006", "1", "--out", fetched);
        Assert.Equal(Hash(Path.Combine(StackClient.Root, "seeds", "hertfordshire-2006", "check", attached)), Hash(fetched));
    }

    static JsonElement Check(string json)
    {
        using var check = JsonDocument.Parse(json);
        return check.RootElement.Clone();
    }

    static async Task WhatWasFetchedIsWhatWasSigned(Journey journey)
    {
        var said = await journey.Ask("letter", "verify", journey.Out(Signature));
        Assert.All(Documents(journey), document => Assert.Contains($"{document} is what was signed", said, StringComparison.Ordinal));
        Assert.Contains("by the key that you trust", await journey.Ask("letter", "verify", journey.Out("letter.pdf"), "--key", Path.Combine(journey.State, "keys", "letter.pem")), StringComparison.Ordinal);

        var copy = Directory.CreateDirectory(Path.Combine(journey.State, "flipped")).FullName;
        foreach (var file in Directory.GetFiles(journey.Out())) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var flipped = Path.Combine(copy, "letter.pdf");
        var bytes = await File.ReadAllBytesAsync(flipped);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(flipped, bytes);
        Assert.Contains("letter.pdf: its SHA-256 is", await journey.Refused("letter", "verify", flipped), StringComparison.Ordinal);
    }

    /// <summary>The check sent, a comment made, the check closed, the copy under embargo: each told once, by a link.</summary>
    static async Task NoticesHoldALinkAndNoContent(Journey journey)
    {
        var folder = Path.Combine(journey.State, "out", "notices");
        await Eventually.Holds("four notices", () => Task.FromResult(Directory.Exists(folder) && Directory.GetFiles(folder, "*.txt").Length == 4));
        var notices = await Task.WhenAll(Directory.GetFiles(folder, "*.txt").Select(file => File.ReadAllTextAsync(file)));
        Assert.Equal(3, notices.Count(notice => notice.StartsWith("To: authority:919\n", StringComparison.Ordinal)));
        Assert.Single(notices, notice => notice.StartsWith("To: editors\n", StringComparison.Ordinal));
        Assert.All(notices, notice => Assert.Contains("authorities/919/letters/apa-2006", notice, StringComparison.Ordinal));
        string[] content = ["bullying", "coasting", "adequate", "5.5%", "Mr Harris"];
        Assert.All(notices, notice => Assert.All(content, word => Assert.DoesNotContain(word, notice, StringComparison.OrdinalIgnoreCase)));
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

    /// <summary>The documents that were fetched, whichever renderings there are.</summary>
    static string[] Documents(Journey journey)
    {
        string[] documents = [.. Directory.GetFiles(journey.Out(), "letter.*").Select(path => Path.GetFileName(path)).Where(name => name != Signature).Order(StringComparer.Ordinal)];
        Assert.Empty(((string[])["letter.html", "letter.json", "letter.pdf", "letter.txt"]).Except(documents));
        return documents;
    }

    static Dictionary<string, string> Hashes(Journey journey) => Documents(journey).ToDictionary(document => document, document => Hash(journey.Out(document)));

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
