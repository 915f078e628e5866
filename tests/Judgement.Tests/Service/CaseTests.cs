using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

public sealed class CaseTests(JudgementApp app) : IClassFixture<JudgementApp>
{
    static int next = 100;

    /// <summary>Every test has a case of its own: an authority of the round that no other test uses.</summary>
    CaseOf Case() => new(app, $"{Interlocked.Increment(ref next)}");

    [Fact]
    public async Task A_case_goes_from_evidence_to_final_and_tells_of_it()
    {
        var @case = Case();
        var opened = await @case.Open();
        Assert.Equal("Ada Fen", opened.Addressee.Name);
        Assert.Equal("dfes", opened.Authority.Codes.Single().Scheme);
        Assert.Equal("", opened.WaitingFor);
        Assert.Equal(0, opened.Revision);

        var final = await @case.Final();

        Assert.Equal((AssessmentState.Final, 2, 1), (final.State, final.Revision, final.Statements));
        Assert.Equal(["childrens-services", "capacity", "social-care"], final.Grades.Select(decision => decision.Grade.Area));
        var proposed = (await app.Event<JudgementProposed>(@case.Name, 1)).Judgement;
        var finalised = (await app.Event<JudgementFinalised>(@case.Name, 2)).Judgement;
        Assert.Equal(proposed, finalised);
        Assert.Equal(1, proposed.ContentRevision);
        Assert.Equal([3, 3, 2], proposed.Grades.Select(grade => grade.Grade.Value));
        Assert.Equal(DesignationStatus.Raised, proposed.Designations.Single().Status);
        Assert.Equal(["BH", "SS", "EA", "PC", "EW", "MG", "summary"], proposed.Findings.Select(finding => finding.Section));
        Assert.Equal(["strengths", "areas-for-improvement", "focus-items"], proposed.Items.Select(item => item.List));
        Assert.Equal(("ina", "mona"), (proposed.People.Lead, proposed.People.ModeratedBy));
        Assert.Equal(["ina"], proposed.People.DecidedBy);
        Assert.True(proposed.Synthetic);
        Assert.Equal("Ms", proposed.Addressee.Honorific);
    }

    [Fact]
    public async Task Cited_figures_are_resolved_whole()
    {
        var @case = Case();
        await @case.Open();
        await @case.Final();

        var figures = (await app.Event<JudgementFinalised>(@case.Name, 2)).Judgement.Figures;

        Assert.Equal([("s-1", "6 to 2 months"), ("CF/C20 2005-06", "98.3%")], figures.Select(figure => (figure.Reference, figure.Text)));
        Assert.Equal(("s-1", "waits, young people", "Start and end are not dated.", true, PeriodKind.NotStated),
            (figures[0].Statement, figures[0].Subject, figures[0].Doubt, figures[0].Synthetic, figures[0].Period.Kind));
        Assert.Equal(("indicators/CF-C20", "datasets/figures/versions/1", "CPR3", "2005-06", ""),
            (figures[1].Indicator, figures[1].DatasetVersion, figures[1].Source.Provider, figures[1].Period.Label, figures[1].Statement));
    }

    [Fact]
    public async Task A_reopened_case_rises_in_revision_and_in_content_only_where_it_changed()
    {
        var @case = Case();
        await @case.Open();
        await @case.Final();

        await @case.Reopen();
        await @case.Submit();
        await @case.Moderate();
        Assert.Equal(1, (await app.Event<JudgementProposed>(@case.Name, 3)).Judgement.ContentRevision);

        await @case.Return();
        await @case.Lead.PutListItemsAsync(await @case.ListAnew("strengths", new ListItem { Outcome = "SS", Text = "Very calm homes", BackedBy = { "s-1" } }));
        await @case.Submit();
        await @case.Moderate();
        Assert.Equal(2, (await app.Event<JudgementProposed>(@case.Name, 4)).Judgement.ContentRevision);

        var history = await @case.Moderator.ListHistoryAsync(new() { Name = @case.Name, PageSize = 1000 });
        Assert.Equal(["Submit", "Moderate", "Finalise", "Reopen", "Submit", "Moderate", "Return", "PutListItems", "Submit", "Moderate"],
            history.Entries.Select(entry => entry.Verb).SkipWhile(verb => verb != "Submit"));
        Assert.Equal("Say why.", history.Entries.Single(entry => entry.Verb == "Return").Reason);
    }

