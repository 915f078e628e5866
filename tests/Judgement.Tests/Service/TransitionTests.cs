using Apa.Protos.Judgements.V1;
using Grpc.Core;
using static Apa.Protos.Judgements.V1.AssessmentState;

namespace Apa.Judgements.Tests.Service;

/// <summary>Every call that moves or writes a case, in every state: allowed, or refused with nothing changed.</summary>
public sealed class TransitionTests(TransitionTests.Cases cases) : IClassFixture<TransitionTests.Cases>
{
    static readonly AssessmentState[] States = [Opening, Open, Submitted, Moderated, Final];

    /// <summary>The call, the states it is allowed in, and the reason it is refused with in all others.</summary>
    static readonly (string Verb, AssessmentState[] Allowed, string Refusal, Func<CaseOf, Task> Act)[] Verbs =
    [
        ("PutStatements", [Open], "CASE_NOT_OPEN", async one => await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { CaseOf.Statement("s-7") } })),
        ("RemoveStatements", [Open], "CASE_NOT_OPEN", async one => await one.Lead.RemoveStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { "s-spare" }, Reason = "Doubtful." })),
        ("PutFindings", [Open], "CASE_NOT_OPEN", async one => await one.Lead.PutFindingsAsync(await one.FindingAnew("BH", "Better."))),
        ("PutListItems", [Open], "CASE_NOT_OPEN", async one => await one.Lead.PutListItemsAsync(await one.ListAnew("focus-items", new ListItem { Text = "Even more homes", ComesFrom = { "SS:1" } }))),
        ("DecideGrades", [Open], "CASE_NOT_OPEN", async one => await one.Lead.DecideGradesAsync(await one.Grades(("capacity", 2, "")))),
        ("DecideDesignation", [Open], "CASE_NOT_OPEN", async one => await one.Lead.DecideDesignationAsync(await one.Coasting(Protos.Types.V1.DesignationStatus.Raised, "Still."))),
        ("WaiveWarnings", [Open], "CASE_NOT_OPEN", async one => await one.Lead.WaiveWarningsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Waivers = { new WaiveWarningsRequest.Types.Waiver { Entry = "COMPARISON_ASSERTED:s-spare", Reason = "Known." } } })),
        ("RaiseEnquiry", [Open], "CASE_NOT_OPEN", async one => await one.LeadDialogue.RaiseEnquiryAsync(one.Enquiry())),
        ("CloseEnquiry", [Open], "CASE_NOT_OPEN", async one => await one.LeadDialogue.CloseEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/enquiries/1", Conclusion = "Explained." })),
        ("AnswerEnquiry", [Open, Submitted, Moderated], "WRONG_STATE", async one => await one.Council.AnswerEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/enquiries/2", Answer = "It fell." })),
        ("FileDocument", [Opening, Open, Submitted, Moderated], "WRONG_STATE", one => one.File("plan.txt", "Our plan.")),
        ("RaiseRepresentation", [Moderated], "WRONG_STATE", async one => await one.Council.RaiseRepresentationAsync(one.Representation())),
        ("DecideRepresentation", [Open, Submitted, Moderated], "WRONG_STATE", async one => await one.OtherModeratorDialogue.DecideRepresentationAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/representations/1", Decision = RepresentationDecision.Rejected, Reason = "It stands." })),
        ("AskInspector", [Open, Submitted, Moderated], "WRONG_STATE", async one => await one.Board.AskInspectorAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Question = "Why so?" })),
        ("AnswerQuery", [Open, Submitted, Moderated], "WRONG_STATE", async one => await one.LeadBoard.AnswerQueryAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/queries/1", Answer = "Because." })),
        ("ChangeTeam", [Opening, Open, Submitted, Moderated], "WRONG_STATE", async one => await one.Administrator.ChangeTeamAsync(new() { RequestId = CaseOf.Id(), Name = one.Name, Etag = await one.Etag(), Team = CaseOf.Team, Reason = "As before." })),
        ("Submit", [Open], "CASE_NOT_OPEN", one => one.Submit()),
        ("Return", [Submitted, Moderated], "WRONG_STATE", one => one.Return()),
        ("Moderate", [Submitted], "WRONG_STATE", one => one.Moderate()),
        ("Finalise", [Moderated], "WRONG_STATE", one => one.Finalise()),
        ("Reopen", [Moderated, Final], "WRONG_STATE", one => one.Reopen()),
    ];

    public static TheoryData<string, AssessmentState> Everything => [.. from verb in Verbs from state in States select (verb.Verb, state)];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_call_is_allowed_in_its_states_and_refused_in_all_others(string name, AssessmentState state)
    {
        var verb = Verbs.Single(verb => verb.Verb == name);
        if (verb.Allowed.Contains(state))
        {
            var own = await cases.Fresh(state, name);
            var lines = await own.HistoryLines();
            await verb.Act(own);
            Assert.Equal(lines + 1, await own.HistoryLines());
        }
        else
        {
            var shared = await cases.Shared(state);
            var before = (await shared.Get(), await shared.HistoryLines());
            var (status, reason) = await Refused.By(() => verb.Act(shared));
            Assert.Equal((StatusCode.FailedPrecondition, verb.Refusal), (status, reason));
            Assert.Equal(before, (await shared.Get(), await shared.HistoryLines()));
        }
    }

    /// <summary>A case in a state: one of its own for what is allowed, one for all that is refused.</summary>
    public sealed class Cases(Apa.Tests.PostgresFixture postgres) : IAsyncLifetime
    {
        readonly JudgementApp app = new(postgres);
        readonly Dictionary<AssessmentState, Task<CaseOf>> shared = [];
        readonly Lock mutex = new();
        int next = 100;

        public ValueTask InitializeAsync() => app.InitializeAsync();

        public ValueTask DisposeAsync() => app.DisposeAsync();

        internal Task<CaseOf> Shared(AssessmentState state)
        {
            lock (mutex) return shared.TryGetValue(state, out var there) ? there : shared[state] = Fresh(state, "");
        }

        internal async Task<CaseOf> Fresh(AssessmentState state, string verb)
        {
            var one = new CaseOf(app, $"{Interlocked.Increment(ref next)}");
            if (state is Opening)
            {
                await one.StayOpening();
                return one;
            }
            await one.Open();
            await one.Write();
            await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { CaseOf.Asserted("s-spare") } });
            await one.Lead.WaiveWarningsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Waivers = { new WaiveWarningsRequest.Types.Waiver { Entry = "COMPARISON_ASSERTED:s-spare", Reason = "Known." } } });
            await Speak(one, verb);
            if (state >= Submitted) await one.Submit();
            if (state >= Moderated) await one.Moderate();
            if (state is Moderated && verb is "DecideRepresentation") await one.Council.RaiseRepresentationAsync(one.Representation());
            if (state is Final) await one.Finalise();
            return one;
        }

        /// <summary>What has to be there before some calls make sense.</summary>
        async Task Speak(CaseOf one, string verb)
        {
            if (verb is "DecideRepresentation")
            {
                await one.Submit();
                await one.Moderate();
                await one.Council.RaiseRepresentationAsync(one.Representation());
                await one.Return();
            }
            if (verb is not ("Submit" or "Moderate" or "Finalise"))
            {
                await one.LeadDialogue.RaiseEnquiryAsync(one.Enquiry());
                await one.LeadDialogue.RaiseEnquiryAsync(one.Enquiry());
                await one.Lead.WaiveWarningsAsync(new()
                {
                    RequestId = CaseOf.Id(),
                    Assessment = one.Name,
                    Waivers = { new[] { 1, 2 }.Select(number => new WaiveWarningsRequest.Types.Waiver { Entry = $"ENQUIRY_OPEN:{number}", Reason = "In hand." }) },
                });
                await one.Board.AskInspectorAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Question = "How so?" });
            }
        }
    }
}
