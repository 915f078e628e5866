using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>
/// The case of Hertfordshire by clicks, from the import of its figures to the letter that everybody reads, in a round and on figures of its
/// own: what people do they do on pages. Reference data and framework are there before.
/// </summary>
public sealed partial class CaseByClicksTests(Visitors visitors) : Clicks(visitors)
{
    const string Round = "clicks-2006";
    const string Dataset = "clicks-2006";
    const string Case = $"/assessments/{Round}/919";
    const string Letter = $"/letters/{Round}/919";
    const string Publication = $"/publications/{Round}/919";
    const string Paragraph = "findings-SS-3";

    readonly SeedCase seed = new();

    [Fact]
    public async Task Case_goes_from_import_to_published_letter_by_clicks()
    {
        await AnalystImportsAndReleases();
        await AdministratorOpensRoundAndCase();
        await InspectorBringsEvidence();
        await InspectorAsksTheAuthority();
        await AuthorityFilesAndAnswers();
        await InspectorClosesTheLine();
        await InspectorWritesFindingsAndLists();
        await InspectorDecidesAndSubmits();
        await ModeratorAsks();
        await InspectorAnswers();
        await ModeratorRecordsThePanelAndModerates();
        await EditorWordsAndSends();
        await AuthorityCommentsAndContests();
        await EditorAnswersAndCloses();
        await OtherModeratorRejects();
        await ModeratorMakesFinal();
        await OtherEditorApproves();
        await BothSign();
        await EditorIssues();
        await PublisherReleases();
        await EverybodyReads();
    }

    async Task AnalystImportsAndReleases()
    {
        var page = await Open("anna-analyst", "/indicators");
        await Click(page, "Make a dataset");
        await page.Locator("#Id").FillAsync(Dataset);
        await page.Locator("#DatasetTitle").FillAsync("Invented figures, by clicks");
        await page.Locator("#Source").FillAsync("Made for this project");
        await page.Locator("#Verification").SelectOptionAsync("Unverified");
        await page.Locator("#Neighbours").FillAsync("nfer-2021-adapted");
        await Press(page, "Make the dataset", "The dataset is made");
        await Click(page, "Import a file");
        await page.Locator("#Figures").SetInputFilesAsync(SeedCase.Beside("synthetic-2006/observations.csv"));
        await page.Locator("#Mapping").SetInputFilesAsync(SeedCase.Beside("synthetic-2006/mapping.json"));
        await page.Locator("#Synthetic").CheckAsync();
        await Press(page, "Import", "rows are in the dataset");
        await Follow(page, $"Dataset {Dataset}");
        await Click(page, "Release the open version");
        await Press(page, "Release version 1", "Version 1 is released");
        await page.CloseAsync();
    }

    async Task AdministratorOpensRoundAndCase()
    {
        var page = await Open("alex-administrator", "/assessments");
        await Click(page, "Open a round");
        await page.Locator("#Id").FillAsync(Round);
        await page.Locator("#RoundTitle").FillAsync("Annual performance assessment 2006, by clicks");
        await page.Locator("#FrameworkName").SelectOptionAsync("frameworks/apa-2006/versions/2");
        await page.Locator("#LetterDate").FillAsync("2006-11-01");
        await page.Locator("#ReleaseInstant").FillAsync("2006-11-01T00:00:00Z");
        await page.Locator("#Notice").FillAsync("A rehearsal on invented figures.");
        await page.Locator("#Members").SelectOptionAsync("919");
        await Press(page, "Open the round", "is open");
        await Follow(page, "Open cases");
        await page.Locator("#la-919").CheckAsync();
        await page.Locator("#DatasetVersion").SelectOptionAsync($"datasets/{Dataset}/versions/1");
        await page.Locator("#Lead").FillAsync("ivan-inspector");
        await page.Locator("#Members").FillAsync("ines-inspector csci");
        await page.Locator("#Moderator").FillAsync("ivan-inspector");
        await Click(page, "Open cases");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("is neither the lead nor a member");
        await page.Locator("#Moderator").FillAsync("mona-moderator");
        await Press(page, "Open cases", "Cases are open: 1");
        // Its figures are pulled in the background.
        await Until(page, page.Url, "main tbody .govuk-tag", "Open");
        await page.CloseAsync();
    }

