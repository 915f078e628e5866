using System.CommandLine;
using Apa.Protos.Letters.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

// The factual accuracy check: what the authority says and asks for, and what it is answered.
static partial class LetterCommands
{
    /// <summary>Characters of a paragraph that stand above a comment on it.</summary>
    const int ParagraphCharacters = 240;

    static Command ShowCheck()
    {
        var name = Case();
        return Step("show", "The check with its comments, attachments and answers", Editor, [name], async turn =>
        {
            var letter = await Find(turn, turn.Case(name));
            turn.Print(letter.Check ?? new Check(), () =>
            {
                foreach (var line in CheckLines(letter, turn.Get(name))) Turn.Say(line);
            });
        });
    }

    /// <summary>A check as a person reads it; <paramref name="name"/> is the case as they write it.</summary>
    public static IEnumerable<string> CheckLines(Letter letter, string name)
    {
        if (letter.Check is not { } check)
        {
            yield return $"{letter.Name} was not sent for its check yet";
            yield break;
        }
        yield return $"{letter.Name}, sent {check.SentAt}, {(check.ClosedAt.Length > 0 ? $"closed {check.ClosedAt}" : $"comments until the end of {check.Deadline}")}";
        foreach (var comment in check.Comments)
        {
            yield return $"comment {comment.Id} on {comment.Paragraph}, {comment.MadeBy} {comment.MadeAt}";
            if (letter.Blocks.FirstOrDefault(block => block.Id == comment.Paragraph) is { Markdown.Length: > 0 } block) yield return $"    | {Beginning(Read(block.Markdown, letter))}";
            yield return $"    {comment.Text}";
            foreach (var attachment in comment.Attachments)
                yield return $"    attached: {attachment.FileName}, {attachment.Size:N0} bytes; ./apa check attachment {name} {DatasetNames.Short(attachment.Name)}";
            yield return $"    → {Answered(comment)}";
        }
        foreach (var asked in check.MoreTime)
        {
            yield return $"request {asked.Id} for more time, until {asked.Until}, {asked.AskedBy} {asked.AskedAt}";
            yield return $"    {asked.Reason}";
            yield return $"    → {Decided(asked)}";
        }
    }

    /// <summary>A paragraph with its figures as they read.</summary>
    static string Read(string markdown, Letter letter) =>
        letter.Figures.Aggregate(markdown, (text, figure) => text.Replace($"{{{{figure {figure.Reference}}}}}", figure.Text, StringComparison.Ordinal));

    static string Beginning(string text) => text.Length <= ParagraphCharacters ? text : $"{text[..ParagraphCharacters].TrimEnd()}…";

    static string Answered(Comment comment) => comment.Answer switch
    {
        CommentAnswer.Unspecified => "waits for its answer",
        var answer => $"{Words(answer)} by {comment.AnsweredBy}{(comment.Reply.Length > 0 ? $": {comment.Reply}" : "")}",
    };

    /// <summary>An answer in words.</summary>
    public static string Words(CommentAnswer answer) => answer switch
    {
        CommentAnswer.Unspecified => "not answered",
        CommentAnswer.Wording => "accepted as wording",
        CommentAnswer.Substance => "accepted as substance",
        _ => "rejected",
    };

    static string Decided(MoreTime asked) => asked.DecidedBy.Length == 0
        ? "waits for its answer"
        : $"{(asked.Granted ? "granted" : "refused")} by {asked.DecidedBy}: {asked.Reply}";

