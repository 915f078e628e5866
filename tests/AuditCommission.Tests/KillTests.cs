using System.Diagnostics;
using System.Text.Json.Nodes;
using Apa.Tests;

namespace Apa.AuditCommission.Tests;

/// <summary>The consumer as a process that is killed again and again while events come.</summary>
[Collection(SubscriptionTests.OneQueue)]
public sealed class KillTests(Broker broker) : IDisposable
{
    const int Authorities = 30;
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-kill-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Apa.AuditCommission.dll")]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = directory };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["ConnectionStrings__broker"] = broker.Uri(Listener.Audience).ToString(),
            ["Out__Directory"] = directory,
            ["Scores__File"] = Path.Combine(directory, "in.csv"),
            ["Scores__Every"] = "00:00:00.100",
            ["Logging__LogLevel__Default"] = "None",
        }) start.Environment[key] = value;
        return Process.Start(start)!;
    }

    static string La(int i) => $"{900 + i}";

    /// <summary>Ids in the record, of all authorities.</summary>
    List<string> Kept() =>
    [
        .. Directory.EnumerateFiles(directory, "events.jsonl", SearchOption.AllDirectories).SelectMany(ReadShared).Select(line => (string)JsonNode.Parse(line)!["id"]!),
    ];

    /// <summary>Whole lines of a file that another process may be writing.</summary>
    static IEnumerable<string> ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n')[..^1];
    }

    Dictionary<string, string> Shown() => !File.Exists(Path.Combine(directory, "cpa-2006.json")) ? [] : JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "cpa-2006.json")))!["authorities"]!
        .AsArray().ToDictionary(a => (string)a!["laCode"]!, a => $"{a!["stars"]} by revision {a["scores"]!["children-and-young-people"]?["revision"]}");

    [Fact]
    public async Task Killed_at_any_point_it_ends_with_every_event_once_and_the_same_stars()
    {
        await broker.DeclareExchanges();
        await broker.Empty();
        string[] services = ["corporate-assessment", "use-of-resources", "adult-social-care", "environment", "culture", "fire", "housing", "benefits"];
        await File.WriteAllLinesAsync(Path.Combine(directory, "in.csv"),
        [
            string.Join(',', ScoreSheet.Columns),
            .. from i in Enumerable.Range(0, Authorities) from service in services select $"2006,{La(i)},Hertfordshire,{service},{(service is "housing" or "benefits" ? "n/a" : "3")},made for a test,true,",
        ], Ct);
        // Scored 3, corrected to 2 where even, withdrawn where a multiple of three: 3, 4 or no stars.
        var events = Enumerable.Range(0, Authorities).SelectMany(i => (byte[][])
        [
            Events.Score(La(i)), .. i % 2 == 0 ? [Events.Correction(La(i), 2, 2)] : Array.Empty<byte[]>(), .. i % 3 == 0 ? [Events.Withdrawal(La(i), 3)] : Array.Empty<byte[]>(),
        ]).ToList();
        var expected = Enumerable.Range(0, Authorities).ToDictionary(La, i => i % 3 == 0 ? " by revision " : i % 2 == 0 ? "3 by revision 2" : "4 by revision 1");

        var consumer = Start();
        try
        {
            await Eventually.Holds("its queue", async () => await broker.HasQueue());
            foreach (var (body, i) in events.Select((body, i) => (body, i)))
            {
                await broker.Publish(body, Events.Scores);
                if (i % 15 != 7) continue;
                // In the midst of what it does with the last few.
                await Eventually.Holds("some of it is kept", () =>
                {
                    Assert.False(consumer.HasExited, "the consumer ended by itself");
                    return Task.FromResult(Kept().Count >= i - 5);
                }, TimeSpan.FromSeconds(60));
                consumer.Kill();
                await consumer.WaitForExitAsync(Ct);
                consumer.Dispose();
                consumer = Start();
            }
            await Eventually.Holds("the stars of all", () => Task.FromResult(expected.All(e => Shown().GetValueOrDefault(e.Key) == e.Value)), TimeSpan.FromSeconds(60));
            Assert.Equal(events.Select(e => (string)JsonNode.Parse(e)!["id"]!).Order(), Kept().Order());
        }
        finally
        {
            consumer.Kill();
            await consumer.WaitForExitAsync(CancellationToken.None);
            consumer.Dispose();
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