    async Task InspectorBringsEvidence()
    {
        var page = await Open("ivan-inspector", $"{Case}/evidence");
        await Click(page, "Write a statement");
        await page.Locator("#Input-Id").FillAsync("k-1");
        await Click(page, "Keep");
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
        await Click(page, "Take statements from a file");
        await page.Locator("#Statements").SetInputFilesAsync(Path.Combine(SeedCase.Folder, "statements.json"));
        await Press(page, "Take", "191 statements are new");
        await page.Locator("#out-k-1").CheckAsync();
        await page.Locator("#Reason").FillAsync("Nothing came of the plans.");
        await Press(page, "Take out", "Taken out: k-1");
        await page.CloseAsync();
    }

    async Task InspectorAsksTheAuthority()
    {
        var page = await Open("ivan-inspector", $"{Case}/dialogue");
        await page.Locator("#Input-Outcome").SelectOptionAsync("SS");
        await page.Locator("#Input-Statement").FillAsync("s-38");
        await Refused(page, "Ask", "Question", []);
        await page.Locator("#Input-Question").FillAsync("What became of the plans?");
        await Press(page, "Ask", "The authority is asked");
        await page.CloseAsync();
    }

    async Task AuthorityFilesAndAnswers()
    {
        var page = await Open("harriet-authority", $"/our-case/{Round}/919");
        await Follow(page, "File a document");
        await Refused(page, "File it", "Choose a file", []);
        await page.Locator("#Kind").SelectOptionAsync("Supporting");
        await page.Locator("#DocumentTitle").FillAsync("Plans of the year");
        await page.Locator("#Filed").SetInputFilesAsync(new FilePayload { Name = "plans.csv", MimeType = "text/csv", Buffer = "plan,kept\n1,yes\n"u8.ToArray() });
        await Press(page, "File it", "The document is filed");
        await Follow(page, "Answer line of enquiry 1");
        await Refused(page, "Answer", "Answer");
        await page.Locator("#Answer").FillAsync("They were kept.");
        await page.Locator("#document-d-1").CheckAsync();
        await Press(page, "Answer", "The team has your answer");
        await page.CloseAsync();
    }

    async Task InspectorClosesTheLine()
    {
        var page = await Open("ivan-inspector", $"{Case}/dialogue");
        var file = await page.RunAndWaitForDownloadAsync(() => Follow(page, "Plans of the year"));
        Assert.Equal("plans.csv", file.SuggestedFilename);
        await Follow(page, "Close line 1");
        await page.Locator("#Conclusion").FillAsync("The plans were kept.");
        await page.Locator("#Evidence").FillAsync("s-38");
        await page.IsAccessible();
        await Press(page, "Close the line", "The line of enquiry is closed");
        await page.CloseAsync();
    }