    static Command Send() => Verb("send", "Send the letter to the authority for its check", Editor, (turn, letters, letter) =>
        letters.SendForCheckAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

    static Command Close() => Verb("close", "Close the check once every comment is answered", Editor, (turn, letters, letter) =>
        letters.CloseCheckAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

    static Command Comment()
    {
        var name = Case();
        var paragraph = new Argument<string>("paragraph") { Description = "Block id, as 'letter show --text' prints it" };
        var text = new Argument<string>("text") { Description = "The comment" };
        return Step("comment", "Comment on a paragraph, as the authority", Authority, [name, paragraph, text], async turn =>
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

    static Argument<int> CommentNumber() => new("comment") { Description = "Its number" };

    static Command Attach()
    {
        var (name, comment, file) = (Case(), CommentNumber(), File("The file, at most 10 MB: PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, MD, PNG or JPG"));
        return Step("attach", "Attach a file to a comment, as the authority", Authority, [name, comment, file], async turn =>
        {
            var header = new AttachmentHeader { RequestId = Requests.New(), Letter = turn.Case(name).Letter, Comment = turn.Get(comment), FileName = turn.Get(file).Name };
            var letter = await AttachmentUpload.Send(turn.Session.Letter(turn.Person), header, turn.Get(file), turn.Ct);
            var attachment = letter.Check.Comments.First(made => made.Id == header.Comment).Attachments[^1];
            turn.Print(attachment, () => Turn.Say($"{attachment.Name} {attachment.FileName}, {attachment.Size:N0} bytes, SHA-256 {attachment.Sha256}"));
        });
    }

    static Command GetAttachment()
    {
        var name = Case();
        var number = new Argument<int>("attachment") { Description = "Its number, as 'check show' prints it" };
        var to = new Option<FileInfo?>("--out") { Description = "File to write; else beside you under its own name" };
        return Step("attachment", "A file that was attached to a comment", Editor, [name, number, to], async turn =>
        {
            var about = turn.Case(name);
            var resource = $"{about.Letter}/attachments/{turn.Get(number)}";
            // Its name is in the check; a plain name, as the service takes no other.
            var path = turn.Parsed.GetValue(to)?.FullName
                ?? (await Find(turn, about)).Check?.Comments.SelectMany(comment => comment.Attachments).FirstOrDefault(one => one.Name == resource)?.FileName
                ?? throw new CommandFailed($"there is no {resource}");
            using var call = turn.Session.Letter(turn.Person).GetAttachment(new() { Name = resource }, cancellationToken: turn.Ct);
            var size = await Files.Save(path, call.ResponseStream.ReadAllAsync(turn.Ct), piece => piece.Data, turn.Ct,
                piece => piece.Attachment is { } said ? new(said.FileName, said.Size, said.Sha256) : null);
            Turn.Say($"{path} ({size:N0} bytes)");
        });
    }

    static Command MoreTime()
    {
        var name = Case();
        var until = new Option<string>("--until") { Description = "The day asked for, yyyy-MM-dd", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Step("more-time", "Ask for more time, as the authority", Authority, [name, until, reason], async turn =>
        {
            var letter = await turn.Session.Letter(turn.Person).RequestMoreTimeAsync(
                new() { RequestId = Requests.New(), Name = turn.Case(name).Letter, Until = turn.Get(until), Reason = turn.Get(reason) }, cancellationToken: turn.Ct);
            var asked = letter.Check.MoreTime[^1];
            turn.Print(asked, () => Turn.Say($"request {asked.Id} for more time, until {asked.Until}; it is now until {letter.Check.Deadline}"));
        });
    }

    static Command Decide()
    {
        var name = Case();
        var number = new Argument<int>("request") { Description = "Number of the request, as 'check show' prints it" };
        var decision = new Argument<string>("decision") { Description = "granted | refused" };
        decision.AcceptOnlyFromAmong("granted", "refused");
        var reply = new Option<string>("--reply") { Description = "The answer; required where refused", DefaultValueFactory = _ => "" };
        return Step("decide", "Grant or refuse more time", Editor, [name, number, decision, reply], async turn =>
        {
            var letter = await turn.Session.Letter(turn.Person).DecideMoreTimeAsync(new()
            {
                RequestId = Requests.New(),
                Name = turn.Case(name).Letter,
                MoreTime = turn.Get(number),
                Granted = turn.Get(decision) == "granted",
                Reply = turn.Get(reply),
            }, cancellationToken: turn.Ct);
            var asked = letter.Check.MoreTime.First(one => one.Id == turn.Get(number));
            turn.Print(asked, () => Turn.Say($"request {asked.Id} {Decided(asked)}; comments until {letter.Check.Deadline}"));
        });
    }

    static Command Answer()
    {
        var (name, comment) = (Case(), CommentNumber());
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
}
