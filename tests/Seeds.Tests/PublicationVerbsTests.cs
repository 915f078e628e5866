using Apa.Protos.Publications.V1;

namespace Apa.Seeds.Tests;

/// <summary>The verbs of publication and release at the terminal: what is asked of the service, as whom, what is told, how it ends.</summary>
public sealed class PublicationVerbsTests(PublicationStub stub) : IClassFixture<PublicationStub>
{
    const string Name = "rounds/apa-2006/publications/919";

    static Publication Of(PublicationState state) => new()
    {
        Name = Name,
        State = state,
        Revision = 2,
        LetterRevision = 1,
        LetterDate = "2006-11-01",
        ReleaseInstant = "2006-11-01T00:00:00Z",
    };

    [Fact]
    public async Task Publish_schedules_with_the_etag_that_was_read_and_a_reason_where_it_corrects()
    {
        stub.Service.Publication = new(Of(PublicationState.Scheduled)) { CorrectionReason = "Reviews were counted twice." };
        var (exit, lines, _) = await stub.Run("publish", "919/apa-2006", "--correction-reason", "Reviews were counted twice.");
        Assert.Equal(0, exit);
        Assert.Equal(
            ["rounds/apa-2006/publications/919 revision 2: Scheduled, letter revision 1 dated 2006-11-01", "release 2006-11-01T00:00:00Z", "corrects the published one: Reviews were counted twice."], lines);
        var (person, request) = stub.Service.Last<SchedulePublicationRequest>();
        Assert.Equal(("petra-publisher", Name, "1.7", "Reviews were counted twice."), (person, request.Name, request.Etag, request.CorrectionReason));
        Assert.True(Guid.TryParse(request.RequestId, out _));
    }

    [Fact]
    public async Task Hold_unhold_withdraw_and_retry_do_so_as_whom_they_are_told_and_say_where_it_stands()
    {
        stub.Service.Publication = new(Of(PublicationState.Scheduled)) { HoldReason = "A court asked for it." };
        var (_, lines, _) = await stub.Run("publication", "hold", "919/apa-2006", "--reason", "A court asked for it.", "--as", "paul-publisher");
        Assert.Equal("held: A court asked for it.", lines[^1]);
        Assert.Equal(("paul-publisher", "A court asked for it."), (stub.Service.Last<HoldPublicationRequest>().Person, stub.Service.Last<HoldPublicationRequest>().Request.Reason));

        stub.Service.Publication = new(Of(PublicationState.Published)) { LateRelease = LateRelease.KeepDate, PublishedAt = "2006-11-02T09:00:00Z", PublishedLate = true };
        (_, lines, _) = await stub.Run("publication", "unhold", "919/apa-2006", "--date", "keep");
        Assert.Equal(["release 2006-11-01T00:00:00Z, published 2006-11-02T09:00:00Z (its instant was past)", "released after 2006-11-01, which it keeps by choice"], lines[1..]);
        Assert.Equal(LateRelease.KeepDate, stub.Service.Last<UnholdPublicationRequest>().Request.LateRelease);
        await stub.Run("publication", "unhold", "919/apa-2006", "--date", "reissue");
        Assert.Equal(LateRelease.Reissue, stub.Service.Last<UnholdPublicationRequest>().Request.LateRelease);

        stub.Service.Publication = new(Of(PublicationState.Withdrawn)) { WithdrawalReason = "A grade is wrong.", WithdrawnAt = "2006-11-02T10:00:00Z" };
        (_, lines, _) = await stub.Run("publication", "withdraw", "919/apa-2006", "--reason", "A grade is wrong.");
        Assert.Equal("withdrawn 2006-11-02T10:00:00Z: A grade is wrong.", lines[^1]);
        Assert.Equal("A grade is wrong.", stub.Service.Last<WithdrawPublicationRequest>().Request.Reason);

        stub.Service.Publication = new(Of(PublicationState.Accepting)) { WaitingFor = "2 documents", Failure = new() { Stage = PublicationStage.Pull, FailedAt = "2006-10-31T10:00:00Z", Reason = "letter.pdf: its SHA-256 is not the one that was announced" } };
        (_, lines, _) = await stub.Run("publication", "retry", "919/apa-2006");
        Assert.Equal(["failed to pull its documents at 2006-10-31T10:00:00Z: letter.pdf: its SHA-256 is not the one that was announced", "waiting for 2 documents"], lines[2..]);
        Assert.Equal("1.7", stub.Service.Last<RetryPublicationRequest>().Request.Etag);
    }

