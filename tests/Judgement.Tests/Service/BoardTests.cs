using Apa.Protos.Judgements.V1;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

public sealed class BoardTests(BoardTests.Round round) : IClassFixture<BoardTests.Round>
{
    JudgementApp App => round.App;
    ModerationBoardService.ModerationBoardServiceClient Board => new(App.Channel("mona", "moderator"));

    [Fact]
    public async Task The_board_puts_those_furthest_from_their_suggestion_first_with_all_that_they_are_weighed_against()
    {
        var board = await Board.GetModerationBoardAsync(new() { Round = "rounds/autumn", PageSize = 1000 });

        Assert.Equal((4 * 3, 3), (board.Total, board.Away));
        Assert.Equal([2, 1, 1], board.Rows.Select(row => Math.Abs(row.Distance)).TakeWhile(distance => distance > 0));
        var first = board.Rows[0];
        Assert.Equal(("102", "childrens-services", 3, 1, -2, "Reviews came too late."), (first.Authority.LaCode, first.Area, first.Suggested.Value, first.Decided.Value, first.Distance, first.Reason));
        Assert.Equal(("fens", "The Fens", "Shire County"), (first.Place.Region, first.Place.RegionName, first.Place.AuthorityType));
        Assert.Equal(("fens", "The Fens"), (first.Authority.Region, first.Authority.RegionName));
        var lights = first.Lights.Single();
        Assert.Equal(("SS", 1, 0, 1), (lights.Outcome, lights.England.Better, lights.Neighbours.InLine, lights.Neighbours.NotAvailable));
        Assert.Equal([("103", 3), ("104", null)], first.Neighbours.Select(near => (near.LaCode, near.Grade?.Value)));
        // Undecided rows stand last.
        Assert.All(board.Rows.TakeLast(3), row => Assert.Equal(("104", null), (row.Authority.LaCode, row.Decided)));
        Assert.Equal(3, board.Rows.Single(row => row is { Area: "childrens-services", Authority.LaCode: "101" }).Previous.Value);
    }

    [Fact]
    public async Task Pages_of_the_board_hold_every_row_once_and_filters_hold()
    {
        var seen = new List<string>();
        var request = new GetModerationBoardRequest { Round = "rounds/autumn", PageSize = 5 };
        do
        {
            var page = await Board.GetModerationBoardAsync(request);
            seen.AddRange(page.Rows.Select(row => $"{row.Authority.LaCode} {row.Area}"));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal((12, 12), (seen.Count, seen.Distinct().Count()));
        Assert.Equal(4, (await Board.GetModerationBoardAsync(new() { Round = "rounds/autumn", Areas = { "capacity" } })).Total);
        Assert.Equal(0, (await Board.GetModerationBoardAsync(new() { Round = "rounds/autumn", Region = "hills" })).Total);
        Assert.Equal(0, (await Board.GetModerationBoardAsync(new() { Round = "rounds/autumn", States = { AssessmentState.Final } })).Total);
        Assert.Equal(["areas[0]"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(async () => await Board.GetModerationBoardAsync(new() { Round = "rounds/autumn", Areas = { "weather" } }))));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await Refused.By(() =>
            new ModerationBoardService.ModerationBoardServiceClient(App.Channel("una", "authority:101")).GetModerationBoardAsync(new() { Round = "rounds/autumn" })));
    }

    [Fact]
    public async Task Up_to_four_cases_stand_side_by_side()
    {
        string[] names = [.. new[] { "103", "101", "102", "104" }.Select(laCode => Names.Assessment(laCode, "autumn"))];

        var answer = await Board.CompareCasesAsync(new() { Assessments = { names } });

        Assert.Equal(names, answer.Cases.Select(column => column.Assessment.Name));
        Assert.All(answer.Cases, column => Assert.Equal(3, column.Rows.Count));
        Assert.NotEmpty(answer.Cases[0].Findings);
        Assert.Equal(["assessments"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(async () => await Board.CompareCasesAsync(new() { Assessments = { names[0] } }))));
        Assert.Equal(["assessments"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(async () => await Board.CompareCasesAsync(new() { Assessments = { names[0], Names.Assessment("101", "spring") } }))));
    }

