using System.Security.Cryptography;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Apa.Tests;
using Google.Protobuf;
using Grpc.Core;
using static Apa.Letters.Tests.Service.Refusals;
using Client = Apa.Protos.Letters.V1.LetterService.LetterServiceClient;

namespace Apa.Letters.Tests.Service;

/// <summary>The factual accuracy check: the authority's time, its files, and an answer to everything it asks.</summary>
public sealed class CheckTests(PostgresFixture postgres)
{
    static readonly byte[] Table = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31))];

    static AttachmentHeader Header(byte[] content, string fileName = "table.xlsx", int comment = 1) => new()
    {
        RequestId = LetterApp.Request,
        Letter = Sample.Name,
        Comment = comment,
        FileName = fileName,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
    };

    static async Task<Proto.Letter> Attach(Client who, AttachmentHeader header, byte[] content)
    {
        using var call = who.AttachToComment();
        try
        {
            await call.RequestStream.WriteAsync(new() { Header = header });
            foreach (var chunk in content.Chunk(64 * 1024)) await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk) });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Refused while it was still being sent: the call's own answer says why.
        }
        return await call;
    }

    static async Task<byte[]> Fetch(Client who, string name)
    {
        using var call = who.GetAttachment(new() { Name = name });
        using var bytes = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync()) part.Data.WriteTo(bytes);
        return bytes.ToArray();
    }

    async Task<LetterApp> Commented()
    {
        var app = await LetterApp.Drafted(postgres);
        await app.Send();
        await app.Comment();
        return app;
    }

    [Fact]
    public async Task Only_the_authority_of_the_letter_comments()
    {
        await using var app = await Commented();
        AddCommentRequest comment = new() { RequestId = LetterApp.Request, Name = Sample.Name, Paragraph = "findings-BH-1", Text = "So it is." };
        foreach (var other in (Client[])[app.Editor, app.Ofsted, app.As("mona", Role.Moderator), app.As("petra", Role.Publisher), app.Admin])
            Assert.Equal(StatusCode.PermissionDenied, (await Refused(async () => await other.AddCommentAsync(comment))).Code);
        Assert.Single((await app.Get()).Check.Comments);
    }

    [Fact]
    public async Task A_file_goes_with_its_comment_and_comes_back_whole()
    {
        await using var app = await Commented();
        var letter = await Attach(app.Authority, Header(Table), Table);
        var kept = Assert.Single(letter.Check.Comments[0].Attachments);
        Assert.Equal(($"{Sample.Name}/attachments/1", "table.xlsx", 200_000L), (kept.Name, kept.FileName, kept.Size));
        Assert.Equal(Table, await Fetch(app.Editor, kept.Name));
        Assert.Equal(Table, await Fetch(app.Authority, kept.Name));
        Assert.Equal(StatusCode.NotFound, (await Refused(() => Fetch(app.As("hal", "authority:997"), kept.Name))).Code);
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(() => Fetch(app.Ofsted, kept.Name))).Code);
        Assert.Equal(StatusCode.NotFound, (await Refused(() => Fetch(app.Editor, $"{Sample.Name}/attachments/2"))).Code);
    }

    [Fact]
    public async Task A_file_sent_again_is_kept_once_and_another_under_the_same_request_is_refused()
    {
        await using var app = await Commented();
        var header = Header(Table);
        var first = await Attach(app.Authority, header, Table);
        Assert.Equal(first, await Attach(app.Authority, header, Table));
        byte[] other = [1, 2, 3];
        var reused = Header(other);
        reused.RequestId = header.RequestId;
        Assert.Equal("REQUEST_ID_REUSED", (await Refused(() => Attach(app.Authority, reused, other))).Reason);
        Assert.Single((await app.Get()).Check.Comments[0].Attachments);
    }

    [Fact]
    public async Task A_file_that_is_not_what_it_says_is_not_kept()
    {
        await using var app = await Commented();
        Assert.Equal(["header.sha256"], await RefusedFields(() => Attach(app.Authority, Header([9]), Table)));
        Assert.Equal(["header.file_name"], await RefusedFields(() => Attach(app.Authority, Header(Table, "../table.xlsx"), Table)));
        Assert.Equal(["header.file_name"], await RefusedFields(() => Attach(app.Authority, Header(Table, "table.exe"), Table)));
        Assert.Equal(["chunk"], await RefusedFields(() => Attach(app.Authority, Header([]), [])));
        Assert.Equal(["comment"], await RefusedFields(() => Attach(app.Authority, Header(Table, comment: 2), Table)));
        var large = new byte[10 * 1024 * 1024 + 1];
        Assert.Equal((StatusCode.ResourceExhausted, "ATTACHMENT_TOO_LARGE"), await Refused(() => Attach(app.Authority, Header(large), large)));
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(() => Attach(app.Editor, Header(Table), Table))).Code);
        Assert.Empty((await app.Get()).Check.Comments[0].Attachments);
    }

    [Fact]
    public async Task The_next_revision_has_a_check_of_its_own()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.Send();
        await app.Comment();
        await app.Editor.AnswerCommentAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Comment = 1, Answer = CommentAnswer.Rejected, Reply = "It was 90%." });
        await app.Close();
        await app.Finalise(1);
        await app.Approve();
        await app.Sign(app.Ofsted);
        await app.Sign(app.Csci);
        await app.Issue();
        await app.Propose(2);
        await app.Send();
        var letter = await app.Comment();
        Assert.Equal((2, LetterState.InCheck), (letter.Revision, letter.State));
        Assert.Equal(CommentAnswer.Unspecified, Assert.Single(letter.Check.Comments).Answer);
    }

    [Fact]
    public async Task What_is_answered_takes_no_more_files()
    {
        await using var app = await Commented();
        await app.Editor.AnswerCommentAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Comment = 1, Answer = CommentAnswer.Substance, Reply = "It goes to the inspectors." });
        Assert.Equal("COMMENT_ANSWERED", (await Refused(() => Attach(app.Authority, Header(Table), Table))).Reason);
        Assert.Equal("COMMENT_ANSWERED", (await Refused(async () => await app.Editor.AnswerCommentAsync(
            new() { RequestId = LetterApp.Request, Name = Sample.Name, Comment = 1, Answer = CommentAnswer.Wording }))).Reason);
    }

    static RequestMoreTimeRequest Ask(string until) => new() { RequestId = LetterApp.Request, Name = Sample.Name, Until = until, Reason = "Our director is away." };

    static DecideMoreTimeRequest Decide(int id, bool granted, string reply = "") => new() { RequestId = LetterApp.Request, Name = Sample.Name, MoreTime = id, Granted = granted, Reply = reply };

    [Fact]
    public async Task More_time_is_asked_for_once_at_a_time_and_every_request_gets_its_answer()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.Send();
        Assert.Equal(["until"], await RefusedFields(async () => await app.Authority.RequestMoreTimeAsync(Ask("2006-10-09"))));
        Assert.Equal(["until"], await RefusedFields(async () => await app.Authority.RequestMoreTimeAsync(Ask("soon"))));
        await app.Authority.RequestMoreTimeAsync(Ask("2006-10-20"));
        Assert.Equal("MORE_TIME_PENDING", (await Refused(async () => await app.Authority.RequestMoreTimeAsync(Ask("2006-10-21")))).Reason);
        Assert.Equal("MORE_TIME_PENDING", (await Refused(app.Close)).Reason);
        Assert.Equal(["reply"], await RefusedFields(async () => await app.Editor.DecideMoreTimeAsync(Decide(1, granted: false))));
        var refused = await app.Editor.DecideMoreTimeAsync(Decide(1, granted: false, "The round's date stands."));
        Assert.Equal(("2006-10-09", false), (refused.Check.Deadline, refused.Check.MoreTime[0].Granted));
        Assert.Equal("MORE_TIME_DECIDED", (await Refused(async () => await app.Editor.DecideMoreTimeAsync(Decide(1, granted: true)))).Reason);

        await app.Authority.RequestMoreTimeAsync(Ask("2006-10-12"));
        var granted = await app.Editor.DecideMoreTimeAsync(Decide(2, granted: true));
        Assert.Equal(("2006-10-12", true, "edith-editor"), (granted.Check.Deadline, granted.Check.MoreTime[1].Granted, granted.Check.MoreTime[1].DecidedBy));
        Assert.Equal(LetterState.Checked, (await app.Close()).State);
    }

    [Fact]
    public async Task After_the_deadline_nothing_more_is_taken()
    {
        await using var app = await Commented();
        // The last minute of 9 October in London, which is an hour ahead of UTC.
        app.Time.SetUtcNow(new(2006, 10, 9, 22, 59, 0, TimeSpan.Zero));
        await app.Comment();
        app.Time.SetUtcNow(new(2006, 10, 9, 23, 0, 0, TimeSpan.Zero));
        var late = (StatusCode.FailedPrecondition, "DEADLINE_PASSED");
        Assert.Equal(late, await Refused(() => app.Comment()));
        Assert.Equal(late, await Refused(() => Attach(app.Authority, Header(Table), Table)));
        Assert.Equal(late, await Refused(async () => await app.Authority.RequestMoreTimeAsync(Ask("2006-10-20"))));
        Assert.Equal(2, (await app.Get()).Check.Comments.Count);
    }
}