    async Task InspectorWritesFindingsAndLists()
    {
        var page = await PageOf("ivan-inspector");
        foreach (var section in seed.Sections)
        {
            await page.GotoAsync($"{Case}/findings?section={section.Id}");
            if (section.Grading.Length > 0) await page.Locator("#Grading").SelectOptionAsync(new SelectOptionValue { Label = section.Grading == "good" ? "3 (good)" : "2 (adequate)" });
            await page.Locator("#Markdown").FillAsync(section.Text);
            if (section.Id == "BH")
            {
                await Click(page, "Preview");
                await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("judged 90% of schools good");
                await Assertions.Expect(page.Locator("#preview")).Not.ToContainTextAsync("{{");
            }
            await Press(page, "Keep", "The section is kept");
        }
        foreach (var (list, items) in seed.Lists)
        {
            await page.GotoAsync($"{Case}/lists/{list}");
            while (await page.Locator("input[name$='.Text']").CountAsync() < items.Count) await Click(page, "More items");
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
        var page = await Open("ivan-inspector", Case);
        await Follow(page, "Decide grades");
        foreach (var grade in seed.Decisions["grades"]!.AsArray())
        {
            var row = (await page.Locator($"input[name$='.Area'][value='{grade!["area"]}']").GetAttributeAsync("name"))!.Split('.')[0];
            await page.Locator($"[name='{row}.Grade']").SelectOptionAsync($"{grade["value"]}");
            if (grade["reason"] is { } reason) await page.Locator($"[name='{row}.Reason']").FillAsync($"{reason}");
        }
        await Press(page, "Decide", "The grades are decided");
        var coasting = seed.Decisions["designations"]![0]!;
        await Follow(page, "Decide coasting");
        await page.Locator("#Status").SelectOptionAsync("Raised");
        await page.Locator("#Cause").FillAsync($"{coasting["cause"]}");
        await Click(page, "Decide");
        await Assertions.Expect(page.Locator("#Reason-error")).ToContainTextAsync("is required");
        await page.Locator("#Reason").FillAsync($"{coasting["reason"]}");
        await Press(page, "Decide", "The designation is decided");
        await Follow(page, "Answer warnings");
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

    async Task ModeratorAsks()
    {
        var page = await Open("mona-moderator", $"/assessments/{Round}/board");
        await Follow(page, "Hertfordshire");
        await Follow(page, "Questions of the board");
        await page.Locator("#Area").SelectOptionAsync("social-care");
        await Refused(page, "Ask", "Question");
        await page.Locator("#Question").FillAsync("Why not one grade up?");
        await Press(page, "Ask", "The team is asked");
        await page.CloseAsync();
    }

    async Task InspectorAnswers()
    {
        var page = await Open("ivan-inspector", $"{Case}/queries");
        await Follow(page, "Answer question 1");
        await page.IsAccessible();
        await page.Locator("#Answer").FillAsync("Assessments were late all year.");
        await Press(page, "Answer", "The board has the answer");
        await page.CloseAsync();
    }

    async Task ModeratorRecordsThePanelAndModerates()
    {
        var page = await Open("mona-moderator", $"/assessments/{Round}/panel");
        await Refused(page, "Record", "Date", []);
        await page.Locator("#Date").FillAsync("2006-10-04");
        await page.Locator("#People").FillAsync("Mona Marchbank\nMiles Munday");
        await page.Locator("#la-919").CheckAsync();
        await page.Locator("#Decision").FillAsync("Adequate, since assessments were late all year.");
        await Press(page, "Record", "The decision is recorded");
        await page.GotoAsync(Case);
        await page.Locator("#Note").FillAsync("Grades compared with the board.");
        await Press(page, "Moderate", "The case is moderated");
        await page.CloseAsync();
    }

    async Task OtherModeratorRejects()
    {
        var page = await Open("miles-moderator", Case);
        await Follow(page, "Decide representation 1");
        await page.Locator("#Decision").SelectOptionAsync("Rejected");
        await page.Locator("#Reason").FillAsync("The figures of the spring are not those of the year.");
        await Press(page, "Decide", "The representation is decided");
        await page.CloseAsync();
    }

    async Task ModeratorMakesFinal()
    {
        var page = await Open("mona-moderator", Case);
        await Press(page, "Make final", "The judgement is final");
        await page.CloseAsync();
        var own = await Open("harriet-authority", $"/our-case/{Round}/919");
        await Assertions.Expect(own.Locator("main tbody tr").Filter(new() { HasText = "Children's social care" })).ToContainTextAsync("2 (adequate)");
        await own.CloseAsync();
    }
}
