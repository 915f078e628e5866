using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static Apa.Letters.Tests.Service.Refusals;

namespace Apa.Letters.Tests.Service;

public sealed class LetterServiceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_model_is_what_the_migrations_make()
    {
        await using var app = await LetterApp.Start(postgres);
        Assert.False(await app.Host.WithDb(db => Task.FromResult(db.Database.HasPendingModelChanges())));
    }

    [Fact]
    public async Task A_letter_goes_the_whole_way_and_tells_of_it()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var letter = await app.WholeRoad();

        Assert.Equal(LetterState.Issued, letter.State);
        Assert.Equal(Renderings.FileNames, letter.Documents.Select(document => document.FileName));
        Assert.Equal(["ofsted", "csci"], letter.Signatures.Select(signature => signature.Body));
        Assert.Equal("2006-10-09", letter.Check.Deadline);
        var issued = Assert.Single(await app.Host.Emitted<LetterIssued>());
        Assert.Equal((letter.Name, 1, "2006-11-01", true), (issued.Letter, issued.LetterRevision, issued.LetterDate, issued.Synthetic));
        Assert.Equal(letter.Documents, issued.Documents);
        Assert.Equal([3, 3, 2], issued.Grades.Select(grade => grade.Grade.Value));
        Assert.Equal("coasting", Assert.Single(issued.Designations).Kind);
        var row = Assert.Single(await app.Host.Emitted());
        Assert.Equal((Sample.Name, 1L), (row.Subject, row.Revision));
        foreach (var document in letter.Documents)
        {
            var (shown, bytes) = await LetterApp.Download(app.Publication, document.FileName, revision: 1);
            Assert.Equal(document, shown);
            Assert.Equal(document.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        AssertSigned(issued, app.Key);
    }

    static void AssertSigned(LetterIssued issued, ECDsa key)
    {
        var parts = issued.Signature.Split('.');
        Assert.Equal("", parts[1]);
        var input = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(DocumentSigner.Payload(issued.Documents)))}";
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(input), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Contains($"\"x\":\"{Base64Url.EncodeToString(key.ExportParameters(false).Q.X)}\"", issued.Jwk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_waits_for_its_round_and_framework()
    {
        await using var app = await LetterApp.Start(postgres);
        Assert.Equal(InboxState.Waiting, await app.Propose(1));
        await app.OpenRound();
        await app.Put();
        await Eventually.Get("the draft", async () => await app.Host.WithDb(db => db.Letters.AsNoTracking().FirstOrDefaultAsync()));
    }

    [Fact]
    public async Task A_higher_content_revision_drafts_anew_and_a_lower_one_changes_nothing()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var first = await app.Get();
        await app.Editor.EditParagraphAsync(new() { RequestId = LetterApp.Request, Name = first.Name, Etag = first.Etag, Paragraph = "findings-SS-2", Markdown = "In an editor's words." });
        await app.Finalise(1);
        Assert.True((await app.Get()).JudgementFinal);

        var changed = Sample.Judgement(2);
        changed.Grades[2].Grade = new() { Scale = "apa-four-point", Value = 1, Word = "inadequate" };
        await app.Propose(changed, 2);
        var second = await app.Get();
        Assert.Equal((2, false, 1), (second.ContentRevision, second.JudgementFinal, second.Revision));
        Assert.Equal("1 (inadequate)", second.Blocks.First(block => block.Id == "grades").Rows[2].Cells[1].Lines[0]);
        Assert.Equal("In an editor's words.", second.Blocks.First(block => block.Id == "findings-SS-2").Markdown);
        Assert.Equal(InboxState.Ignored, await app.Propose(1));
    }

    [Fact]
    public async Task A_final_judgement_that_was_never_proposed_is_drafted()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.Finalise(2);
        var letter = await app.Get();
        Assert.Equal((2, true), (letter.ContentRevision, letter.JudgementFinal));
    }

    [Fact]
    public async Task A_correction_begins_the_next_revision_and_the_issued_one_stays()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var first = await app.WholeRoad();
        await app.Propose(2);
        Assert.Equal((2, LetterState.Draft), ((await app.Get()).Revision, (await app.Get()).State));
        Assert.Equal((1, LetterState.Issued), ((await app.Get(app.Authority)).Revision, (await app.Get(app.Authority)).State));
        Assert.Equal(first.Documents.Single(document => document.FileName == "letter.txt"), (await LetterApp.Download(app.Publication, "letter.txt")).Document);

        var second = await app.WholeRoad(2);
        Assert.Equal((2, LetterState.Issued), (second.Revision, second.State));
        Assert.Equal(first.Documents[0], (await LetterApp.Download(app.Publication, "letter.html", revision: 1)).Document);
        Assert.Equal([LetterState.Superseded, LetterState.Issued], await app.Host.WithDb(db => db.Letters.OrderBy(l => l.Revision).Select(l => l.State).ToListAsync()));
        Assert.Equal([1, 2], (await app.Host.Emitted<LetterIssued>()).Select(e => e.LetterRevision));
    }

    [Fact]
    public async Task A_new_letter_date_reaches_letters_that_are_not_issued()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.OpenRound("2006-11-08", revision: 2);
        var letter = await app.Get();
        Assert.Equal(("2006-11-08", "8 November 2006"), (letter.LetterDate, letter.Blocks.First(block => block.Id == "date").Markdown));
    }

    [Fact]
    public async Task The_check_takes_comments_answers_them_and_closes_once()
    {
        await using var app = await LetterApp.Drafted(postgres);
        AddCommentRequest Comment(string paragraph) => new() { RequestId = LetterApp.Request, Name = Sample.Name, Paragraph = paragraph, Text = "The figure is 91%." };
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused(async () => await app.Authority.AddCommentAsync(Comment("findings-BH-1"))));
        await app.Send();
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused(async () => await app.As("hal", "authority:997").AddCommentAsync(Comment("findings-BH-1"))));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await Refused(async () => await app.Authority.AddCommentAsync(Comment("nowhere"))));
        await app.Authority.AddCommentAsync(Comment("findings-BH-1"));
        Assert.Equal((StatusCode.FailedPrecondition, "COMMENTS_OPEN"), await Refused(app.Close));
        AnswerCommentRequest Answer(string reply) => new() { RequestId = LetterApp.Request, Name = Sample.Name, Comment = 1, Answer = CommentAnswer.Rejected, Reply = reply };
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await Refused(async () => await app.Editor.AnswerCommentAsync(Answer(""))));
        var answered = await app.Editor.AnswerCommentAsync(Answer("It was 90% on the day."));
        Assert.Equal(("harriet-authority", "edith-editor", 1), (answered.Check.Comments[0].MadeBy, answered.Check.Comments[0].AnsweredBy, answered.Check.Comments[0].ContentRevision));
        Assert.Equal("2006-10-02T09:00:00Z", (await app.Close()).Check.ClosedAt);
        Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), await Refused(app.Close));
    }

    [Fact]
    public async Task Everyone_sees_what_is_theirs_to_see()
    {
        await using var app = await LetterApp.Drafted(postgres);
        Assert.Equal(StatusCode.NotFound, (await Refused(() => app.Get(app.Authority))).Code);
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(() => app.Get(app.As("ivy", Role.Inspector)))).Code);
        Assert.Equal(StatusCode.Unauthenticated, (await Refused(() => app.Get(new(app.Host.Anonymous)))).Code);
        Assert.Equal(StatusCode.NotFound, (await Refused(() => LetterApp.Download(app.Publication, "letter.txt"))).Code);
        Assert.Contains("DRAFT", Encoding.UTF8.GetString((await LetterApp.Download(app.Editor, "letter.txt")).Bytes));
        await app.Send();
        Assert.Equal(LetterState.InCheck, (await app.Get(app.Authority)).State);
        Assert.Equal(StatusCode.NotFound, (await Refused(() => app.Get(app.As("hal", "authority:997")))).Code);
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(() => app.Send(app.Authority))).Code);
        var listed = await app.Editor.ListLettersAsync(new() { Round = "rounds/apa-2006" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(Assert.Single(listed.Letters).Blocks);
    }

    [Fact]
    public async Task A_stale_etag_and_a_changed_text_are_refused()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var stale = (await app.Get()).Etag;
        await app.Send();
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"),
            await Refused(async () => await app.Editor.CloseCheckAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Etag = stale })));
        await app.Close();
        await app.Finalise(1);
        await app.Approve();
        Assert.Equal((StatusCode.FailedPrecondition, "TEXT_CHANGED"),
            await Refused(async () => await app.Ofsted.SignLetterAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, TextSha256 = new('a', 64) })));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_A_SIGNATORY"), await Refused(() => app.Sign(app.As("nell", "signatory:another"))));
    }

    [Fact]
    public async Task The_same_request_id_gives_the_same_answer_and_other_content_is_refused()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var request = new SendForCheckRequest { RequestId = LetterApp.Request, Name = Sample.Name, Etag = (await app.Get()).Etag };
        Assert.Equal(await app.Editor.SendForCheckAsync(request), await app.Editor.SendForCheckAsync(request));
        request.Etag = "99";
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"), await Refused(async () => await app.Editor.SendForCheckAsync(request)));
    }

    [Fact]
    public async Task A_framework_never_changes_and_names_all_that_is_wrong_at_once()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.Put();
        var other = Sample.Framework;
        other.Title = "Another title";
        Assert.Equal((StatusCode.FailedPrecondition, "FRAMEWORK_IMMUTABLE"),
            await Refused(async () => await app.Admin.PutFrameworkAsync(new() { RequestId = LetterApp.Request, Framework = other })));
        other.Signatories.Clear();
        other.Blocks[0].Kind = BlockKind.Unspecified;
        other.Blocks.First(block => block.Id == "lists").Lists[0] = "nowhere";
        var error = await Assert.ThrowsAsync<RpcException>(async () => await app.Admin.PutFrameworkAsync(new() { RequestId = LetterApp.Request, Framework = other }));
        Assert.Equal(["framework.signatories", "framework.blocks[0].kind", "framework.blocks[14].lists"],
            error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
        Assert.Equal(Sample.Framework, await app.Editor.GetFrameworkAsync(new() { Name = "frameworks/apa-2006/versions/1" }));
    }

    [Fact]
    public async Task Without_a_pdf_nothing_is_issued_and_the_letter_stays_signed()
    {
        await using var app = await LetterApp.Start(postgres, new NoPdf());
        await app.Put();
        await app.OpenRound();
        await app.Propose(1);
        Assert.Equal((StatusCode.Unavailable, "PDF_UNAVAILABLE"), await Refused(() => app.WholeRoad()));
        Assert.Equal(LetterState.Signed, (await app.Get()).State);
        Assert.Empty(await app.Host.Emitted());
    }

    sealed class NoPdf : IPdf
    {
        public Task<byte[]> Render(string html, DateOnly date, CancellationToken ct) => throw new Refusal("PDF_UNAVAILABLE", "away", RefusalKind.Unavailable);
    }
}