    [Theory]
    [InlineData("publication hold 919/apa-2006", "Option '--reason' is required")]
    [InlineData("publication withdraw 919/apa-2006", "Option '--reason' is required")]
    [InlineData("publication unhold 919/apa-2006 --date later", "'later' not recognized")]
    [InlineData("publication hold 919 --reason r", "'919' is no case: write LA code and round, e.g. 919/apa-2006")]
    [InlineData("round abort apa-2006", "Option '--reason' is required")]
    [InlineData("round on-call apa-2006", "Required argument 'person' missing for command: 'on-call'")]
    [InlineData("round on-call apa-2006 paul-publisher", "'paul-publisher' is no subject id and name")]
    [InlineData("round allow-reading apa-2006 :Nobody --from 2006-10-31T09:00:00Z --until 2006-10-31T10:00:00Z --reason r", "':Nobody' is no subject id and name")]
    [InlineData("round export apa-2006", "Option '--to' is required")]
    [InlineData("round schedule apa-2006 --as nobody", "no token for 'nobody'")]
    public async Task What_cannot_be_asked_is_told_and_asks_nothing(string command, string told)
    {
        var before = stub.Service.Asked.Count;
        var (exit, _, error) = await stub.Run(command.Split(' '));
        Assert.Equal(1, exit);
        Assert.Contains(told, string.Join(' ', error), StringComparison.Ordinal);
        Assert.Equal(before, stub.Service.Asked.Count);
    }

    [Fact]
    public async Task What_the_service_refuses_is_told_with_its_reason()
    {
        stub.Service.Refusal = PublicationStub.Refused("RELEASE_INSTANT_PAST", "rounds/apa-2006 was to be released at 2006-11-01T00:00:00Z");
        try
        {
            foreach (var command in (string[])["round abort apa-2006 --reason r", "round schedule apa-2006", "publication retry 919/apa-2006", "round release apa-2006"])
            {
                var (exit, lines, error) = await stub.Run(command.Split(' '));
                Assert.Equal((1, 0), (exit, lines.Length));
                Assert.Equal(["FailedPrecondition RELEASE_INSTANT_PAST: rounds/apa-2006 was to be released at 2006-11-01T00:00:00Z"], error);
            }
        }
        finally
        {
            stub.Service.Refusal = null;
        }
    }

    [Fact]
    public async Task Scheduling_a_round_tells_of_each_and_names_the_refused_again_at_the_end()
    {
        stub.Service.Progress.Clear();
        var (exit, lines, error) = await stub.Run("round", "schedule", "apa-2006");
        Assert.Equal((0, "nothing of apa-2006 is pending"), (exit, Assert.Single(lines)));

        stub.Service.Progress.Add(new() { Name = "rounds/apa-2006/publications/820", State = PublicationState.Scheduled, Done = 1, Total = 2 });
        stub.Service.Progress.Add(new() { Name = Name, State = PublicationState.Pending, Reason = "correction_reason: is required", Done = 2, Total = 2 });
        (exit, lines, error) = await stub.Run("round", "schedule", "apa-2006");
        Assert.Equal(1, exit);
        Assert.Equal(["1 of 2  rounds/apa-2006/publications/820 Scheduled", $"2 of 2  {Name} refused: correction_reason: is required"], lines);
        Assert.Equal(["1 of 2 publications were not scheduled:", $"{Name}: correction_reason: is required"], error);
        Assert.Equal("rounds/apa-2006", stub.Service.Last<ScheduleRoundRequest>().Request.Round);
    }

    [Fact]
    public async Task A_preview_tells_of_each_member_and_fails_where_one_cannot_be_released()
    {
        var member = new MemberPreview
        {
            Entry = new()
            {
                Authority = new() { LaCode = "919", FormalName = "Hertfordshire County Council" },
                LetterDate = "2006-11-01",
                Grades = { new Apa.Protos.Types.V1.AreaGrade { Area = "social-care", Grade = new() { Value = 2 } } },
                Documents = { new PublishedDocument { FileName = "letter.pdf" } },
            },
            Publication = Name,
            State = PublicationState.Pending,
            Audiences = { new AudiencePreview { Audience = "csci", Events = { "{}" } } },
            Findings = { new PreviewFinding { Severity = PreviewSeverity.Warning, Code = "SYNTHETIC", Message = "something in it is synthetic" } },
        };
        stub.Service.Preview = new() { Round = "rounds/apa-2006", ReleaseInstant = "2006-11-01T00:00:00Z", Members = { member } };
        var (exit, lines, error) = await stub.Run("round", "preview-release", "apa-2006", "--events");
        Assert.Equal((0, 0), (exit, error.Length));
        Assert.Equal(
            [
                "rounds/apa-2006, released 2006-11-01T00:00:00Z", "919 Hertfordshire County Council: Pending", "! SYNTHETIC: something in it is synthetic",
                "register: 2006-11-01, social-care 2; letter.pdf", "csci: 1 event", "{}",
            ],
            lines);
        member.Findings[0].Severity = PreviewSeverity.Error;
        (exit, _, error) = await stub.Run("round", "preview-release", "apa-2006");
        Assert.Equal((1, "1 of 1 members cannot be released"), (exit, Assert.Single(error)));
    }

