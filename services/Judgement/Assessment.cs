using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements;

/// <summary>
/// The case of one authority in one round. OPENING → OPEN → SUBMITTED → MODERATED → FINAL; Return and Reopen lead back
/// to OPEN. Only its team writes, and its moderator, who is not of the team, has the last word.
/// </summary>
public sealed class Assessment
{
    Assessment() { }

    /// <summary>UUIDv7.</summary>
    public Guid Uid { get; private set; }

    /// <summary>DfES LA code of its authority.</summary>
    public string LaCode { get; private set; } = "";

    /// <summary>Id of its round.</summary>
    public string RoundId { get; private set; } = "";

    /// <summary>Rises by one per emitted event; 0 until the first.</summary>
    public long Revision { get; private set; }

    /// <summary>Rises by one per proposal whose content differs from the one before; 0 until the first.</summary>
    public long ContentRevision { get; private set; }

    /// <summary>The row's own version, the etag.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>Where it stands.</summary>
    public AssessmentState State { get; private set; }

    /// <summary>The authority, as the round names it until the profile names it with all its codes.</summary>
    public AuthorityRef Authority { get; private set; } = new();

    /// <summary>Id of the dataset that it is judged on.</summary>
    public string Dataset { get; private set; } = "";

    /// <summary>The dataset's version.</summary>
    public int DatasetVersion { get; private set; }

    /// <summary>True where a newer version was released since.</summary>
    public bool Stale { get; private set; }

    /// <summary>Whom the letter goes to; null while OPENING.</summary>
    public Addressee? Addressee { get; private set; }

    /// <summary>Its people.</summary>
    public Team Team { get; private set; } = new();

    /// <summary>Decided grades, one per area.</summary>
    public List<GradeDecision> Grades { get; private set; } = [];

    /// <summary>Decided designations, one per kind.</summary>
    public List<DesignationDecision> Designations { get; private set; } = [];

    /// <summary>True where any statement or figure is invented.</summary>
    public bool Synthetic { get; private set; }

    /// <summary>How many statements it holds.</summary>
    public int Statements { get; private set; }

    /// <summary>Why the profile is not there yet; empty once OPEN.</summary>
    public string WaitingFor { get; private set; } = "";

    /// <summary>Where the authority lies and who is near it; null while OPENING.</summary>
    public Place? Place { get; private set; }

    /// <summary>When it was last moderated; null before.</summary>
    public DateTimeOffset? ModeratedAt { get; private set; }

    /// <summary>Last day for a representation; null before moderation, or where the framework sets no deadline.</summary>
    public DateOnly? RepresentationUntil { get; private set; }

    /// <summary>What was done; added to, never changed. Empty when loaded: lines are read by page.</summary>
    public List<HistoryLine> History { get; private set; } = [];

    /// <summary>The resource name.</summary>
    public string Name => Names.Assessment(LaCode, RoundId);

    /// <summary>Opens a case; it stays OPENING until its profile is there.</summary>
    public static Assessment Open(string round, AuthorityRef authority, string dataset, int version, Team team, string person, DateTimeOffset now)
    {
        var assessment = new Assessment
        {
            Uid = Guid.CreateVersion7(now),
            LaCode = authority.LaCode,
            RoundId = round,
            Authority = authority,
            Dataset = dataset,
            DatasetVersion = version,
            Team = team,
            WaitingFor = "its profile has not been asked for yet",
        };
        assessment.MoveTo(AssessmentState.Opening, nameof(Open), person, "", "", now);
        return assessment;
    }

    /// <summary>OPENING → OPEN: the profile came.</summary>
    public void ProfileArrived(AuthorityRef authority, Addressee? addressee, Place place, bool synthetic, DateTimeOffset now)
    {
        if (State != AssessmentState.Opening)
            throw Refusals.WrongState(Name, State, nameof(ProfileArrived));
        (Authority, Addressee, Place, Synthetic, WaitingFor) = (authority, addressee, place, synthetic, "");
        MoveTo(AssessmentState.Open, nameof(ProfileArrived), "service:judgement", "", "", now);
    }

    /// <summary>Notes why the profile did not come yet.</summary>
    public void StillWaiting(string why) => (WaitingFor, Version) = (why, Version + 1);

    /// <summary>A newer version of its dataset was released; people decide what follows from that.</summary>
    public void MarkStale() => (Stale, Version) = (true, Version + 1);

    /// <summary>Refuses a write by anyone but the team, and in any state but OPEN.</summary>
    public void Writable(string person)
    {
        if (!IsOnTeam(person))
            throw Refusals.NotOnTheCase(Name);
        if (State != AssessmentState.Open)
            throw Refusals.CaseNotOpen(Name, State);
    }

    /// <summary>The team wrote statements, findings, items or waivers.</summary>
    public void Written(string person, string verb, string what, DateTimeOffset now, string reason = "")
    {
        Writable(person);
        MoveTo(AssessmentState.Open, verb, person, what, reason, now);
    }

    /// <summary>
    /// Something was said beside the case, by the authority or the board. It goes into the history and leaves state and etag alone,
    /// so that nobody's edit is refused for it.
    /// </summary>
    public void Said(string person, string verb, string what, DateTimeOffset now, string reason = "", params ReadOnlySpan<AssessmentState> from)
    {
        MustBe(verb, from);
        Note(verb, person, what, reason, now);
    }

