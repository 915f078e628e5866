using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters;

/// <summary>The verbs from check to issue.</summary>
public sealed partial class Letter
{
    /// <summary>DRAFT → IN_CHECK. A later check of new text keeps what was said in an earlier one.</summary>
    public void SendForCheck(DateTimeOffset now, int workingDays)
    {
        DemandState(LetterState.Draft, "SendForCheck");
        Check = Check?.Clone() ?? new();
        Check.SentAt = Rfc3339(now);
        Check.Deadline = WorkingDays.After(WorkingDays.DayOf(now), workingDays).ToString("yyyy-MM-dd");
        Check.ClosedAt = "";
        State = LetterState.InCheck;
        Changed();
    }

    /// <summary>The authority says what is wrong with a block.</summary>
    public void AddComment(string paragraph, string text, string by, DateTimeOffset now)
    {
        DemandInTime("AddComment", now);
        if (!Drafted.Exists(block => block.Id == paragraph)) throw Invalid("paragraph", $"'{paragraph}' is no block of this letter");
        Check = Check!.Clone();
        Check.Comments.Add(new Comment
        {
            Id = Check.Comments.Count + 1,
            Paragraph = paragraph,
            Text = text,
            MadeBy = by,
            MadeAt = Rfc3339(now),
            ContentRevision = ContentRevision,
        });
        Changed();
    }

    /// <summary>The authority asks for more time before its time is over.</summary>
    public void RequestMoreTime(DateOnly until, string reason, string by, DateTimeOffset now)
    {
        DemandInTime("RequestMoreTime", now);
        if (until <= Deadline) throw Invalid("until", $"is not after the deadline {Check!.Deadline}");
        DemandDecided();
        Check = Check!.Clone();
        Check.MoreTime.Add(new MoreTime { Id = Check.MoreTime.Count + 1, Until = until.ToString("yyyy-MM-dd"), Reason = reason, AskedBy = by, AskedAt = Rfc3339(now) });
        Changed();
    }

    /// <summary>Grants or refuses more time, once; granted, the deadline moves.</summary>
    public void DecideMoreTime(int id, bool granted, string reply, string by)
    {
        DemandState(LetterState.InCheck, "DecideMoreTime");
        Check = Check!.Clone();
        var asked = Check.MoreTime.FirstOrDefault(one => one.Id == id) ?? throw Invalid("more_time", $"there is no request {id} for more time");
        Demand(asked.DecidedBy.Length == 0, "MORE_TIME_DECIDED", $"request {id} was decided by {asked.DecidedBy}");
        (asked.Granted, asked.Reply, asked.DecidedBy) = (granted, reply.Length > 0 ? reply : "granted", by);
        if (granted) Check.Deadline = asked.Until;
        Changed();
    }

    /// <summary>A file goes with a comment of the authority.</summary>
    public void Attach(int comment, Attachment attachment, DateTimeOffset now)
    {
        DemandInTime("AttachToComment", now);
        Check = Check!.Clone();
        var made = Check.Comments.FirstOrDefault(one => one.Id == comment) ?? throw Invalid("comment", $"there is no comment {comment}");
        Demand(made.Answer == CommentAnswer.Unspecified, "COMMENT_ANSWERED", $"comment {comment} was answered by {made.AnsweredBy}");
        made.Attachments.Add(attachment);
        Changed();
    }

    /// <summary>Answers a comment, once.</summary>
    public void AnswerComment(int id, CommentAnswer answer, string reply, string by)
    {
        DemandState(LetterState.InCheck, "AnswerComment");
        Check = Check!.Clone();
        var comment = Check.Comments.FirstOrDefault(made => made.Id == id) ?? throw Invalid("comment", $"there is no comment {id}");
        Demand(comment.Answer == CommentAnswer.Unspecified, "COMMENT_ANSWERED", $"comment {id} was answered by {comment.AnsweredBy}");
        (comment.Answer, comment.Reply, comment.AnsweredBy) = (answer, reply, by);
        Changed();
    }

    /// <summary>IN_CHECK → CHECKED once nothing is unanswered.</summary>
    public void CloseCheck(DateTimeOffset now)
    {
        DemandState(LetterState.InCheck, "CloseCheck");
        DemandAnswers();
        DemandDecided();
        Check = Check!.Clone();
        Check.ClosedAt = Rfc3339(now);
        State = LetterState.Checked;
        Changed();
    }

