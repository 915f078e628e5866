using System.CommandLine;
using Apa.Protos.Letters.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>The letter: wording, factual accuracy check, approval, signatures, issue.</summary>
static partial class LetterCommands
{
    const string Editor = "edith-editor";
    const string Approver = "emil-editor";
    const string Authority = "harriet-authority";

    /// <summary>The most that a list answers with at once.</summary>
    const int PageSize = 1000;

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Group("letter", "Letters",
            ShowLetter(), ListLetters(), Edit(), Preview(), GetDocument(), Figures(), Drafts(), Diff(), SignAll(), GetSignature(), Verify()));
        root.Subcommands.Add(Group("check", "The factual accuracy check",
            ShowCheck(), Send(), Comment(), Attach(), GetAttachment(), MoreTime(), Decide(), Answer(), Close()));
        root.Subcommands.Add(Approve());
        root.Subcommands.Add(Sign());
        root.Subcommands.Add(Issue());
    }

    static async Task<Letter> Find(Turn turn, CaseName name) =>
        await turn.Session.Letter(turn.Person).GetLetterAsync(new() { Name = name.Letter }, cancellationToken: turn.Ct);

    static void Show(Turn turn, Letter letter)
    {
        Turn.Say($"{letter.Name} revision {letter.Revision}, draft {letter.Draft}: {Words(letter.State)}, dated {letter.LetterDate}, judgement {(letter.JudgementFinal ? "final" : "proposed")}{(letter.Synthetic ? ", SYNTHETIC" : "")}");
        Turn.Say($"text {letter.TextSha256}");
        if (letter.Check is { } check)
        {
            Turn.Say($"check sent {check.SentAt}, comments until {check.Deadline}{(check.ClosedAt.Length > 0 ? $", closed {check.ClosedAt}" : "")}");
            foreach (var comment in check.Comments) Turn.Say($"comment {comment.Id} on {comment.Paragraph}: {comment.Text} → {Answered(comment)}");
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
            var letters = new ListLettersResponse { Letters = { await LettersOf(turn, turn.Get(id)) } };
            turn.Print(letters, () =>
            {
                foreach (var letter in letters.Letters) Turn.Say(Line(letter));
            });
        });
    }

    /// <summary>A letter of a list: where it stands, and until when an authority may comment.</summary>
    public static string Line(Letter letter) =>
        $"{letter.Authority.LaCode} {letter.Authority.Name}: {Words(letter.State)}, revision {letter.Revision}, draft {letter.Draft}"
        + (letter is { State: LetterState.InCheck, Check: { } check } ? $", comments until {check.Deadline}" : "")
        + (letter.Synthetic ? ", SYNTHETIC" : "");

    /// <summary>Every letter of a round, by LA code.</summary>
    static async Task<IReadOnlyList<Letter>> LettersOf(Turn turn, string round)
    {
        var letters = new List<Letter>();
        var request = new ListLettersRequest { Round = $"rounds/{round}", PageSize = PageSize };
        do
        {
            var page = await turn.Session.Letter(turn.Person).ListLettersAsync(request, cancellationToken: turn.Ct);
            letters.AddRange(page.Letters);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return letters;
    }

    /// <summary>A state as the documentation writes it.</summary>
    static string Words(LetterState state) => state is LetterState.InCheck ? "IN_CHECK" : state.ToString().ToUpperInvariant();

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

    static Command Approve() => Verb("approve", "Approve the letter for signature", Approver, (turn, letters, letter) =>
        letters.ApproveLetterAsync(new() { RequestId = Requests.New(), Name = letter.Name, Etag = letter.Etag }, cancellationToken: turn.Ct));

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
