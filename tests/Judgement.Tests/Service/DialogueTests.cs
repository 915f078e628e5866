using Apa.Protos.Judgements.V1;
using Apa.Tests;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Apa.Judgements.Tests.Service;

public sealed class DialogueTests(JudgementApp app) : IClassFixture<JudgementApp>
{
    static int next = 100;

    async Task<CaseOf> Open()
    {
        var one = new CaseOf(app, $"{Interlocked.Increment(ref next)}");
        await one.Open();
        return one;
    }

    [Fact]
    public async Task A_light_becomes_a_question_an_answer_and_evidence()
    {
        var one = await Open();
        var raised = await one.LeadDialogue.RaiseEnquiryAsync(one.Enquiry());
        Assert.Equal(($"{one.Name}/enquiries/1", EnquiryState.Asked, "better", "ina"), (raised.Name, raised.State, raised.Light.Light, raised.AskedBy));
        Assert.Contains("ENQUIRY_OPEN:1", (await one.Moderator.CheckAssessmentAsync(new() { Assessment = one.Name })).Entries.Select(entry => entry.Id));

        var plan = await one.File("plan.pdf", "%PDF what we do");
        var answered = await one.Council.AnswerEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = raised.Name, Answer = "A new reviewing team.", Documents = { plan.Id } });
        Assert.Equal((EnquiryState.Answered, "una", "d-1"), (answered.State, answered.AnsweredBy, answered.Documents.Single()));

        var statement = CaseOf.Statement("s-1");
        statement.Source.Filed = "d-1";
        await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { statement } });
        var closed = await one.LeadDialogue.CloseEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = raised.Name, Conclusion = "The team explains it.", Evidence = { "s-1" } });
        Assert.Equal((EnquiryState.Closed, "s-1"), (closed.State, closed.Evidence.Single()));
        Assert.Equal(closed, (await one.Council.ListEnquiriesAsync(new() { Assessment = one.Name })).Enquiries.Single());
        Assert.DoesNotContain("ENQUIRY_OPEN:1", (await one.Moderator.CheckAssessmentAsync(new() { Assessment = one.Name })).Entries.Select(entry => entry.Id));

        Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), await Refused.By(() => one.Council.AnswerEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = raised.Name, Answer = "More." })));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await one.Lead.RemoveStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { "s-1" }, Reason = "Doubtful." }));
        Assert.Equal(("STATEMENT_CITED", "s-1"), (Refused.Reason(refusal), Refused.Subjects(refusal).Single()));
    }

    [Fact]
    public async Task Everything_wrong_with_a_question_is_named_at_once_and_nothing_is_asked()
    {
        var one = await Open();
        var request = one.Enquiry();
        (request.Enquiry.Outcome, request.Enquiry.KeyJudgement, request.Enquiry.Question) = ("XX", "9.9", "");
        request.Enquiry.Light.Basis = ComparisonBasis.StatisticalNeighbours;    // in the profile, and not available

        var error = await Assert.ThrowsAsync<RpcException>(async () => await one.LeadDialogue.RaiseEnquiryAsync(request));

        Assert.Equal(["enquiry.outcome", "enquiry.key_judgement", "enquiry.question", "enquiry.light"], Refused.Fields(error));
        Assert.Empty((await one.Council.ListEnquiriesAsync(new() { Assessment = one.Name })).Enquiries);
    }

    [Fact]
    public async Task A_filed_document_comes_back_byte_for_byte_and_only_to_those_of_the_case()
    {
        var one = await Open();
        var text = string.Concat(Enumerable.Repeat("What we think of ourselves. ", 8000));
        var filed = await one.File("self.txt", text, DocumentKind.SelfAssessment);

        Assert.Equal(("d-1", "text/plain", text.Length, "una"), (filed.Id, filed.MediaType, filed.Size, filed.FiledBy));
        Assert.Equal(text, await Read(one.ModeratorDialogue, filed.Name));
        Assert.Equal(filed, (await one.Council.ListDocumentsAsync(new() { Assessment = one.Name })).Documents.Single());
        var other = new DialogueService.DialogueServiceClient(app.Channel("otto", "authority:999"));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOURS"), await Refused.By(() => Read(other, filed.Name)));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.By(() => Read(one.Council, $"{one.Name}/documents/d-9")));

        static async Task<string> Read(DialogueService.DialogueServiceClient client, string name)
        {
            using var call = client.GetDocument(new() { Name = name });
            var bytes = new MemoryStream();
            await foreach (var piece in call.ResponseStream.ReadAllAsync())
                piece.Data.WriteTo(bytes);
            return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
        }
    }

    [Theory]
    [InlineData("../../etc/passwd.txt", "header.file_name")]
    [InlineData("C:\\plan.pdf", "header.file_name")]
    [InlineData("run.exe", "header.file_name")]
    [InlineData(".txt", "header.file_name")]
    [InlineData("a\"b.txt", "header.file_name")]
    public async Task A_file_name_is_a_name_and_nothing_else(string name, string field)
    {
        var one = await Open();

        Assert.Contains(field, Refused.Fields(await Assert.ThrowsAsync<RpcException>(() => one.File(name, "x"))));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await Refused.By(() => one.File("empty.txt", "")));
        Assert.Empty((await one.Council.ListDocumentsAsync(new() { Assessment = one.Name })).Documents);
    }

    [Fact]
    public async Task A_document_over_the_limit_is_refused_where_it_passes_it()
    {
        var one = await Open();
        using var call = one.Council.FileDocument();
        await call.RequestStream.WriteAsync(new() { Header = new() { RequestId = CaseOf.Id(), Assessment = one.Name, Kind = DocumentKind.Supporting, Title = "Big", FileName = "big.pdf" } });
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            var piece = Google.Protobuf.ByteString.CopyFrom(new byte[1024 * 1024]);
            try
            {
                for (var i = 0; i < 21; i++)
                    await call.RequestStream.WriteAsync(new() { Chunk = piece });
                await call.RequestStream.CompleteAsync();
            }
            catch (RpcException)
            {
                // The service answered before all was sent: its answer is what counts.
            }
            await call;
        });

        Assert.Equal((StatusCode.ResourceExhausted, "DOCUMENT_TOO_LARGE"), (error.StatusCode, Refused.Reason(error)));
    }

    [Fact]
    public async Task An_upheld_representation_leads_to_a_higher_revision_before_anything_is_final()
    {
        var one = await Open();
        await one.Write();
        await one.Submit();
        var moderated = await one.Moderate();
        Assert.NotEmpty(moderated.RepresentationUntil);
        var raised = await one.Council.RaiseRepresentationAsync(one.Representation("social-care", "capacity"));
        Assert.Equal((1, ""), (raised.Revision, raised.DecidedBy));
        Assert.Equal((StatusCode.FailedPrecondition, "REPRESENTATION_OPEN"), await Refused.By(one.Finalise));

        foreach (var onTheCase in new[] { one.ModeratorDialogue, new(app.Channel("ina", "moderator")) })
            Assert.Equal((StatusCode.PermissionDenied, "WORKED_ON_THE_CASE"), await Refused.By(() => onTheCase.DecideRepresentationAsync(Decide(raised, RepresentationDecision.Rejected))));
        var decided = await one.OtherModeratorDialogue.DecideRepresentationAsync(Decide(raised, RepresentationDecision.UpheldInPart));
        Assert.Equal(("miles", RepresentationDecision.UpheldInPart), (decided.DecidedBy, decided.Decision));
        Assert.Equal((StatusCode.FailedPrecondition, "DECIDED_ALREADY"), await Refused.By(() => one.OtherModeratorDialogue.DecideRepresentationAsync(Decide(raised, RepresentationDecision.Rejected))));
        Assert.Equal((StatusCode.FailedPrecondition, "REPRESENTATION_UNANSWERED"), await Refused.By(one.Finalise));

        await one.Return();
        await one.Lead.DecideGradesAsync(await one.Grades(("social-care", 3, "The authority was right about the reviews.")));
        await one.Submit();
        Assert.Equal(2, (await one.Moderate()).Revision);
        Assert.Equal(3, (await app.Event<JudgementProposed>(one.Name, 2)).Judgement.Grades.Single(grade => grade.Area == "social-care").Grade.Value);
        Assert.Equal(AssessmentState.Final, (await one.Finalise()).State);
        Assert.Equal(decided, (await one.Council.ListRepresentationsAsync(new() { Assessment = one.Name })).Representations.Single());
    }

    [Fact]
    public async Task Everything_wrong_with_a_representation_is_named_at_once()
    {
        var one = await Open();
        await one.Write();
        await one.Submit();
        await one.Moderate();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await one.Council.RaiseRepresentationAsync(
            new() { RequestId = CaseOf.Id(), Assessment = one.Name, Areas = { "social-care", "social-care", "weather" }, Documents = { "d-9" } }));

        Assert.Equal(["areas", "areas[2]", "grounds", "documents[0]"], Refused.Fields(error));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOURS"), await Refused.By(() =>
            new DialogueService.DialogueServiceClient(app.Channel("otto", "authority:999")).RaiseRepresentationAsync(one.Representation())));
        Assert.Empty((await one.Council.ListRepresentationsAsync(new() { Assessment = one.Name })).Representations);
    }

    [Fact]
    public async Task A_team_changes_and_whoever_wrote_never_moderates()
    {
        var one = await Open();
        await one.Write();
        Task<Proto.Assessment> Change(string lead, string moderator, string etag) => one.Administrator.ChangeTeamAsync(
            new() { RequestId = CaseOf.Id(), Name = one.Name, Etag = etag, Team = new() { Lead = lead, Moderator = moderator }, Reason = "Ina is ill." }).ResponseAsync;

        Assert.Equal((StatusCode.PermissionDenied, "WORKED_ON_THE_CASE"), await Refused.By(async () => await Change("ian", "ina", await one.Etag())));
        Assert.Equal(["team"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(async () => await one.Administrator.ChangeTeamAsync(new()
        {
            RequestId = CaseOf.Id(),
            Name = one.Name,
            Etag = await one.Etag(),
            Reason = "Twice.",
            Team = new() { Lead = "ian", Moderator = "mona", Members = { new TeamMember { Person = "ian", Body = "csci" } } },
        }))));
        var changed = await Change("ian", "mona", await one.Etag());

        Assert.Equal(("ian", 0), (changed.Team.Lead, changed.Team.Members.Count));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_THE_CASE"), await Refused.By(async () => await one.Lead.PutFindingsAsync(await one.FindingAnew("BH", "Anew."))));
        var line = (await one.Moderator.ListHistoryAsync(new() { Name = one.Name, PageSize = 1000 })).Entries[^1];
        Assert.Equal(("ChangeTeam", "adam", "Ina is ill."), (line.Verb, line.Person, line.Reason));
    }

    static DecideRepresentationRequest Decide(Representation representation, RepresentationDecision decision) =>
        new() { RequestId = CaseOf.Id(), Name = representation.Name, Decision = decision, Reason = "Half of it is right." };
}

/// <summary>Deadlines, with a clock of our own.</summary>
public sealed class DeadlineTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_representation_is_taken_to_the_end_of_its_last_working_day_and_not_after()
    {
        // Half past midnight in England on the Wednesday before Easter: ten working days on, over Good Friday and Easter Monday, is Friday 17 April.
        var time = new FakeTimeProvider(new(2026, 3, 31, 23, 30, 0, TimeSpan.Zero));
        await using var app = new JudgementApp(postgres, time);
        await app.InitializeAsync();
        var one = new CaseOf(app, "101");
        await one.Open();
        await one.Write();
        await one.Submit();
        Assert.Equal("2026-04-17", (await one.Moderate()).RepresentationUntil);

        time.SetUtcNow(new(2026, 4, 17, 22, 59, 0, TimeSpan.Zero));     // 23:59 in England
        await one.Council.RaiseRepresentationAsync(one.Representation());
        time.SetUtcNow(new(2026, 4, 17, 23, 1, 0, TimeSpan.Zero));      // the day after, in England
        Assert.Equal((StatusCode.FailedPrecondition, "DEADLINE_PASSED"), await Refused.By(() => one.Council.RaiseRepresentationAsync(one.Representation())));
    }
}
