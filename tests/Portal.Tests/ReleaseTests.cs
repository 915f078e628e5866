using System.Text.Json.Nodes;
using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>A round whose release is far ahead: what the publisher arranges until then, and how the release is aborted.</summary>
public sealed class ReleaseTests(Visitors visitors) : Clicks(visitors), IDisposable
{
    const string Round = "apa-2099";
    const string Publications = $"/publications/{Round}";

    readonly string seeds = Directory.CreateTempSubdirectory("apa-portal-seeds-").FullName;

    [Fact]
    public async Task Publisher_names_who_reads_and_who_may_abort_and_the_release_is_aborted()
    {
        Assert.Contains($"919/{Round} is scheduled", await Visitors.Ask("road", SeedOfAnotherRound()), StringComparison.Ordinal);
        await PublisherLetsRead();
        await PublisherEndsTheReading();
        await PublisherNamesWhoIsOnCall();
        await WhoIsOnCallAborts();
    }

    /// <summary>The seed's case once more, in a round that ends in another century.</summary>
    string SeedOfAnotherRound()
    {
        var from = Path.Combine(StackClient.Root, "seeds");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(seeds, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        var folder = Path.Combine(seeds, "hertfordshire-2006");
        Change(Path.Combine(folder, "road.json"), ("round", Round));
        Change(Path.Combine(folder, "round.json"), ("id", Round), ("letterDate", "2099-11-01"), ("releaseInstant", "2099-11-01T00:00:00Z"));
        return folder;

        static void Change(string file, params (string Name, string Value)[] properties)
        {
            var json = JsonNode.Parse(File.ReadAllText(file))!;
            foreach (var (name, value) in properties) json[name] = value;
            File.WriteAllText(file, json.ToJsonString());
        }
    }

    async Task PublisherLetsRead()
    {
        var page = await Open("petra-publisher", $"{Publications}/access");
        await Refused(page, "Let them read", "Person");
        await page.Locator("#Person").FillAsync("ivan-inspector");
        await page.Locator("#PersonName").FillAsync("Ivan Ibbotson");
        await page.Locator("#From").FillAsync(TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ"));
        await page.Locator("#Until").FillAsync("2099-11-01T00:00:00Z");
        await page.Locator("#Reason").FillAsync("Led the team.");
        await Press(page, "Let them read", "Ivan Ibbotson may read");
        await page.IsAccessible();
        await page.CloseAsync();
        var reader = await PageOf("ivan-inspector");
        Assert.Equal(200, (await reader.GotoAsync($"{Publications}/919"))!.Status);
        await Assertions.Expect(reader.Locator("main")).ToContainTextAsync("letter.pdf");
        await reader.CloseAsync();
    }

    async Task PublisherEndsTheReading()
    {
        var page = await Open("petra-publisher", $"{Publications}/access");
        await Follow(page, "End it");
        await Refused(page, "End it at once", "Reason");
        await page.Locator("#Reason").FillAsync("Has read it.");
        await Press(page, "End it at once", "The access is ended");
        await page.CloseAsync();
        var reader = await PageOf("ivan-inspector");
        Assert.InRange((await reader.GotoAsync($"{Publications}/919"))!.Status, 403, 404);
        await reader.CloseAsync();
    }

    async Task PublisherNamesWhoIsOnCall()
    {
        var page = await Open("petra-publisher", $"{Publications}/release");
        await page.Locator("#People").FillAsync("august-auditor: August Ayre");
        await Press(page, "Keep", "It is kept who is on call");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("August Ayre (august-auditor)");
        await page.GotoAsync($"{Publications}/abort");
        await page.Locator("#Reason").FillAsync("Not mine to do.");
        await Refused(page, "Abort the release", "You may not do this", []);
        await page.CloseAsync();
    }

    async Task WhoIsOnCallAborts()
    {
        var page = await Open("august-auditor", $"{Publications}/release");
        await Follow(page, "Abort the release");
        await Refused(page, "Abort the release", "Reason");
        await page.Locator("#Reason").FillAsync("A grade is in doubt.");
        await Click(page, "Abort the release");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 publication was taken back");
        await page.IsAccessible();
        await page.GotoAsync($"{Publications}/release");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("A grade is in doubt.");
        await page.GotoAsync($"{Publications}/919");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Pending");
        await page.CloseAsync();
    }

    public void Dispose() => Directory.Delete(seeds, recursive: true);
}
