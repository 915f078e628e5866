using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements.Tests.Domain;

public sealed class AssessmentTests
{
    const string Lead = "ina", Member = "ian", Moderator = "mona", Stranger = "sid";

    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Every verb, who may, from where, and where it leads.</summary>
    static readonly (string Verb, Action<Assessment, string> Act, string[] People, AssessmentState[] From, AssessmentState To)[] Verbs =
    [
        ("ProfileArrived", (a, _) => a.ProfileArrived(new(), new(), new(), false, Now), [Lead, Member, Moderator, Stranger], [AssessmentState.Opening], AssessmentState.Open),
        ("Write", (a, p) => a.Written(p, "PutFindings", "", Now), [Lead, Member], [AssessmentState.Open], AssessmentState.Open),
        ("DecideGrades", (a, p) => a.Decide(p, [new GradeDecision { Grade = new() { Area = "haven", Grade = new() } }], Now), [Lead, Member], [AssessmentState.Open], AssessmentState.Open),
        ("DecideDesignation", (a, p) => a.Decide(p, new DesignationDecision { Designation = new() }, Now), [Lead, Member], [AssessmentState.Open], AssessmentState.Open),
        ("Submit", (a, p) => a.Submit(p, new(), Now), [Lead], [AssessmentState.Open], AssessmentState.Submitted),
        ("Return", (a, p) => a.Return(p, ["Say why."], Now), [Moderator], [AssessmentState.Submitted, AssessmentState.Moderated], AssessmentState.Open),
        ("Moderate", (a, p) => a.Moderate(p, "", true, null, Now), [Moderator], [AssessmentState.Submitted], AssessmentState.Moderated),
        ("Finalise", (a, p) => a.Finalise(p, [], Now), [Moderator], [AssessmentState.Moderated], AssessmentState.Final),
        ("Reopen", (a, p) => a.Reopen(p, administrator: false, "New evidence.", Now), [Moderator], [AssessmentState.Moderated, AssessmentState.Final], AssessmentState.Open),
    ];

    static readonly AssessmentState[] States = [AssessmentState.Opening, AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated, AssessmentState.Final];

    public static TheoryData<string, AssessmentState, string> Everything =>
        [.. from verb in Verbs from state in States from person in new[] { Lead, Member, Moderator, Stranger } select (verb.Verb, state, person)];

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_verb_works_from_its_states_for_its_people_and_is_refused_otherwise(string name, AssessmentState from, string person)
    {
        var verb = Verbs.Single(verb => verb.Verb == name);
        var assessment = In(from);
        var (version, lines) = (assessment.Version, assessment.History.Count);

        if (verb.People.Contains(person) && verb.From.Contains(from))
        {
            verb.Act(assessment, person);
            Assert.Equal(verb.To, assessment.State);
            Assert.True(assessment.Version > version);
            Assert.Equal(lines + 1, assessment.History.Count);
            Assert.Equal(verb.To, assessment.History[^1].State);
        }
        else
        {
            Assert.Throws<Refusal>(() => verb.Act(assessment, person));
            Assert.Equal((from, version, lines), (assessment.State, assessment.Version, assessment.History.Count));
        }
    }

    [Fact]
    public void An_administrator_reopens_any_final_case()
    {
        var assessment = In(AssessmentState.Final);

        assessment.Reopen(Stranger, administrator: true, "A figure was wrong.", Now);

        Assert.Equal(AssessmentState.Open, assessment.State);
        Assert.Equal("A figure was wrong.", assessment.History[^1].Reason);
    }

    [Fact]
    public void Whoever_worked_on_a_case_never_moderates_it()
    {
        var assessment = In(AssessmentState.Submitted, new() { Lead = Lead, Moderator = Lead });

        Assert.Throws<Refusal>(() => assessment.Moderate(Lead, "", true, null, Now));
    }

