using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters.Tests.Domain;

/// <summary>The state machine: what each verb needs, what it makes void, and whose eyes it asks for.</summary>
public sealed class LetterTests
{
    static readonly DateTimeOffset Now = new(2006, 10, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly IReadOnlyList<Signatory> Signatories = Sample.Framework.Signatories;

    static readonly Dictionary<string, Action<Letter>> Verbs = new()
    {
        ["send"] = letter => letter.SendForCheck(Now, 5),
        ["comment"] = letter => letter.AddComment("findings-SS-1", "Not so.", "harriet", Now),
        ["answer"] = letter => letter.AnswerComment(1, CommentAnswer.Wording, "", "edith"),
        ["close"] = letter => letter.CloseCheck(Now),
        ["finalise"] = letter => letter.Finalise(letter.Judgement),
        ["edit"] = letter => letter.Edit("findings-SS-2", "Worded anew.", "edith", Now),
        ["approve"] = letter => letter.Approve("emil"),
        ["sign-ofsted"] = letter => letter.Sign(letter.TextSha256, "olive", ["ofsted"], Signatories, Now),
        ["sign-csci"] = letter => letter.Sign(letter.TextSha256, "cecil", ["csci"], Signatories, Now),
        ["issue"] = letter => letter.Issue([new() { FileName = "letter.txt" }], _ => new("signature", "key")),
        ["redraft"] = letter => letter.Redraft(Sample.Judgement(letter.ContentRevision + 1), Sample.Framework, Sample.Round, Now),
        ["supersede"] = letter => letter.Supersede(),
    };

    static Letter After(string verbs)
    {
        var letter = Sample.Letter();
        foreach (var verb in verbs.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Verbs[verb](letter);
        return letter;
    }

    static string Reason(string verbs, string last)
    {
        var letter = After(verbs);
        return Assert.Throws<Refusal>(() => Verbs[last](letter)).Reason;
    }

    const string Approved = "send close finalise approve";
    const string Issued = Approved + " sign-ofsted sign-csci issue";

    [Theory]
    [InlineData("", LetterState.Draft)]
    [InlineData("edit", LetterState.Draft)]
    [InlineData("send", LetterState.InCheck)]
    [InlineData("send comment answer edit", LetterState.InCheck)]
    [InlineData("send close", LetterState.Checked)]
    [InlineData("send close finalise", LetterState.Checked)]
    [InlineData(Approved, LetterState.Approved)]
    [InlineData(Approved + " sign-csci", LetterState.Approved)]
    [InlineData(Approved + " sign-csci sign-ofsted", LetterState.Signed)]
    [InlineData(Issued, LetterState.Issued)]
    [InlineData(Issued + " supersede", LetterState.Superseded)]
    [InlineData(Approved + " edit", LetterState.Checked)]
    [InlineData(Approved + " sign-ofsted sign-csci edit", LetterState.Checked)]
    [InlineData("redraft", LetterState.Draft)]
    [InlineData("send redraft", LetterState.InCheck)]
    [InlineData("send close redraft", LetterState.Draft)]
    [InlineData(Approved + " sign-ofsted redraft", LetterState.Draft)]
    public void Verbs_lead_from_state_to_state(string verbs, LetterState state) => Assert.Equal(state, After(verbs).State);

    [Theory]
    [InlineData("", "close", "WRONG_STATE")]
    [InlineData("", "comment", "WRONG_STATE")]
    [InlineData("", "approve", "WRONG_STATE")]
    [InlineData("", "sign-csci", "WRONG_STATE")]
    [InlineData("", "issue", "WRONG_STATE")]
    [InlineData("", "supersede", "WRONG_STATE")]
    [InlineData("send", "send", "WRONG_STATE")]
    [InlineData("send comment", "close", "COMMENTS_OPEN")]
    [InlineData("send comment answer", "answer", "COMMENT_ANSWERED")]
    [InlineData("send close", "close", "WRONG_STATE")]
    [InlineData("send close", "comment", "WRONG_STATE")]
    [InlineData("send close", "approve", "JUDGEMENT_NOT_FINAL")]
    [InlineData(Approved, "approve", "WRONG_STATE")]
    [InlineData(Approved, "issue", "WRONG_STATE")]
    [InlineData(Approved + " sign-csci", "sign-csci", "ALREADY_SIGNED")]
    [InlineData(Approved + " sign-csci", "issue", "WRONG_STATE")]
    [InlineData(Issued, "edit", "LETTER_ISSUED")]
    [InlineData(Issued, "redraft", "LETTER_ISSUED")]
    [InlineData(Issued, "issue", "WRONG_STATE")]
    public void A_verb_out_of_turn_is_refused(string verbs, string last, string reason) => Assert.Equal(reason, Reason(verbs, last));

    [Theory]
    [InlineData("ivy-inspector")]
    [InlineData("edith")]
    public void Who_decided_or_worded_last_does_not_approve(string person)
    {
        var letter = After("edit send close finalise");
        var refusal = Assert.Throws<Refusal>(() => letter.Approve(person));
        Assert.Equal(("FOUR_EYES", RefusalKind.Forbidden), (refusal.Reason, refusal.Kind));
    }

    [Fact]
    public void One_person_does_not_sign_for_two_bodies()
    {
        var letter = After(Approved);
        letter.Sign(letter.TextSha256, "olive", ["ofsted", "csci"], Signatories, Now);
        Assert.Equal("FOUR_EYES", Assert.Throws<Refusal>(() => letter.Sign(letter.TextSha256, "olive", ["ofsted", "csci"], Signatories, Now)).Reason);
        Assert.Equal("NOT_A_SIGNATORY", Assert.Throws<Refusal>(() => letter.Sign(letter.TextSha256, "nell", ["another"], Signatories, Now)).Reason);
    }

    [Fact]
    public void A_signature_is_for_the_text_that_was_read()
    {
        var letter = After(Approved);
        Assert.Equal("TEXT_CHANGED", Assert.Throws<Refusal>(() => letter.Sign(new('0', 64), "olive", ["ofsted"], Signatories, Now)).Reason);
    }

    [Fact]
    public void An_edit_voids_approval_and_signatures()
    {
        var letter = After(Approved + " sign-ofsted");
        var text = letter.TextSha256;
        Verbs["edit"](letter);
        Assert.Empty(letter.Signatures);
        Assert.Equal("", letter.ApprovedBy);
        Assert.NotEqual(text, letter.TextSha256);
    }

    [Fact]
    public void Wording_carries_over_where_the_source_is_the_same_and_comments_always()
    {
        var letter = After("edit send comment");
        var judgement = Sample.Judgement(2);
        letter.Redraft(judgement, Sample.Framework, Sample.Round, Now);
        Assert.Equal("Worded anew.", letter.Blocks.First(block => block.Id == "findings-SS-2").Markdown);
        Assert.Single(letter.Check!.Comments);

        judgement = Sample.Judgement(3);
        var safe = judgement.Findings.First(finding => finding.Section == "SS");
        safe.Markdown = safe.Markdown.Replace("Too many initial", "Very many initial");
        letter.Redraft(judgement, Sample.Framework, Sample.Round, Now);
        Assert.StartsWith("Very many initial", letter.Blocks.First(block => block.Id == "findings-SS-2").Markdown);
        Assert.Single(letter.Check!.Comments);
    }

    [Fact]
    public void A_comment_of_substance_waits_for_a_changed_judgement()
    {
        var letter = After("send comment");
        letter.AnswerComment(1, CommentAnswer.Substance, "", "edith");
        Verbs["close"](letter);
        Verbs["finalise"](letter);
        Assert.Equal("SUBSTANCE_PENDING", Assert.Throws<Refusal>(() => Verbs["approve"](letter)).Reason);

        foreach (var verb in (string[])["redraft", "send", "close", "finalise", "approve"]) Verbs[verb](letter);
        Assert.Equal(LetterState.Approved, letter.State);
    }

    [Fact]
    public void An_edit_may_cite_only_what_the_judgement_resolved()
    {
        var letter = Sample.Letter();
        letter.Edit("findings-SS-1", "Now {{figure s-5}}.", "edith", Now);
        Assert.Equal("FIGURE_UNKNOWN", Assert.Throws<Refusal>(() => letter.Edit("findings-SS-1", "Now {{figure s-99}}.", "edith", Now)).Reason);
        Assert.Equal("INVALID_ARGUMENT", Assert.Throws<Refusal>(() => letter.Edit("grades", "4", "edith", Now)).Reason);
    }

    [Fact]
    public void A_sections_grade_is_nobodys_to_word()
    {
        var framework = Sample.Framework;
        framework.Sections.First(section => section.Section == "SS").Area = "social-care";
        var letter = Letters.Letter.Begin(Sample.Uid, Sample.Judgement(), framework, Sample.Round, Now);
        Assert.Equal("**Grade 2 (adequate)**", letter.Blocks.First(block => block.Id == "findings-SS-grade").Markdown);
        Assert.Equal("INVALID_ARGUMENT", Assert.Throws<Refusal>(() => letter.Edit("findings-SS-grade", "Grade 3 (good)", "edith", Now)).Reason);
    }

    [Fact]
    public void The_next_revision_begins_as_a_draft_with_the_old_wording()
    {
        var next = After("edit " + Issued).Next(Sample.Judgement(2), Sample.Framework, Sample.Round, Now);
        Assert.Equal((2, LetterState.Draft, Sample.Uid), (next.Revision, next.State, next.Uid));
        Assert.Equal("Worded anew.", next.Blocks.First(block => block.Id == "findings-SS-2").Markdown);
        Assert.Null(next.Check);
        Assert.False(next.JudgementFinal);
    }
}
