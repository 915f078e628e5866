using System.Net;
using Apa.Contracts.Tests;
using Apa.Shared;
using Apa.Walls.Tests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>access.md is what people read and change: it is held against the policies of the pages and against real answers.</summary>
public sealed class AccessTests(Visitors visitors)
{
    static readonly AccessTable Table = AccessTable.Read(Path.Combine(Repository.Root, "tests", "Portal.Tests", "access.md"));

    static readonly (string Column, string Person)[] People =
    [
        ("administrator", "alex-administrator"), ("analyst", "anna-analyst"), ("inspector", "ivan-inspector"), ("moderator", "mona-moderator"), ("authority", "harriet-authority"),
        ("signatory", "olive-ofsted"), ("editor", "edith-editor"), ("publisher", "petra-publisher"), ("auditor", "august-auditor"),
    ];

    [Fact]
    public void The_table_names_every_page_and_whom_it_lets_in()
    {
        using var portal = new PolicyTests();
        var pages = portal.Pages.GroupBy(page => page.Route).Select(group => group.First()).OrderBy(page => page.Route, StringComparer.Ordinal).ToList();
        Assert.Equal(pages.Select(page => $"/{page.Route}"), Table.Rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.Empty(
            from page in pages
            from column in AccessTable.Columns
            let cell = Table.Cell($"/{page.Route}", column)
            let allowed = page.Metadata.GetMetadata<IAllowAnonymous>() is not null || (column != AccessTable.Public && page.Metadata.GetMetadata<AllowAttribute>()!.AnyOf.Any(role => role == Role.Any || role == column))
            where allowed != (cell != Access.No)
            select $"/{page.Route}, {column}: the table says {AccessTable.Show(cell)}, the policy lets {(allowed ? "in" : "nobody of them in")}");
    }

    [Fact]
    public async Task Pages_are_answered_and_refused_as_the_table_says()
    {
        var wrong = new List<string>();
        await using var nobody = await visitors.Nobody();
        foreach (var (column, person) in People.Prepend((AccessTable.Public, "")))
        {
            var browser = person.Length == 0 ? nobody : (await visitors.PageOf(person)).Context;
            // An address that is no page is what any other unknown one is.
            foreach (var stop in Walk.Stops.Where(stop => stop.Address != "/nowhere"))
            {
                var cell = Table.Cell($"/{stop.Route}", column);
                var answer = await browser.APIRequest.GetAsync(await visitors.Known(stop.Address), new() { MaxRedirects = 0 });
                var fits = cell switch
                {
                    // Whoever is not signed in is asked to.
                    Access.No when person.Length == 0 => answer.Status == (int)HttpStatusCode.Found && answer.Headers["location"].Contains("/connect/authorize", StringComparison.Ordinal),
                    Access.No => answer.Status == (int)HttpStatusCode.Forbidden,
                    // What is not one's own is refused, or is not there.
                    Access.Own or Access.Case or Access.Part => answer.Status is < 500 and not (int)HttpStatusCode.Found,
                    _ => answer.Status is < 500 and not (int)HttpStatusCode.Found and not (int)HttpStatusCode.Forbidden,
                };
                if (!fits) wrong.Add($"{stop.Address}, {column}: answered with {answer.Status}, and the table says {AccessTable.Show(cell)}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