    /// <summary>Changes its people, before it is FINAL.</summary>
    public void ChangeTeam(string person, Team team, string reason, DateTimeOffset now)
    {
        MustBe(nameof(ChangeTeam), AssessmentState.Opening, AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated);
        Team = team;
        MoveTo(State, nameof(ChangeTeam), person, $"lead {team.Lead}, moderator {team.Moderator}, {team.Members.Count} members", reason, now);
    }

    /// <summary>Statements were put: how many there are now, and whether anything is invented.</summary>
    public void Holds(int statements, bool synthetic) => (Statements, Synthetic) = (statements, synthetic);

    /// <summary>Decides grades; those of other areas stay.</summary>
    public void Decide(string person, IReadOnlyCollection<GradeDecision> decisions, DateTimeOffset now)
    {
        Written(person, "DecideGrades", string.Join(", ", decisions.Select(decision => $"{decision.Grade.Area} {decision.Grade.Grade.Value}")), now,
            string.Join('\n', decisions.Select(decision => decision.Reason).Where(reason => reason.Length > 0).Distinct()));
        Grades = [.. Grades.Where(known => decisions.All(decision => decision.Grade.Area != known.Grade.Area)), .. decisions];
    }

    /// <summary>Decides a designation.</summary>
    public void Decide(string person, DesignationDecision decision, DateTimeOffset now)
    {
        Written(person, "DecideDesignation", $"{decision.Designation.Kind} {decision.Designation.Status}", now, decision.Reason);
        Designations = [.. Designations.Where(known => known.Designation.Kind != decision.Designation.Kind), decision];
    }

    /// <summary>OPEN → SUBMITTED by the lead, with nothing open on the checklist.</summary>
    public void Submit(string person, Checklist checklist, DateTimeOffset now)
    {
        if (person != Team.Lead)
            throw Refusals.NotTheLead(Name);
        if (State != AssessmentState.Open)
            throw Refusals.CaseNotOpen(Name, State);
        if (checklist.Open > 0)
            throw Refusals.ChecklistOpen(Name, checklist);
        MoveTo(AssessmentState.Submitted, nameof(Submit), person, "", "", now);
    }

    /// <summary>SUBMITTED or MODERATED → OPEN with what is to be done.</summary>
    public void Return(string person, IEnumerable<string> reasons, DateTimeOffset now)
    {
        ModeratedBy(person, nameof(Return), AssessmentState.Submitted, AssessmentState.Moderated);
        MoveTo(AssessmentState.Open, nameof(Return), person, "", string.Join('\n', reasons), now);
    }

    /// <summary>SUBMITTED → MODERATED. The next revision is proposed, as new content where it differs from the last proposal.</summary>
    /// <param name="representationUntil">Last day on which the authority may contest it; null: no deadline.</param>
    public void Moderate(string person, string note, bool newContent, DateOnly? representationUntil, DateTimeOffset now)
    {
        ModeratedBy(person, nameof(Moderate), AssessmentState.Submitted);
        Revision++;
        ContentRevision += newContent ? 1 : 0;
        (ModeratedAt, RepresentationUntil) = (now, representationUntil);
        MoveTo(AssessmentState.Moderated, nameof(Moderate), person, $"content {ContentRevision}", note, now);
    }

    /// <summary>MODERATED → FINAL, with no representation waiting, and none upheld since it was moderated.</summary>
    public void Finalise(string person, IReadOnlyCollection<Representation> representations, DateTimeOffset now)
    {
        ModeratedBy(person, nameof(Finalise), AssessmentState.Moderated);
        if (representations.FirstOrDefault(representation => representation.Decision is RepresentationDecision.Unspecified) is { } waiting)
            throw Refusals.RepresentationOpen(waiting.Name);
        if (representations.FirstOrDefault(representation => representation.Upheld() && Mapping.Instant(representation.DecidedAt) > ModeratedAt) is { } upheld)
            throw Refusals.RepresentationUnanswered(upheld.Name);
        Revision++;
        MoveTo(AssessmentState.Final, nameof(Finalise), person, "", "", now);
    }

    /// <summary>MODERATED or FINAL → OPEN; what was proposed and finalised is kept.</summary>
    public void Reopen(string person, bool administrator, string reason, DateTimeOffset now)
    {
        if (!administrator)
            MustBeModerator(person);
        MustBe(nameof(Reopen), AssessmentState.Moderated, AssessmentState.Final);
        MoveTo(AssessmentState.Open, nameof(Reopen), person, "", reason, now);
    }

    /// <summary>Whether somebody is its lead or a member.</summary>
    public bool IsOnTeam(string person) => person == Team.Lead || Team.Members.Any(member => member.Person == person);

    void ModeratedBy(string person, string verb, params ReadOnlySpan<AssessmentState> from)
    {
        MustBeModerator(person);
        MustBe(verb, from);
    }

    /// <summary>Four eyes: whoever worked on a case never moderates it, whatever its team says.</summary>
    void MustBeModerator(string person)
    {
        if (person != Team.Moderator || IsOnTeam(person))
            throw Refusals.NotTheModerator(Name);
    }

    void MustBe(string verb, params ReadOnlySpan<AssessmentState> from)
    {
        if (!from.Contains(State))
            throw Refusals.WrongState(Name, State, verb);
    }

    void MoveTo(AssessmentState state, string verb, string person, string what, string reason, DateTimeOffset now)
    {
        State = state;
        Version++;
        Note(verb, person, what, reason, now);
    }

    void Note(string verb, string person, string what, string reason, DateTimeOffset now) =>
        History.Add(new() { At = now, Person = person, Verb = verb, State = State, Revision = Revision, What = what, Reason = reason });
}
