using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>
/// The case of Hertfordshire by clicks, in a round and on figures of its own: what people do they do on pages. Reference data and
/// framework are there before.
/// </summary>
public sealed class CaseByClicksTests(Visitors visitors)
{
    const string Round = "clicks-2006";
    const string Dataset = "clicks-2006";
    const string Case = $"/assessments/{Round}/919";

    readonly SeedCase seed = new();

    [Fact]
    public async Task Case_is_judged_by_clicks()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("APA_LONG") == "1", "takes some minutes; ./apa test --faults runs it");
        await AnalystImportsAndReleases();
        await AdministratorOpensRoundAndCase();
        await InspectorBringsEvidence();
        await InspectorWritesFindingsAndLists();
        await InspectorDecidesAndSubmits();
        await ModeratorModerates();
        await AuthorityContests();
        await OtherModeratorRejects();
        await ModeratorMakesFinal();
    }

    async Task AnalystImportsAndReleases()
    {
        var page = await visitors.PageOf("anna-analyst");
        await page.GotoAsync("/indicators");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a dataset" }).ClickAsync();
        await page.Locator("#Id").FillAsync(Dataset);
        await page.Locator("#DatasetTitle").FillAsync("Invented figures, by clicks");
        await page.Locator("#Source").FillAsync("Made for this project");
        await page.Locator("#Verification").SelectOptionAsync("Unverified");
        await page.Locator("#Neighbours").FillAsync("nfer-2021-adapted");
        await Press(page, "Make the dataset", "The dataset is made");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import a file" }).ClickAsync();
        await page.Locator("#Figures").SetInputFilesAsync(SeedCase.Beside("synthetic-2006/observations.csv"));
        await page.Locator("#Mapping").SetInputFilesAsync(SeedCase.Beside("synthetic-2006/mapping.json"));
        await page.Locator("#Synthetic").CheckAsync();
        await Press(page, "Import", "rows are in the dataset");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Dataset {Dataset}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release the open version" }).ClickAsync();
        await Press(page, "Release version 1", "Version 1 is released");
        await page.CloseAsync();
    }

    async Task AdministratorOpensRoundAndCase()
    {
        var page = await visitors.PageOf("alex-administrator");
        await page.GotoAsync("/assessments");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open a round" }).ClickAsync();
        await page.Locator("#Id").FillAsync(Round);
        await page.Locator("#RoundTitle").FillAsync("Annual performance assessment 2006, by clicks");
        await page.Locator("#FrameworkName").SelectOptionAsync("frameworks/apa-2006/versions/2");
        await page.Locator("#LetterDate").FillAsync("2006-11-01");
        await page.Locator("#ReleaseInstant").FillAsync("2006-11-01T00:00:00Z");
        await page.Locator("#Notice").FillAsync("A rehearsal on invented figures.");
        await page.Locator("#Members").SelectOptionAsync("919");
        await Press(page, "Open the round", "is open");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open cases" }).ClickAsync();
        await page.Locator("#la-919").CheckAsync();
        await page.Locator("#DatasetVersion").SelectOptionAsync($"datasets/{Dataset}/versions/1");
        await page.Locator("#Lead").FillAsync("ivan-inspector");
        await page.Locator("#Members").FillAsync("ines-inspector csci");
        await page.Locator("#Moderator").FillAsync("ivan-inspector");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open cases" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("is neither the lead nor a member");
        await page.Locator("#Moderator").FillAsync("mona-moderator");
        await Press(page, "Open cases", "Cases are open: 1");
        // Its figures are pulled in the background.
        for (var i = 0; i < 60 && await page.Locator("main tbody .govuk-tag").TextContentAsync() != "Open"; i++)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }
        await Assertions.Expect(page.Locator("main tbody .govuk-tag")).ToHaveTextAsync("Open");
        await page.CloseAsync();
    }

    async Task InspectorBringsEvidence()
    {
        var page = await visitors.PageOf("ivan-inspector");
        await page.GotoAsync($"{Case}/evidence");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a statement" }).ClickAsync();
        await page.Locator("#Input-Id").FillAsync("k-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Assertions.Expect(page.Locator("#Input-Outcome-error")).ToBeVisibleAsync();
        await page.Locator("#Input-Outcome").SelectOptionAsync("SS");
        await page.Locator("#Input-KeyJudgement").SelectOptionAsync("2.4");
        await page.Locator("#Input-Kind").SelectOptionAsync("Meeting");
        await page.Locator("#Input-Text").FillAsync("The council told of its plans.");
        await page.Locator("#Input-Provider").FillAsync("The authority");
        await page.Locator("#Input-Document").FillAsync("Notes of a meeting");
        await page.Locator("#Input-Synthetic").CheckAsync();
        await page.Locator("#Input-Subject").FillAsync("plans");
        await page.Locator("#Input-Value").FillAsync("3");
        await Press(page, "Keep", "Statement k-1 is kept");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take statements from a file" }).ClickAsync();
        await page.Locator("#Statements").SetInputFilesAsync(Path.Combine(SeedCase.Folder, "statements.json"));
        await Press(page, "Take", "191 statements are new");
        await page.Locator("#out-k-1").CheckAsync();
        await page.Locator("#Reason").FillAsync("Nothing came of the plans.");
        await Press(page, "Take out", "Taken out: k-1");
        await page.CloseAsync();
    }

    async Task InspectorWritesFindingsAndLists()
    {
        var page = await visitors.PageOf("ivan-inspector");
        foreach (var section in seed.Sections)
        {
            await page.GotoAsync($"{Case}/findings?section={section.Id}");
            if (section.Grading.Length > 0) await page.Locator("#Grading").SelectOptionAsync(new SelectOptionValue { Label = section.Grading == "good" ? "3 (good)" : "2 (adequate)" });
            await page.Locator("#Markdown").FillAsync(section.Text);
            if (section.Id == "BH")
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
                await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("judged 90% of schools good");
                await Assertions.Expect(page.Locator("#preview")).Not.ToContainTextAsync("{{");
            }
            await Press(page, "Keep", "The section is kept");
        }
        foreach (var (list, items) in seed.Lists)
        {
            await page.GotoAsync($"{Case}/lists/{list}");
            while (await page.Locator("input[name$='.Text']").CountAsync() < items.Count) await page.GetByRole(AriaRole.Button, new() { Name = "More items" }).ClickAsync();
            for (var i = 0; i < items.Count; i++)
            {
                var item = items[i];
                await page.Locator($"#Rows-{i}--Text").FillAsync(item.Text);
                if (item.Outcome.Length > 0) await page.Locator($"#Rows-{i}--Outcome").SelectOptionAsync(item.Outcome);
                foreach (var (name, value) in item.Attributes)
                {
                    if (name == "key") await page.Locator($"#Rows-{i}--KeyJudgement").SelectOptionAsync(value);
                    else await page.Locator($"#Rows-{i}--{Input(name)}").FillAsync(value);
                }
            }
            await Press(page, "Keep the list", "The list is kept");
        }
        await page.CloseAsync();

        static string Input(string attribute) => attribute switch { "group" => "ChildGroup", "backed" => "BackedBy", "from" => "ComesFrom", _ => "AddressedTo" };
    }

    async Task InspectorDecidesAndSubmits()
    {
        var page = await visitors.PageOf("ivan-inspector");
        await page.GotoAsync(Case);
        await page.GetByRole(AriaRole.Link, new() { Name = "Decide grades" }).ClickAsync();
        foreach (var grade in seed.Decisions["grades"]!.AsArray())
        {
            var row = (await page.Locator($"input[name$='.Area'][value='{grade!["area"]}']").GetAttributeAsync("name"))!.Split('.')[0];
            await page.Locator($"[name='{row}.Grade']").SelectOptionAsync($"{grade["value"]}");
            if (grade["reason"] is { } reason) await page.Locator($"[name='{row}.Reason']").FillAsync($"{reason}");
        }
        await Press(page, "Decide", "The grades are decided");
        var coasting = seed.Decisions["designations"]![0]!;
        await page.GetByRole(AriaRole.Link, new() { Name = "Decide coasting" }).ClickAsync();
        await page.Locator("#Status").SelectOptionAsync("Raised");
        await page.Locator("#Cause").FillAsync($"{coasting["cause"]}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Assertions.Expect(page.Locator("#Reason-error")).ToContainTextAsync("is required");
        await page.Locator("#Reason").FillAsync($"{coasting["reason"]}");
        await Press(page, "Decide", "The designation is decided");
        await page.GetByRole(AriaRole.Link, new() { Name = "Answer warnings" }).ClickAsync();
        // The walk finds no open warning.
        await page.IsAccessible();
        foreach (var entry in await page.Locator("input[name$='.Entry']").AllAsync())
        {
            var (name, id) = ((await entry.GetAttributeAsync("name"))!, (await entry.InputValueAsync())!);
            var row = name.Split('.')[0];
            await page.Locator($"[name='{row}.Reason']").FillAsync(seed.Answer(id, id.Split(':')[0]) ?? throw new InvalidOperationException($"the seed has no answer to {id}"));
        }
        await Press(page, "Answer", "Answered: ");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No warning is open.");
        await page.GotoAsync(Case);
        await Press(page, "Submit to moderation", "The case is handed to moderation");
        await page.CloseAsync();
    }

    async Task ModeratorModerates()
    {
        var page = await visitors.PageOf("mona-moderator");
        await page.GotoAsync($"/assessments/{Round}/board");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hertfordshire" }).First.ClickAsync();
        await page.Locator("#Note").FillAsync("Grades compared with the board.");
        await Press(page, "Moderate", "The case is moderated");
        await page.CloseAsync();
    }

    /// <summary>The form is sent twice, and the representation is there once.</summary>
    async Task AuthorityContests()
    {
        var page = await visitors.PageOf("harriet-authority");
        await page.GotoAsync("/our-case");
        await page.GetByRole(AriaRole.Link, new() { Name = "by clicks" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Contest grades" }).ClickAsync();
        await page.Locator("#area-social-care").CheckAsync();
        await page.Locator("#Grounds").FillAsync("Assessments are in time again since the spring.");
        Assert.Equal(200, await Forms.Send(page));
        await Press(page, "Raise the representation", "The representation is raised");
        await Assertions.Expect(page.GetByText("Assessments are in time again since the spring.")).ToHaveCountAsync(1);
        await page.CloseAsync();
    }

    async Task OtherModeratorRejects()
    {
        var page = await visitors.PageOf("miles-moderator");
        await page.GotoAsync(Case);
        await page.GetByRole(AriaRole.Link, new() { Name = "Decide representation 1" }).ClickAsync();
        await page.Locator("#Decision").SelectOptionAsync("Rejected");
        await page.Locator("#Reason").FillAsync("The figures of the spring are not those of the year.");
        await Press(page, "Decide", "The representation is decided");
        await page.CloseAsync();
    }

    async Task ModeratorMakesFinal()
    {
        var page = await visitors.PageOf("mona-moderator");
        await page.GotoAsync(Case);
        await Press(page, "Make final", "The judgement is final");
        await page.CloseAsync();
        var own = await visitors.PageOf("harriet-authority");
        await own.GotoAsync($"/our-case/{Round}/919");
        await Assertions.Expect(own.Locator("main tbody tr").Filter(new() { HasText = "Children's social care" })).ToContainTextAsync("2 (adequate)");
        await own.CloseAsync();
    }

    /// <summary>Presses a button of a form and expects what is then said to be done.</summary>
    static async Task Press(IPage page, string button, string done)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        var told = page.Locator(".govuk-notification-banner--success, .govuk-error-summary");
        try
        {
            await told.First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{button} led to {page.Url}, which says neither that it is done nor why not: {await page.Locator("main").TextContentAsync()}");
        }
        Assert.Contains(done, await told.First.TextContentAsync() ?? "", StringComparison.Ordinal);
    }
}
