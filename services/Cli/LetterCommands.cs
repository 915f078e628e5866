using System.CommandLine;
using Apa.Protos.Letters.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>The letter: wording, factual accuracy check, approval, signatures, issue.</summary>
static class LetterCommands
{
    const string Editor = "edith-editor";
    const string Approver = "emil-editor";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Group("letter", "Letters", ShowLetter(), ListLetters(), GetDocument(), Edit()));
        root.Subcommands.Add(Group("check", "The factual accuracy check", Send(), Comment(), Answer(), Close()));
        root.Subcommands.Add(Approve());
        root.Subcommands.Add(Sign());
        root.Subcommands.Add(Issue());
    }

    static async Task<Letter> Find(Turn turn, CaseName name) =>
        await turn.Session.Letter(turn.Person).GetLetterAsync(new() { Name = name.Letter }, cancellationToken: turn.Ct);

    static void Show(Turn turn, Letter letter)
    {
        Turn.Say($"{letter.Name} revision {letter.Revision}: {letter.State}, dated {letter.LetterDate}, judgement {(letter.JudgementFinal ? "final" : "proposed")}");
        Turn.Say($"text {letter.TextSha256}");
        if (letter.Check is { } check)
        {
            Turn.Say($"check sent {check.SentAt}, answers by {check.Deadline}{(check.ClosedAt.Length > 0 ? $", closed {check.ClosedAt}" : "")}");
            foreach (var comment in check.Comments) Turn.Say($"comment {comment.Id} on {comment.Paragraph}: {comment.Text} → {comment.Answer} {comment.Reply}");
        }
        foreach (var signature in letter.Signatures) Turn.Say($"signed for {signature.Body} by {signature.Name} ({signature.SignedBy}) at {signature.SignedAt}");
        foreach (var document in letter.Documents) Turn.Say($"{document.FileName} {document.Size} bytes, SHA-256 {document.Sha256}");
    }

    static Command ShowLetter()
    {
        var name = Case();
        var text = new Option<bool>("--text") { Description = "With its blocks and their ids" };
        return Step("show", "Where a letter stands", Editor, [name, text], async turn =>
        {
            var letter = await Find(turn, turn.Case(name));
            turn.Print(letter, () =>
            {
                Show(turn, letter);
                if (!turn.Get(text)) return;
                foreach (var block in letter.Blocks) Turn.Say($"[{block.Id}] {block.Markdown}");
            });
        });
    }

    static Command ListLetters()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        return Step("list", "The letters of a round", Editor, [id], async turn =>
        {
            var page = await turn.Session.Letter(turn.Person).ListLettersAsync(new() { Round = $"rounds/{turn.Get(id)}", PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var letter in page.Letters) Turn.Say($"{letter.Authority.LaCode} {letter.Authority.Name}: {letter.State}, revision {letter.Revision}");
            });
        });
    }

    static Command GetDocument()
    {
        var name = Case();
        var file = new Argument<string>("document") { Description = "letter.html, letter.pdf, letter.txt or letter.json" };
        var to = new Option<FileInfo>("--out") { Description = "File to write; else beside you under its own name" };
        return Step("get", "A rendering, of the draft while it changes", Editor, [name, file, to], async turn =>
        {
            using var call = turn.Session.Letter(turn.Person).GetDocument(
                new() { Letter = turn.Case(name).Letter, FileName = turn.Get(file) }, cancellationToken: turn.Ct);
            var path = turn.Get(to)?.FullName ?? Path.GetFileName(turn.Get(file));
            using var bytes = new MemoryStream();
            await foreach (var part in call.ResponseStream.ReadAllAsync(turn.Ct)) part.Data.WriteTo(bytes);
            await System.IO.File.WriteAllBytesAsync(path, bytes.ToArray(), turn.Ct);
            Turn.Say(path);
        });
    }

    static Command Edit()
    {
        var name = Case();
        var paragraph = new Argument<string>("paragraph") { Description = "Block id, as 'letter show --text' prints it" };
        var markdown = new Argument<string>("markdown") { Description = "Its new wording" };
        return Step("edit", "Word one paragraph anew", Editor, [name, paragraph, markdown], async turn =>
        {
            var letter = await Find(turn, turn.Case(name));
            var edited = await turn.Session.Letter(turn.Person).EditParagraphAsync(new()
            {
                RequestId = Requests.New(),
                Name = letter.Name,
                Etag = letter.Etag,
                Paragraph = turn.Get(paragraph),
                Markdown = turn.Get(markdown),
            }, cancellationToken: turn.Ct);
            turn.Print(edited, () => Show(turn, edited));
        });
    }

    static Command Comment()
    {
        var name = Case();
        var paragraph = new Argument<string>("paragraph") { Description = "Block id, as 'letter show --text' prints it" };
        var text = new Argument<string>("text") { Description = "The comment" };
        return Step("comment", "Comment on a paragraph, as the authority", "harriet-authority", [name, paragraph, text], async turn =>
        {
            var letter = await turn.Session.Letter(turn.Person).AddCommentAsync(new()
            {
                RequestId = Requests.New(),
                Name = turn.Case(name).Letter,
                Paragraph = turn.Get(paragraph),
                Text = turn.Get(text),
            }, cancellationToken: turn.Ct);
            turn.Print(letter, () => Show(turn, letter));
        });
    }

    static Command Answer()
    {
        var name = Case();
        var comment = new Argument<int>("comment") { Description = "Its number" };
        var answer = new Argument<string>("answer") { Description = "wording | substance | rejected" };
        answer.AcceptOnlyFromAmong("wording", "substance", "rejected");
        var reply = new Option<string>("--reply") { Description = "The reply; required where rejected", DefaultValueFactory = _ => "" };
        return Step("answer", "Answer a comment", Editor, [name, comment, answer, reply], async turn =>
        {
            var letter = await turn.Session.Letter(turn.Person).AnswerCommentAsync(new()
            {
                RequestId = Requests.New(),
                Name = turn.Case(name).Letter,
                Comment = turn.Get(comment),
                Answer = Enum.Parse<CommentAnswer>(turn.Get(answer), ignoreCase: true),
                Reply = turn.Get(reply),
            }, cancellationToken: turn.Ct);
            turn.Print(letter, () => Show(turn, letter));
        });
    }

    static Command Send() => Verb("send", "Send the letter to the authority for its check", Editor, (turn, letters, letter) =>
        letters.SendForCheckAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

    static Command Close() => Verb("close", "Close the check once every comment is answered", Editor, (turn, letters, letter) =>
        letters.CloseCheckAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

    static Command Approve() => Verb("approve", "Approve the letter for signature", Approver, (turn, letters, letter) =>
        letters.ApproveLetterAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

    static Command Sign() => Verb("sign", "Sign for the body whose signatory you are (--as olive-ofsted, --as cecil-csci)", "olive-ofsted", (turn, letters, letter) =>
        letters.SignLetterAsync(new() { RequestId = Requests.New(), Name = letter.Name, TextSha256 = letter.TextSha256 }, cancellationToken: turn.Ct));

    static Command Issue() => Verb("issue", "Render, freeze and issue the letter", Editor, (turn, letters, letter) =>
        letters.IssueLetterAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

    static Command Verb(string verb, string description, string person, Func<Turn, LetterService.LetterServiceClient, Letter, AsyncUnaryCall<Letter>> act)
    {
        var name = Case();
        return Step(verb, description, person, [name], async turn =>
        {
            var after = await act(turn, turn.Session.Letter(turn.Person), await Find(turn, turn.Case(name)));
            turn.Print(after, () => Show(turn, after));
        });
    }
}