    [Fact]
    public async Task A_query_does_not_send_the_case_back_and_is_answered_once()
    {
        var one = await round.Another();
        var before = await one.Submit();

        var query = await Board.AskInspectorAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Area = "capacity", Question = "Why a 3?" });

        Assert.Equal((before.State, before.Etag), ((await one.Get()).State, (await one.Get()).Etag));
        Assert.Equal(1, (await Row(one)).OpenQueries);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_THE_CASE"), await Refused.By(() =>
            new ModerationBoardService.ModerationBoardServiceClient(App.Channel("sid", "inspector")).AnswerQueryAsync(new() { RequestId = CaseOf.Id(), Name = query.Name, Answer = "Hm." })));
        var answered = await one.LeadBoard.AnswerQueryAsync(new() { RequestId = CaseOf.Id(), Name = query.Name, Answer = "Its plans are funded." });
        Assert.Equal(("ina", "Its plans are funded."), (answered.AnsweredBy, answered.Answer));
        Assert.Equal((StatusCode.FailedPrecondition, "ANSWERED_ALREADY"), await Refused.By(() => one.LeadBoard.AnswerQueryAsync(new() { RequestId = CaseOf.Id(), Name = query.Name, Answer = "More." })));
        Assert.Equal(0, (await Row(one)).OpenQueries);
        Assert.Equal(answered, (await Board.ListQueriesAsync(new() { Assessment = one.Name })).Queries.Single());
        Assert.Equal((StatusCode.PermissionDenied, "WORKED_ON_THE_CASE"), await Refused.By(() =>
            new ModerationBoardService.ModerationBoardServiceClient(App.Channel("ina", "moderator")).AskInspectorAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Question = "Me?" })));

        async Task<BoardRow> Row(CaseOf one) => (await Board.GetModerationBoardAsync(new() { Round = "rounds/winter", PageSize = 1000 })).Rows.First(row => row.Assessment == one.Name);
    }

    [Fact]
    public async Task A_panel_s_decision_is_recorded_with_its_date_and_people()
    {
        var one = await round.Another();
        var request = new RecordPanelDecisionRequest
        {
            RequestId = CaseOf.Id(),
            Round = "rounds/winter",
            Decision = new() { Date = "2006-10-02", Panel = { "Mona", "Miles" }, Assessments = { one.Name }, Decision = "Leave it at 3: the plans are funded." },
        };

        var recorded = await Board.RecordPanelDecisionAsync(request);

        Assert.Equal(("mona", "2006-10-02"), (recorded.RecordedBy, recorded.Date));
        Assert.Contains(recorded, (await Board.ListPanelDecisionsAsync(new() { Round = "rounds/winter" })).Decisions);
        var wrong = new RecordPanelDecisionRequest(request) { RequestId = CaseOf.Id(), Decision = new() { Date = "2 October", Panel = { "Mona", "Mona" }, Assessments = { one.Name, one.Name } } };
        Assert.Equal(["decision.date", "decision.panel", "decision.decision", "decision.assessments"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(async () => await Board.RecordPanelDecisionAsync(wrong))));
    }

    [Fact]
    public async Task Many_are_moderated_with_a_record_each_and_one_refusal_stops_none()
    {
        var (ready, open, last) = (await round.Another(), await round.Another(), await round.Another());
        await ready.Submit();
        await last.Submit();
        var request = new ModerateAssessmentsRequest { RequestId = CaseOf.Id(), Note = "Panel of 2 October." };
        foreach (var one in new[] { ready, open, last })
            request.Moderations.Add(new ModerateAssessmentsRequest.Types.Moderation { Name = one.Name, Etag = await one.Etag() });

        var steps = await Steps(request);

        Assert.Equal([BulkResult.Done, BulkResult.Refused, BulkResult.Done], steps.Select(step => step.Result));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], steps.Select(step => (step.Done, step.Total)));
        Assert.Contains("OPEN", steps[1].Reason);
        foreach (var one in new[] { ready, last })
        {
            Assert.Equal(AssessmentState.Moderated, (await one.Get()).State);
            Assert.Equal(1, (await App.Event<JudgementProposed>(one.Name, 1)).Judgement.ContentRevision);
            var line = (await one.Moderator.ListHistoryAsync(new() { Name = one.Name, PageSize = 1000 })).Entries[^1];
            Assert.Equal(("Moderate", "mona", "Panel of 2 October."), (line.Verb, line.Person, line.Reason));
        }
        // Asked again, what was done stays done once.
        Assert.Equal([BulkResult.Done, BulkResult.Refused, BulkResult.Done], (await Steps(request)).Select(step => step.Result));
        Assert.Equal(1, (await ready.Get()).Revision);

        async Task<List<ModerateAssessmentsProgress>> Steps(ModerateAssessmentsRequest asked)
        {
            using var call = Board.ModerateAssessments(asked);
            return await call.ResponseStream.ReadAllAsync().ToListAsync();
        }
    }

    [Fact]
    public async Task Grades_are_counted_over_the_round_by_region_and_by_kind_of_authority()
    {
        var all = await Board.GetDistributionAsync(new() { Round = "rounds/autumn" });
        var overall = all.Groups.Single(group => group.Area == "childrens-services");
        Assert.Equal(("", 3), (overall.Group, overall.Cases));
        Assert.Equal([(4, 1, "33.3"), (3, 1, "33.3"), (2, 0, "0.0"), (1, 1, "33.3")], overall.Shares.Select(share => (share.Grade.Value, share.Cases, share.Percent)));

        var kinds = await Board.GetDistributionAsync(new() { Round = "rounds/autumn", By = DistributionBy.AuthorityType });
        Assert.Equal([("Shire County", 1), ("Unitary Authority", 2)], kinds.Groups.Where(group => group.Area == "capacity").Select(group => (group.Group, group.Cases)));
        Assert.Equal(["The Fens"], (await Board.GetDistributionAsync(new() { Round = "rounds/autumn", By = DistributionBy.Region })).Groups.Select(group => group.Group).Distinct());
        Assert.All((await Board.GetDistributionAsync(new() { Round = "rounds/autumn", FinalOnly = true })).Groups.SelectMany(group => group.Shares), share => Assert.Equal("", share.Percent));
    }

    [Fact]
    public async Task Last_year_s_items_are_shown_with_what_this_year_says_and_the_chain_goes_on()
    {
        var comparison = await Board.ComparePreviousYearAsync(new() { Assessment = Names.Assessment("101", "autumn") });

        Assert.Equal(Names.Assessment("101", "spring"), comparison.Previous);
        Assert.Equal([("childrens-services", "better"), ("capacity", "same"), ("social-care", "same")], comparison.Areas.Select(area => (area.Area, area.Change)));
        var focus = comparison.Items.Single(item => item.Kind == "focus-items");
        Assert.Equal(("More homes", "s-2", false), (focus.Text, focus.TakenUpBy.Single().Id, focus.Open));
        Assert.Equal(["strengths:SS:1"], focus.Items);
        var action = comparison.Items.Single(item => item.Kind == "required-action");
        Assert.True(action.Open);

        var chain = await Board.TraceItemAsync(new() { Reference = focus.Reference });
        Assert.Equal(
            ["spring/statements/s-1", "spring/items/areas-for-improvement:SS:1", "spring/items/focus-items:1", "autumn/statements/s-2", "autumn/items/strengths:SS:1"],
            chain.Links.Select(link => link.Reference.Replace("authorities/101/assessments/", "")));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.By(() => Board.TraceItemAsync(new() { Reference = "authorities/101/assessments/spring/items/focus-items:9" })));
        Assert.Empty((await Board.ComparePreviousYearAsync(new() { Assessment = Names.Assessment("102", "autumn") })).Previous);
    }

    [Fact]
    public async Task Each_of_them_is_a_workbook_whose_texts_nothing_runs()
    {
        var workbooks = new[]
        {
            new ExportWorkbookRequest { Board = new() { Round = "rounds/autumn" } },
            new ExportWorkbookRequest { Distribution = new() { Round = "rounds/autumn", By = DistributionBy.Region } },
            new ExportWorkbookRequest { PreviousYear = new() { Assessment = Names.Assessment("101", "autumn") } },
            new ExportWorkbookRequest { Cases = new() { Assessments = { Names.Assessment("101", "autumn"), Names.Assessment("102", "autumn") } } },
        };
        foreach (var request in workbooks)
        {
            using var call = Board.ExportWorkbook(request);
            var bytes = new MemoryStream();
            await foreach (var piece in call.ResponseStream.ReadAllAsync())
                piece.Data.WriteTo(bytes);
            using var document = SpreadsheetDocument.Open(bytes, isEditable: false);
            Assert.Empty(new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(document));
            Assert.DoesNotContain(document.WorkbookPart!.WorksheetParts.SelectMany(part => part.Worksheet!.Descendants<CellFormula>()), _ => true);
            Assert.All(document.WorkbookPart.WorksheetParts, part => Assert.NotEmpty(part.Worksheet!.Descendants<Row>()));
        }
        var inspector = new ModerationBoardService.ModerationBoardServiceClient(App.Channel("ina", "inspector"));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOURS"), await Refused.By(async () =>
        {
            using var call = inspector.ExportWorkbook(workbooks[0]);
            await call.ResponseStream.MoveNext(default);
        }));
    }

    [Fact]
    public async Task Many_cases_are_opened_with_progress_and_a_second_time_none_twice()
    {
        var administrator = App.As("adam", "administrator");
        var request = new OpenAssessmentsRequest { RequestId = CaseOf.Id(), Round = "rounds/winter", DatasetVersion = "datasets/figures/versions/1" };
        request.Openings.AddRange(Enumerable.Range(301, 5).Select(laCode => new OpenAssessmentsRequest.Types.Opening { LaCode = $"{laCode}", Team = CaseOf.Team }));

        var steps = await Steps(request);
        Assert.Equal([("301", 1, 5), ("302", 2, 5), ("303", 3, 5), ("304", 4, 5), ("305", 5, 5)], steps.Select(step => (step.LaCode, step.Done, step.Total)));
        Assert.All(steps, step => Assert.Equal(BulkResult.Done, step.Result));
        Assert.All(await Steps(new(request) { RequestId = CaseOf.Id() }), step => Assert.Equal(BulkResult.DoneBefore, step.Result));
        await JudgementApp.Until(() => administrator.GetAssessmentAsync(new() { Name = Names.Assessment("305", "winter") }).ResponseAsync, assessment => assessment.State == AssessmentState.Open);

        request.Openings[0].LaCode = "999";
        request.Openings[1].Team = new() { Lead = "ina", Moderator = "ina" };
        var error = await Assert.ThrowsAsync<RpcException>(() => Steps(new(request) { RequestId = CaseOf.Id() }));
        Assert.Equal(["openings[1].team.moderator"], Refused.Fields(error));
        request.Openings[1].Team = CaseOf.Team;
        Assert.Equal(["openings[0].la_code"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(() => Steps(new(request) { RequestId = CaseOf.Id() }))));

        async Task<List<OpenAssessmentsProgress>> Steps(OpenAssessmentsRequest asked)
        {
            using var call = administrator.OpenAssessments(asked);
            return await call.ResponseStream.ReadAllAsync().ToListAsync();
        }
    }

    /// <summary>A round of four: as suggested, two away, one a little away, and one undecided; the first has a year before.</summary>
    public sealed class Round(Apa.Tests.PostgresFixture postgres) : IAsyncLifetime
    {
        int next = 200;

        internal JudgementApp App { get; } = new(postgres);

        public async ValueTask InitializeAsync()
        {
            await App.InitializeAsync();
            var first = new CaseOf(App, "101");
            await first.Open("spring");
            var action = CaseOf.Statement("s-3");
            (action.Kind, action.Text) = (StatementKind.RequiredAction, "Publish the criteria.");
            await first.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = first.Name, Statements = { action } });
            await first.Final();

            await first.Open();
            await first.Write();
            var follows = CaseOf.Statement("s-2");
            follows.Follows.Add("authorities/101/assessments/spring/items/focus-items:1");
            await first.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = first.Name, Statements = { follows } });
            await first.Lead.PutListItemsAsync(await first.ListAnew("strengths", new ListItem { Outcome = "SS", Text = "More homes", BackedBy = { "s-2" } }));
            await first.Lead.DecideGradesAsync(await first.Grades(("childrens-services", 4, "All of it moved.")));
            await Decided("102", ("childrens-services", 1, "Reviews came too late."), ("social-care", 1, "The same."));
            await Decided("103");
            await new CaseOf(App, "104").Open();
        }

        async Task Decided(string laCode, params (string, int, string)[] grades)
        {
            var one = new CaseOf(App, laCode);
            await one.Open();
            await one.Write();
            if (grades.Length > 0) await one.Lead.DecideGradesAsync(await one.Grades(grades));
        }

        /// <summary>A written case of its own, in another round.</summary>
        internal async Task<CaseOf> Another()
        {
            var one = new CaseOf(App, $"{Interlocked.Increment(ref next)}");
            await one.Open("winter");
            await one.Write();
            return one;
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