    [Fact]
    public async Task Only_the_team_writes_and_only_while_open()
    {
        var @case = Case();
        await @case.Open();
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_THE_CASE"), await Refused.By(() => @case.Stranger.PutFindingsAsync(@case.Findings())));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await Refused.By(() => @case.Moderator.PutFindingsAsync(@case.Findings())));

        await @case.Write();
        Assert.Equal((StatusCode.PermissionDenied, "NOT_THE_LEAD"), await Refused.By(async () =>
            await @case.Member.SubmitAssessmentAsync(new() { RequestId = CaseOf.Id(), Name = @case.Name, Etag = await @case.Etag() })));
        await @case.Submit();

        Assert.Equal((StatusCode.FailedPrecondition, "CASE_NOT_OPEN"), await Refused.By(() => @case.Member.PutListItemsAsync(@case.List("strengths"))));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_THE_MODERATOR"), await Refused.By(async () =>
            await app.As("ina", "moderator").ModerateAssessmentAsync(new() { RequestId = CaseOf.Id(), Name = @case.Name, Etag = await @case.Etag() })));
        Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), await Refused.By(@case.Finalise));
    }

    [Fact]
    public async Task Submission_names_every_open_entry_and_a_waived_warning_is_none()
    {
        var @case = Case();
        await @case.Open();
        await @case.Write();
        await @case.Lead.PutListItemsAsync(await @case.ListAnew("strengths", new ListItem { Outcome = "SS", Text = "Calm roads" }));
        await @case.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = @case.Name, Statements = { CaseOf.Asserted("s-2") } });

        var error = await Assert.ThrowsAsync<RpcException>(@case.Submit);
        Assert.Equal("CHECKLIST_OPEN", Refused.Reason(error));
        Assert.Equal(["COMPARISON_ASSERTED:s-2", "ITEM_UNBACKED:strengths:SS:1"], Refused.Subjects(error).Order());

        var waive = new WaiveWarningsRequest { RequestId = CaseOf.Id(), Assessment = @case.Name };
        waive.Waivers.AddRange(Refused.Subjects(error).Select(entry => new WaiveWarningsRequest.Types.Waiver { Entry = entry, Reason = "Its source stands for it." }));
        Assert.Equal(0, (await @case.Member.WaiveWarningsAsync(waive)).Open);
        Assert.Equal("ian", (await @case.Moderator.CheckAssessmentAsync(new() { Assessment = @case.Name })).Entries.First(entry => entry.Waived.Length > 0).WaivedBy);
        Assert.Equal(AssessmentState.Submitted, (await @case.Submit()).State);
    }

    [Fact]
    public async Task A_grade_away_from_its_suggestion_needs_a_reason_and_keeps_both()
    {
        var @case = Case();
        await @case.Open();
        await @case.Write();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await @case.Lead.DecideGradesAsync(await @case.Grades(("childrens-services", 2, ""))));
        Assert.Equal(["decisions[0].reason"], Refused.Fields(error));

        var decided = (await @case.Lead.DecideGradesAsync(await @case.Grades(("childrens-services", 2, "Reviews came too late.")))).Grades[0];
        Assert.Equal((2, 3, "Reviews came too late.", "ina"), (decided.Grade.Grade.Value, decided.Suggested.Value, decided.Reason, decided.DecidedBy));

        var wrong = await @case.Grades(("capacity", 3, ""));
        wrong.Decisions[0].Grade.Grade.Word = "adequate";
        Assert.Equal(["decisions[0].grade.grade"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(async () => await @case.Lead.DecideGradesAsync(wrong))));
    }

    [Fact]
    public async Task A_designation_over_an_unknown_year_is_not_determinable_and_decided_with_a_reason()
    {
        var @case = Case();
        await @case.Open();
        await @case.Write();
        var suggestion = (await @case.Moderator.SuggestGradesAsync(new() { Assessment = @case.Name })).Designations.Single();
        Assert.Equal(DesignationStatus.NotDeterminable, suggestion.Status);

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await Refused.By(async () => await @case.Lead.DecideDesignationAsync(await @case.Coasting(DesignationStatus.Raised, ""))));
        var decided = (await @case.Lead.DecideDesignationAsync(await @case.Coasting(DesignationStatus.NotDeterminable, ""))).Designations.Single();
        Assert.Equal((DesignationStatus.NotDeterminable, DesignationStatus.NotDeterminable), (decided.Designation.Status, decided.Suggested));
    }

    [Fact]
    public async Task The_round_before_gives_the_previous_grades_once_final()
    {
        var @case = Case();
        await @case.Open("spring");
        await @case.Final();
        await @case.Open("autumn");
        await @case.Write();

        Assert.Equal(DesignationStatus.Raised, (await @case.Moderator.SuggestGradesAsync(new() { Assessment = @case.Name })).Designations.Single().Status);
    }

    [Fact]
    public async Task Sections_have_etags_of_their_own()
    {
        var @case = Case();
        await @case.Open();
        await @case.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = @case.Name, Statements = { CaseOf.Statement("s-1") } });
        var before = await @case.Lead.PutFindingsAsync(@case.Findings());

        await Task.WhenAll(Write(@case.Lead, "BH"), Write(@case.Member, "EA"));
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), await Refused.By(() => Write(@case.Lead, "EA")));

        var after = await @case.Moderator.GetFindingsAsync(new() { Assessment = @case.Name });
        Assert.Equal(["Anew: BH.", "Anew: EA."], after.Findings_.Where(finding => finding.Markdown.StartsWith("Anew")).Select(finding => finding.Markdown));

        Task Write(JudgementClient client, string section) => client.PutFindingsAsync(new()
        {
            RequestId = CaseOf.Id(),
            Assessment = @case.Name,
            Findings = { new Finding(before.Findings_.Single(finding => finding.Section == section)) { Markdown = $"Anew: {section}." } },
        }).ResponseAsync;
    }

    [Fact]
    public async Task Every_unknown_figure_is_named_with_its_section_and_nothing_is_written()
    {
        var @case = Case();
        await @case.Open();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await @case.Lead.PutFindingsAsync(@case.Findings()));
        Assert.Equal(["findings[1].markdown"], Refused.Fields(error));
        Assert.Contains("SS: s-1", Refused.Descriptions(error).Single());
        Assert.Empty((await @case.Moderator.GetFindingsAsync(new() { Assessment = @case.Name })).Findings_);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer_and_another_with_its_id_none()
    {
        var @case = Case();
        await @case.Open();
        var request = new PutStatementsRequest { RequestId = CaseOf.Id(), Assessment = @case.Name, Statements = { CaseOf.Statement("s-1") } };

        Assert.Equal(1, (await @case.Lead.PutStatementsAsync(request)).Added);
        Assert.Equal(1, (await @case.Lead.PutStatementsAsync(request)).Added);
        Assert.Equal(1, (await @case.Lead.PutStatementsAsync(new(request) { RequestId = CaseOf.Id() })).Unchanged);
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"), await Refused.By(() =>
            @case.Lead.PutStatementsAsync(new(request) { Statements = { CaseOf.Statement("s-2") } })));
        Assert.Equal(["s-1"], (await @case.Moderator.ListStatementsAsync(new() { Assessment = @case.Name })).Statements.Select(statement => statement.Id));
    }

    [Fact]
    public async Task A_verb_on_an_etag_that_moved_on_is_aborted()
    {
        var @case = Case();
        await @case.Open();
        var read = await @case.Etag();
        await @case.Write();

        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), await Refused.By(() =>
            @case.Lead.SubmitAssessmentAsync(new() { RequestId = CaseOf.Id(), Name = @case.Name, Etag = read })));
    }

    [Fact]
    public async Task An_authority_reads_its_own_case_once_it_is_final()
    {
        var @case = Case();
        var opened = await @case.Open();
        var own = app.As("una", $"authority:{opened.Authority.LaCode}");
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOURS"), await Refused.By(() => own.GetAssessmentAsync(new() { Name = @case.Name })));

        await @case.Final();

        Assert.Equal(AssessmentState.Final, (await own.GetAssessmentAsync(new() { Name = @case.Name })).State);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOURS"), await Refused.By(() => app.As("otto", "authority:999").GetAssessmentAsync(new() { Name = @case.Name })));
    }
}
