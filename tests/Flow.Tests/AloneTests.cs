using Apa.LocalHost;
using Apa.Tests;

namespace Apa.Flow.Tests;

/// <summary>A service without the others, as <c>./apa up letter</c> runs it: their events come from the goldens.</summary>
public sealed class AloneTests
{
    [Fact]
    public async Task Letter_runs_alone_and_drafts_from_the_events_that_judgement_once_sent()
    {
        var state = Path.Combine(Path.GetTempPath(), $"apa-alone-{Guid.NewGuid():N}"[..20]);
        await using (var stack = await LocalStack.StartAsync(new(StackClient.Root, state, Durable: false, Services: ["letter"])))
        {
            Assert.Equal(["devauthority", "letter"], stack.Processes.Select(process => process.Name));
            await StackClient.Ask(state, "framework", "put", Path.Combine(StackClient.Root, "seeds", "frameworks", "apa-2006.json"), "--running");

            Assert.Equal(3, await stack.PlayGoldens());
            Assert.Equal(3, await stack.PlayGoldens());

            await Eventually.Holds("the letter's draft", async () => await StackClient.Ask(state, "letter", "list", "apa-2006", "--json") is var said && said.Contains("authorities/919/letters/apa-2006", StringComparison.Ordinal));
            Assert.Contains("Dear Mr Harris", await StackClient.Ask(state, "letter", "get", "919/apa-2006", "letter.txt", "--out", Path.Combine(state, "draft.txt")) + await File.ReadAllTextAsync(Path.Combine(state, "draft.txt")), StringComparison.Ordinal);
        }
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task A_name_that_is_no_services_is_refused_with_those_there_are()
    {
        var state = Path.Combine(Path.GetTempPath(), $"apa-alone-{Guid.NewGuid():N}"[..20]);
        var refused = await Assert.ThrowsAsync<LocalHost.Servers.ServerFailed>(() => LocalStack.StartAsync(new(StackClient.Root, state, Services: ["letters", "letter"])));
        Assert.Equal("no service of the stack: letters; there are indicators, judgement, letter, publication", refused.Message);
        Directory.Delete(state, recursive: true);
    }
}
