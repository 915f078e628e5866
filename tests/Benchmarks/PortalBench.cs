using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Apa.Benchmarks;

/// <summary>
/// How long the pages of the Portal take, against the time during which they wait for the services' answers, which they tell themselves
/// (Server-Timing): what is left is the Portal's own work and the way to the browser.
/// </summary>
static partial class PortalBench
{
    const int Warm = 10;
    const int Times = 40;

    static readonly (string Person, string Address)[] Pages =
    [
        ("harriet-authority", "/indicators"),
        ("harriet-authority", "/indicators/profile?dataset=synthetic-2006&la=919"),
        ("harriet-authority", "/indicators/figure/CF-A1?dataset=synthetic-2006&version=1&la=919"),
        ("ivan-inspector", "/indicators/compare?dataset=synthetic-2006&la=919&la=820"),
        ("anna-analyst", "/indicators/datasets/synthetic-2006"),
        ("ivan-inspector", "/assessments"),
        ("ivan-inspector", "/assessments/apa-2006/919"),
        ("ivan-inspector", "/assessments/apa-2006/919/findings?section=SS"),
        ("mona-moderator", "/assessments/apa-2006/board"),
        ("mona-moderator", "/assessments/apa-2006/distribution"),
        ("ivan-inspector", "/assessments/apa-2006/919/dialogue"),
        ("edith-editor", "/letters"),
        ("edith-editor", "/letters/apa-2006/919"),
        ("edith-editor", "/letters/apa-2006/919/text"),
        ("edith-editor", "/letters/apa-2006/919/figures"),
        ("petra-publisher", "/publications"),
        ("petra-publisher", "/publications/apa-2006/919"),
        ("august-auditor", "/operations"),
        ("august-auditor", "/operations/letter"),
    ];

    public static async Task<int> Run(Place place, CancellationToken ct)
    {
        await using var stack = await BenchStack.Start(place, ct);
        await stack.Travel(ct);
        var browsers = new Dictionary<string, HttpClient>();
        var measures = new List<Measure>();
        foreach (var (person, address) in Pages)
        {
            if (!browsers.TryGetValue(person, out var browser)) browsers[person] = browser = await SignIn(stack, person, ct);
            var (pages, calls) = (new List<double>(), new List<double>());
            for (var i = -Warm; i < Times; i++)
            {
                var watch = Stopwatch.StartNew();
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), ct);
                var took = watch.Elapsed.TotalMilliseconds;
                answer.EnsureSuccessStatusCode();
                if (i < 0) continue;
                pages.Add(took);
                calls.Add(double.Parse(Duration().Match(answer.Headers.GetValues("Server-Timing").Single()).Groups["ms"].Value, CultureInfo.InvariantCulture));
            }
            var (page, call) = (Results.Middle(pages), Results.Middle(calls));
            measures.Add(new(address, "ms", page, call, page / call, P50: page, P99: pages.Order().ElementAt(Times * 99 / 100), Wanted: "ratio at most 3"));
        }
        foreach (var browser in browsers.Values) browser.Dispose();
        await Results.Tell(place, "portal", measures, ct);
        return 0;
    }

    /// <summary>As a browser does: to the page, on to the token authority, a person chosen there, and back with a session.</summary>
    static async Task<HttpClient> SignIn(BenchStack stack, string person, CancellationToken ct)
    {
        var browser = new HttpClient { BaseAddress = stack.Http("portal") };
        using var asked = await browser.GetAsync(new Uri("/", UriKind.Relative), ct);
        var fields = Field().Matches(await asked.Content.ReadAsStringAsync(ct)).Select(match => KeyValuePair.Create(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));
        using var form = new FormUrlEncodedContent(fields.Append(new("person", person)));
        using var chosen = await browser.PostAsync(new Uri(asked.RequestMessage!.RequestUri!, "/connect/authorize"), form, ct);
        if (chosen.RequestMessage!.RequestUri!.Authority != browser.BaseAddress.Authority) throw new InvalidOperationException($"{person} could not sign in: {chosen.StatusCode}");
        AnsiConsole.WriteLine($"{person} is signed in");
        return browser;
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();

    [GeneratedRegex("calls;dur=(?<ms>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