    /// <summary>CHECKED → APPROVED, by someone who neither edited last nor decided a grade.</summary>
    public void Approve(string by)
    {
        DemandState(LetterState.Checked, "ApproveLetter");
        Demand(JudgementFinal, "JUDGEMENT_NOT_FINAL", $"the judgement's content {ContentRevision} is proposed, not final");
        DemandAnswers();
        Refuse("SUBSTANCE_PENDING", "a comment accepted as substance waits for a changed judgement",
            Check!.Comments.Where(comment => comment.Answer == CommentAnswer.Substance && comment.ContentRevision >= ContentRevision)
                .Select(comment => new Violation($"comment {comment.Id}", "no later judgement has come")));
        Refuse("FIGURE_UNKNOWN", "the text cites figures that the judgement did not resolve",
            LetterText.Unresolved(Blocks, Judgement).Select(reference => new Violation(reference, "is not among the judgement's figures")));
        FourEyes(by == LastEditor, $"{by} worded this letter last");
        FourEyes(Judgement.People?.DecidedBy.Contains(by) == true, $"{by} decided a grade of this case");
        ApprovedBy = by;
        State = LetterState.Approved;
        Changed();
    }

    /// <summary>Signs the text for the first body of the person's that has not signed; the last body makes the letter SIGNED.</summary>
    /// <param name="bodies">Bodies that the person is a signatory of.</param>
    public void Sign(string textSha256, string by, IReadOnlyCollection<string> bodies, IReadOnlyList<Signatory> signatories, DateTimeOffset now)
    {
        DemandState(LetterState.Approved, "SignLetter");
        Demand(textSha256 == TextSha256, "TEXT_CHANGED", $"the text is {TextSha256} by now; read it again before you sign");
        var own = signatories.Where(signatory => bodies.Contains(signatory.Body)).ToList();
        if (own.Count == 0) throw new Refusal("NOT_A_SIGNATORY", $"{by} signs for no body of this letter", RefusalKind.Forbidden);
        var signatory = own.Find(s => !Signatures.Exists(signature => signature.Body == s.Body));
        Demand(signatory is not null, "ALREADY_SIGNED", $"{own[0].Body} has signed");
        FourEyes(Signatures.Exists(signature => signature.SignedBy == by), $"{by} has signed for another body");
        Signatures = [.. Signatures, new Signature
        {
            Body = signatory!.Body,
            SignedBy = by,
            Name = signatory.Name,
            JobTitle = signatory.JobTitle,
            SignedAt = Rfc3339(now),
            TextSha256 = TextSha256,
        }];
        if (signatories.All(s => Signatures.Exists(signature => signature.Body == s.Body))) State = LetterState.Signed;
        Changed();
    }

    /// <summary>Whether the letter may be issued, asked before the work of rendering it.</summary>
    public void DemandIssuable() => DemandState(LetterState.Signed, "IssueLetter");

    /// <summary>SIGNED → ISSUED with the documents that were rendered from this text.</summary>
    public void Issue(IEnumerable<Document> documents, Func<IReadOnlyList<Document>, SignedDocuments> sign)
    {
        DemandIssuable();
        Documents = [.. documents];
        (Signature, SignedWith) = sign(Documents);
        State = LetterState.Issued;
        Changed();
    }

    /// <summary>ISSUED → SUPERSEDED: the next revision was issued.</summary>
    public void Supersede()
    {
        DemandState(LetterState.Issued, "superseding");
        State = LetterState.Superseded;
        Changed();
    }

    DateOnly Deadline => DateOnly.ParseExact(Check!.Deadline, "yyyy-MM-dd");

    /// <summary>What only the authority does: in its check, and until the end of the deadline's day in England.</summary>
    void DemandInTime(string verb, DateTimeOffset now)
    {
        DemandState(LetterState.InCheck, verb);
        Demand(WorkingDays.DayOf(now) <= Deadline, "DEADLINE_PASSED", $"the check's deadline was {Check!.Deadline}");
    }

    void DemandDecided() => Demand(Check!.MoreTime.All(asked => asked.DecidedBy.Length > 0), "MORE_TIME_PENDING", "a request for more time waits for its answer");

    void DemandAnswers() => Refuse("COMMENTS_OPEN", "comments are unanswered",
        Check!.Comments.Where(comment => comment.Answer == CommentAnswer.Unspecified).Select(comment => new Violation($"comment {comment.Id}", "is unanswered")));

    static void Refuse(string reason, string message, IEnumerable<Violation> violations)
    {
        if (violations.ToArray() is { Length: > 0 } found) throw new Refusal(reason, message, RefusalKind.State, found);
    }

    static void FourEyes(bool same, string why)
    {
        if (same) throw new Refusal("FOUR_EYES", why, RefusalKind.Forbidden);
    }

    static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
