using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Apa.Tests;

/// <summary>axe on a page as it stands.</summary>
static class Accessibility
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// Runs axe in the page itself: the package for Playwright opens a second page for the sum of all frames, which takes three times as long.
    /// </summary>
    /// <exception cref="Xunit.Sdk.XunitException">Every violation, and where.</exception>
    public static async Task IsAccessible(this IPage page)
    {
        await page.EvaluateAsync($"() => {{ {Axe} }}");
        var result = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { passes, violations } = await axe.run(document, { resultTypes: ["violations"] });
              return { passed: passes.length, wrong: violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join("; ")}`) };
            }
            """);
        Assert.NotEqual(0, result.GetProperty("passed").GetInt32());
        Assert.Empty(result.GetProperty("wrong").EnumerateArray().Select(violation => $"{page.Url}: {violation}"));
    }
}
