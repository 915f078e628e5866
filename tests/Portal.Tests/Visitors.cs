using System.Collections.Concurrent;
using Apa.Hosting;
using Apa.LocalHost;
using Apa.Portal.Tests;
using Apa.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Visitors))]

namespace Apa.Portal.Tests;

/// <summary>
/// One whole stack for all classes, with the seed taken the whole way and its case opened again, and Debian's Chromium; people sign
/// in by the pages, as they do.
/// </summary>
public sealed class Visitors : IAsyncLifetime
{
    readonly string state = Path.Combine(Path.GetTempPath(), $"apa-portal-{Guid.NewGuid():N}"[..20]);
    readonly ConcurrentDictionary<(string Person, bool Script, string Browser), Task<IBrowserContext>> signedIn = new();
    LocalStack? stack;
    IPlaywright? playwright;
    IBrowser? browser;

    public string Address => stack![Stack.Portal.Name].HttpAddress;
    public LocalStack Running => stack!;

    public async ValueTask InitializeAsync()
    {
        stack = await LocalStack.StartAsync(new(StackClient.Root, state, Durable: false));
        await Ask("road", Path.Combine(StackClient.Root, "seeds", "hertfordshire-2006"));
        await Ask("reopen", "919/apa-2006", "--reason", "for the tests of the pages");
        // A representation can be raised of a moderated case only, and is written about while it is open.
        await Ask("submit", "919/apa-2006");
        await Ask("moderate", "919/apa-2006");
        await Ask("representation", "raise", "919/apa-2006", "The grade rests on one year only.", "--area", "social-care");
        await Ask("return", "919/apa-2006", "--reason", "for the tests of the pages");
        await Ask("enquiry", "raise", "919/apa-2006", "What became of the plans?", "--outcome", "SS", "--statement", "s-38");
        await Ask("dataset", "open", "synthetic-2006");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
    }

    /// <inheritdoc cref="StackClient.Ask"/>
    public Task<string> Ask(params string[] command) => StackClient.Ask(state, command);

    /// <summary>A page in a browser in which a person of development is signed in.</summary>
    /// <param name="person">Subject id.</param>
    /// <param name="script">Whether it runs scripts.</param>
    /// <param name="its">Whose browser it is: pages that are open in one browser share its cookies, and with them what is said once.</param>
    public async Task<IPage> PageOf(string person, bool script = true, string its = "") =>
        await (await signedIn.GetOrAdd((person, script, its), key => SignIn(key.Person, key.Script))).NewPageAsync();

    /// <summary>An address with the ids that only a running stack knows.</summary>
    public async Task<string> Known(string address)
    {
        if (!address.Contains("{import}", StringComparison.Ordinal)) return address;
        var page = await PageOf("anna-analyst");
        await page.GotoAsync("/indicators/datasets/synthetic-2006");
        var report = await page.Locator("a[href*='/imports/']").First.GetAttributeAsync("href");
        await page.CloseAsync();
        return report!;
    }

    /// <summary>A browser in which nobody is signed in.</summary>
    public Task<IBrowserContext> Nobody(bool script = true) => browser!.NewContextAsync(new() { BaseURL = Address, JavaScriptEnabled = script });

    async Task<IBrowserContext> SignIn(string person, bool script)
    {
        var context = await Nobody(script);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.Locator($"button[value='{person}']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        await page.CloseAsync();
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (stack is not null) await stack.DisposeAsync();
        if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
    }
}