    [Fact]
    public async Task Who_is_on_call_is_named_shown_and_aborts()
    {
        stub.Service.Release = new()
        {
            Round = "rounds/apa-2006",
            ReleaseInstant = "2006-11-01T00:00:00Z",
            OnCall = { new Release.Types.OnCall { Person = "paul-publisher", Name = "Paul: Pryor" } },
            OnCallSetBy = "petra-publisher",
            OnCallSetAt = "2006-10-30T09:00:00Z",
        };
        var (_, lines, _) = await stub.Run("round", "on-call", "apa-2006", "paul-publisher:Paul: Pryor", "petra-publisher:Petra Pell");
        Assert.Equal(["rounds/apa-2006, released 2006-11-01T00:00:00Z", "on call: Paul: Pryor (paul-publisher); named by petra-publisher at 2006-10-30T09:00:00Z"], lines);
        Assert.Equal([("paul-publisher", "Paul: Pryor"), ("petra-publisher", "Petra Pell")], stub.Service.Last<SetOnCallRequest>().Request.People.Select(person => (person.Person, person.Name)));

        stub.Service.Release.Aborts.Add(new Release.Types.Abort { By = "paul-publisher", At = "2006-10-31T22:00:00Z", Reason = "A figure is wrong.", Publications = { Name } });
        (_, lines, _) = await stub.Run("round", "abort", "apa-2006", "--reason", "A figure is wrong.", "--as", "paul-publisher");
        Assert.Equal("aborted by paul-publisher at 2006-10-31T22:00:00Z, 1 taken back: A figure is wrong.", lines[^1]);
        Assert.Equal(("paul-publisher", "A figure is wrong."), (stub.Service.Last<AbortReleaseRequest>().Person, stub.Service.Last<AbortReleaseRequest>().Request.Reason));

        stub.Service.Release = new() { Round = "rounds/apa-2006", ReleaseInstant = "2006-11-01T00:00:00Z" };
        (_, lines, _) = await stub.Run("round", "release", "apa-2006");
        Assert.Equal("nobody is on call", lines[^1]);
    }

    [Fact]
    public async Task Who_may_read_before_the_release_is_named_ended_and_listed_and_what_was_read_is_for_the_auditor()
    {
        const string access = "rounds/apa-2006/preReleaseAccess/0b8b1f0e-6a0e-7000-8000-000000000001";
        stub.Service.Access = new()
        {
            Name = access,
            Person = "edith-editor",
            PersonName = "Edith Elgar",
            WindowFrom = "2006-10-31T09:00:00Z",
            WindowUntil = "2006-10-31T17:00:00Z",
            GrantedBy = "petra-publisher",
            GrantedAt = "2006-10-30T09:00:00Z",
            Reason = "To prepare an answer.",
            Open = true,
        };
        var (_, lines, _) = await stub.Run("round", "allow-reading", "apa-2006", "edith-editor:Edith Elgar", "--from", "2006-10-31T09:00:00Z", "--until", "2006-10-31T17:00:00Z", "--reason", "To prepare an answer.");
        Assert.Equal($"{access} Edith Elgar (edith-editor), 2006-10-31T09:00:00Z to 2006-10-31T17:00:00Z, open, read 0 times; given by petra-publisher at 2006-10-30T09:00:00Z: To prepare an answer.", Assert.Single(lines));
        var granted = stub.Service.Last<GrantPreReleaseAccessRequest>().Request;
        Assert.Equal(("rounds/apa-2006", "edith-editor", "Edith Elgar", "2006-10-31T09:00:00Z", "2006-10-31T17:00:00Z", "To prepare an answer."),
            (granted.Round, granted.Person, granted.PersonName, granted.WindowFrom, granted.WindowUntil, granted.Reason));

        stub.Service.Access = new(stub.Service.Access) { Open = false, RevokedBy = "paul-publisher", RevokedAt = "2006-10-31T10:00:00Z", RevocationReason = "Not needed.", Reads = 2 };
        (_, lines, _) = await stub.Run("round", "disallow-reading", access, "--reason", "Not needed.", "--as", "paul-publisher");
        Assert.Contains("ended by paul-publisher at 2006-10-31T10:00:00Z: Not needed., read 2 times", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Equal((access, "Not needed."), (stub.Service.Last<RevokePreReleaseAccessRequest>().Request.Name, stub.Service.Last<RevokePreReleaseAccessRequest>().Request.Reason));
        Assert.Equal(lines, (await stub.Run("round", "readers", "apa-2006")).Out);

        stub.Service.Reads = new() { Reads = { new PreReleaseRead { At = "2006-10-31T09:30:00Z", Person = "edith-editor", Publication = Name, LetterRevision = 1, FileName = "letter.pdf", Sha256 = "abc" } } };
        (_, lines, _) = await stub.Run("round", "reads", "apa-2006");
        Assert.Equal($"2006-10-31T09:30:00Z edith-editor read {Name} revision 1, letter.pdf, SHA-256 abc", Assert.Single(lines));
        Assert.Equal("august-auditor", stub.Service.Last<ListPreReleaseReadsRequest>().Person);
    }
}
