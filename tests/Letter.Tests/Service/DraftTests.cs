using Apa.Protos.Letters.V1;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static Apa.Letters.Tests.Service.Refusals;
using Change = Apa.Protos.Letters.V1.WordDiff.Types.Change;
using Client = Apa.Protos.Letters.V1.LetterService.LetterServiceClient;

namespace Apa.Letters.Tests.Service;

/// <summary>Drafts: each change of the text is one, they are compared word by word, and nobody overwrites another's.</summary>
public sealed class DraftTests(PostgresFixture postgres)
{
    static EditParagraphRequest Edit(string etag, string markdown, string paragraph = "findings-SS-2") =>
        new() { RequestId = LetterApp.Request, Name = Sample.Name, Etag = etag, Paragraph = paragraph, Markdown = markdown };

    static async Task<string[]> Whys(Client who) => [.. (await who.ListDraftsAsync(new() { Letter = Sample.Name })).Drafts.Select(draft => $"{draft.Number} {draft.Why}")];

    static async Task<DraftDiff> Diff(Client who, int from = 0, int to = 0) => await who.DiffDraftsAsync(new() { Letter = Sample.Name, From = from, To = to });

    [Fact]
    public async Task Each_change_of_the_text_is_a_draft_told_word_by_word()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var first = await app.Editor.EditParagraphAsync(Edit((await app.Get()).Etag, "Reviews are held on time."));
        var second = await app.Editor.EditParagraphAsync(Edit(first.Etag, "Most reviews are held in good time."));
        Assert.Equal(3, second.Draft);
        Assert.Equal(["1 drafted", "2 worded findings-SS-2", "3 worded findings-SS-2"], await Whys(app.Editor));

        var diff = await Diff(app.Editor);
        Assert.Equal((2, 3, "edith-editor"), (diff.From.Number, diff.To.Number, diff.To.By));
        var block = Assert.Single(diff.Blocks);
        Assert.Equal("findings-SS-2", block.Id);
        Assert.Equal("Reviews are held on time.", string.Concat(block.Words.Where(words => words.Change != Change.Inserted).Select(words => words.Text)));
        Assert.Equal("Most reviews are held in good time.", string.Concat(block.Words.Where(words => words.Change != Change.Deleted).Select(words => words.Text)));
        Assert.Contains(block.Words, words => words.Change == Change.Unspecified && words.Text.Contains("are held"));
        Assert.Equal(["from"], await RefusedFields(() => Diff(app.Editor, from: 3, to: 2)));
        Assert.Equal(["to"], await RefusedFields(() => Diff(app.Editor, to: 9)));
    }

    [Fact]
    public async Task A_paragraph_that_is_gone_or_new_is_told_whole()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var changed = Sample.Judgement(2);
        changed.Findings.First(finding => finding.Section == "PC").Markdown += "\n\nA second paragraph is new.";
        await app.Propose(changed, 2);
        await app.Propose(3);
        Assert.Equal((Change.Inserted, "A second paragraph is new."), await Only(1, 2));
        Assert.Equal((Change.Deleted, "A second paragraph is new."), await Only(2, 3));

        async Task<(Change, string)> Only(int from, int to)
        {
            var words = Assert.Single(Assert.Single((await Diff(app.Editor, from, to)).Blocks).Words);
            return (words.Change, words.Text);
        }
    }

    [Fact]
    public async Task The_authority_reads_the_drafts_that_it_was_sent_and_no_others()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.Editor.EditParagraphAsync(Edit((await app.Get()).Etag, "A sharp word among editors."));
        await app.Editor.EditParagraphAsync(Edit((await app.Get()).Etag, "What the authority is to read."));
        await app.Send();
        Assert.Equal(["3 worded findings-SS-2"], await Whys(app.Authority));
        Assert.Equal(["from"], await RefusedFields(() => Diff(app.Authority)));

        await app.Editor.EditParagraphAsync(Edit((await app.Get()).Etag, "What it is to read now."));
        Assert.Equal((3, 4), ((await Diff(app.Authority)).From.Number, (await Diff(app.Authority)).To.Number));
        Assert.Equal(["from"], await RefusedFields(() => Diff(app.Authority, from: 2)));

        await app.Close();
        await app.Propose(2);
        Assert.Equal(LetterState.Draft, (await app.Get()).State);
        await app.Send();
        Assert.Equal(5, (await Diff(app.Authority)).To.Number);
    }

    [Fact]
    public async Task Of_two_editors_at_once_one_is_told_to_read_again()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var etag = (await app.Get()).Etag;
        var (edith, emil) = (app.Editor.EditParagraphAsync(Edit(etag, "By Edith.")), app.Approver.EditParagraphAsync(Edit(etag, "By Emil.")));
        List<string> refused = [];
        foreach (var call in (AsyncUnaryCall<Proto.Letter>[])[edith, emil])
            try
            {
                await call;
            }
            catch (RpcException error)
            {
                refused.Add(error.StatusCode.ToString());
            }
        Assert.Equal("Aborted", Assert.Single(refused));
        Assert.Equal(2, await app.Host.WithDb(db => db.Drafts.CountAsync()));
        Assert.Equal(2, (await app.Get()).Draft);
    }
}
