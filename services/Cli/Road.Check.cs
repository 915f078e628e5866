using Apa.Protos.Letters.V1;
using Grpc.Core;
using static Apa.Cli.Patience;

namespace Apa.Cli;

/// <summary>The factual accuracy check: the authority comments, the editor answers.</summary>
sealed partial class Road
{
    async Task CheckLetter(CancellationToken ct)
    {
        var editor = session.Letter(cast.Editor);
        var letter = await Until("drafting the letter", () => Letter(ct), _ => true, ct);
        if (letter.State == LetterState.Draft)
        {
            var send = new SendForCheckRequest { Name = name.Letter, Etag = letter.Etag };
            send.RequestId = Requests.For(send);
            letter = await Change(() => editor.SendForCheckAsync(send, cancellationToken: ct), ct);
        }
        if (letter.State == LetterState.InCheck)
        {
            foreach (var said in seed.Check().Comments) letter = await InTime(() => Discuss(said, letter, ct)) ?? letter;
            var close = new CloseCheckRequest { Name = name.Letter, Etag = letter.Etag };
            close.RequestId = Requests.For(close);
            letter = await Change(() => editor.CloseCheckAsync(close, cancellationToken: ct), ct);
        }
        terminal.Say($"{letter.Blocks.Count} blocks, {letter.Figures.Count} figures");
        foreach (var comment in letter.Check?.Comments ?? [])
            terminal.Say($"comment on {comment.Paragraph} with {comment.Attachments.Count} attached, {LetterCommands.Words(comment.Answer)}; ./apa check show {name.LaCode}/{name.Round} tells why");
    }

    /// <summary>Null where the check's deadline has passed since the road was interrupted: what was not said by then is not said.</summary>
    static async Task<Letter?> InTime(Func<Task<Letter>> act)
    {
        try
        {
            return await act();
        }
        catch (RpcException e) when (Failure.Reason(e) == "DEADLINE_PASSED")
        {
            return null;
        }
    }

    /// <summary>One comment with its attachment and answer, as far as they are not made yet.</summary>
    async Task<Letter> Discuss(SeedComment said, Letter letter, CancellationToken ct)
    {
        var authority = session.Letter(cast.Authority);
        // A later revision of the letter has a check of its own, in which the same may be said again.
        var occasion = $"revision {letter.Revision}";
        if (Made(letter) is null)
        {
            var add = new AddCommentRequest { Name = name.Letter, Paragraph = said.Paragraph, Text = said.Text };
            add.RequestId = Requests.For(add, occasion);
            letter = await Change(() => authority.AddCommentAsync(add, cancellationToken: ct), ct);
        }
        var comment = Made(letter)!;
        if (comment.Answer != CommentAnswer.Unspecified) return letter;
        if (comment.Attachments.All(attachment => attachment.FileName != said.Attachment))
        {
            var header = new AttachmentHeader { Letter = name.Letter, Comment = comment.Id, FileName = said.Attachment };
            header.RequestId = Requests.For(header, occasion);
            letter = await Ask(() => AttachmentUpload.Send(authority, header, seed.Attachment(said.Attachment), ct), ct);
            changes++;
        }
        var answer = new AnswerCommentRequest { Name = name.Letter, Comment = comment.Id, Answer = Enum.Parse<CommentAnswer>(said.Answer, ignoreCase: true), Reply = said.Reply };
        answer.RequestId = Requests.For(answer, occasion);
        return await Change(() => session.Letter(cast.Editor).AnswerCommentAsync(answer, cancellationToken: ct), ct);

        Comment? Made(Letter letter) => letter.Check.Comments.FirstOrDefault(comment => comment.Paragraph == said.Paragraph && comment.Text == said.Text);
    }
}