    [Fact]
    public void Nothing_is_final_while_a_representation_waits_or_was_upheld_and_not_answered()
    {
        var assessment = In(AssessmentState.Moderated);
        var representation = new Representation { Name = "r" };
        Assert.Equal("REPRESENTATION_OPEN", Assert.Throws<Refusal>(() => assessment.Finalise(Moderator, [representation], Now)).Reason);

        representation.Decide(RepresentationDecision.UpheldInPart, "The count was wrong.", Stranger, Now.AddDays(1));
        Assert.Equal("REPRESENTATION_UNANSWERED", Assert.Throws<Refusal>(() => assessment.Finalise(Moderator, [representation], Now)).Reason);
        Assert.Equal("DECIDED_ALREADY", Assert.Throws<Refusal>(() => representation.Decide(RepresentationDecision.Rejected, "No.", Stranger, Now)).Reason);

        assessment.Return(Moderator, ["Count again."], Now.AddDays(2));
        assessment.Submit(Lead, new(), Now.AddDays(3));
        assessment.Moderate(Moderator, "", true, null, Now.AddDays(4));
        assessment.Finalise(Moderator, [representation], Now.AddDays(5));
        Assert.Equal(AssessmentState.Final, assessment.State);
    }

    [Fact]
    public void A_rejected_representation_stands_in_nobodys_way()
    {
        var representation = new Representation { Name = "r" };
        representation.Decide(RepresentationDecision.Rejected, "The figures stand.", Stranger, Now.AddDays(1));
        var assessment = In(AssessmentState.Moderated);

        assessment.Finalise(Moderator, [representation], Now.AddDays(2));

        Assert.Equal(AssessmentState.Final, assessment.State);
    }

    [Fact]
    public void What_is_said_beside_a_case_leaves_its_state_and_etag_alone()
    {
        var assessment = In(AssessmentState.Submitted);
        var version = assessment.Version;

        assessment.Said("una", "FileDocument", "d-1", Now, "", AssessmentState.Submitted);
        Assert.Equal((AssessmentState.Submitted, version, "FileDocument", "d-1"), (assessment.State, assessment.Version, assessment.History[^1].Verb, assessment.History[^1].What));
        Assert.Equal("WRONG_STATE", Assert.Throws<Refusal>(() => assessment.Said("una", "FileDocument", "d-2", Now, "", AssessmentState.Open)).Reason);
    }

    [Fact]
    public void Submission_waits_for_the_checklist()
    {
        var assessment = In(AssessmentState.Open);

        Assert.Throws<Refusal>(() => assessment.Submit(Lead, new() { Open = 1 }, Now));
        Assert.Equal(AssessmentState.Open, assessment.State);
    }

    [Fact]
    public void Revisions_rise_by_event_and_content_revisions_by_content()
    {
        var assessment = In(AssessmentState.Final);
        Assert.Equal((2, 1), (assessment.Revision, assessment.ContentRevision));

        assessment.Reopen(Moderator, false, "Look again.", Now);
        assessment.Submit(Lead, new(), Now);
        assessment.Moderate(Moderator, "", newContent: false, null, Now);
        Assert.Equal((3, 1), (assessment.Revision, assessment.ContentRevision));

        assessment.Return(Moderator, ["Word it anew."], Now);
        assessment.Submit(Lead, new(), Now);
        assessment.Moderate(Moderator, "", newContent: true, null, Now);
        Assert.Equal((4, 2), (assessment.Revision, assessment.ContentRevision));
    }

    [Fact]
    public void A_grade_decided_again_replaces_its_own_area_only()
    {
        var assessment = In(AssessmentState.Open);
        assessment.Decide(Lead, [Decision("haven", 1), Decision("quay", 2)], Now);
        assessment.Decide(Member, [Decision("haven", 3)], Now);

        Assert.Equal([("quay", 2), ("haven", 3)], assessment.Grades.Select(decision => (decision.Grade.Area, decision.Grade.Grade.Value)));

        static GradeDecision Decision(string area, int value) => new() { Grade = new() { Area = area, Grade = new() { Value = value } } };
    }

    static Assessment In(AssessmentState state, Team? team = null)
    {
        team ??= new() { Lead = Lead, Moderator = Moderator, Members = { new TeamMember { Person = Member, Body = "csci" } } };
        var assessment = Assessment.Open("autumn", new AuthorityRef { LaCode = "919" }, "figures", 1, team, Lead, Now);
        Action[] steps =
        [
            () => assessment.ProfileArrived(new(), new(), new(), false, Now),
            () => assessment.Submit(team.Lead, new(), Now),
            () => assessment.Moderate(team.Moderator, "", true, null, Now),
            () => assessment.Finalise(team.Moderator, [], Now),
        ];
        foreach (var step in steps.Take(Array.IndexOf(States, state)))
            step();
        return assessment;
    }
}
