using System.CommandLine;
using Apa.Protos.Letters.V1;
using Grpc.Core;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

// The text: renderings of it, its figures, its drafts.
static partial class LetterCommands
{
    const string OfDocument = "letter.html, letter.pdf, letter.docx, letter.txt or letter.json";

    static Option<long> Revision() => new("--revision") { Description = "Issued revision; the newest where left out" };

    static Command GetDocument()
    {
        var name = Case();
        var file = new Argument<string>("document") { Description = OfDocument };
        var revision = Revision();
        var to = new Option<FileInfo?>("--out") { Description = "File to write; else beside you under its own name" };
        return Step("get", "A rendering, of the draft while it changes", Editor, [name, file, revision, to], async turn =>
        {
            using var call = turn.Session.Letter(turn.Person).GetDocument(
                new() { Letter = turn.Case(name).Letter, Revision = turn.Get(revision), FileName = turn.Get(file) }, cancellationToken: turn.Ct);
            await Save(turn, call, turn.Parsed.GetValue(to)?.FullName ?? Path.GetFileName(turn.Get(file)));
        });
    }

    static Command Preview()
    {
        var file = File("Framework file, as seeds/frameworks/apa-2006.json");
        var document = new Option<string>("--document") { Description = OfDocument, DefaultValueFactory = _ => "letter.html" };
        var to = new Option<FileInfo?>("--out") { Description = "File to write; else preview.html, .pdf, … beside you" };
        return Step("preview", "A letter of a framework file with sample data; nothing is loaded or kept", Editor, [file, document, to], async turn =>
        {
            var framework = FrameworkFile.Read(turn.Get(file).FullName).Letter;
            using var call = turn.Session.Letter(turn.Person).PreviewLetter(new() { Framework = framework, FileName = turn.Get(document) }, cancellationToken: turn.Ct);
            await Save(turn, call, turn.Parsed.GetValue(to)?.FullName ?? $"preview{Path.GetExtension(turn.Get(document))}");
        });
    }

    static async Task Save(Turn turn, AsyncServerStreamingCall<GetDocumentResponse> call, string path)
    {
        var size = await Files.Save(path, call.ResponseStream.ReadAllAsync(turn.Ct), piece => piece.Data, turn.Ct,
            piece => piece.Document is { } said ? new(said.FileName, said.Size, said.Sha256) : null);
        Turn.Say($"{path} ({size:N0} bytes)");
    }

    static Command Figures()
    {
        var name = Case();
        var text = new Option<string>("--text") { Description = "File with another text to check against the case, - for what is piped in; else the letter's own", DefaultValueFactory = _ => "" };
        var all = new Option<bool>("--all") { Description = "Also what only looks like a figure: years, ages, key stages" };
        return Step("figures", "The numerals of a text: bound to the evidence, without a match, or contradicting it", Editor, [name, text, all], async turn =>
        {
            var request = new CheckFiguresRequest { Letter = turn.Case(name).Letter, Text = await TextOf(turn.Get(text), turn.Ct) };
            var check = await turn.Session.Letter(turn.Person).CheckFiguresAsync(request, cancellationToken: turn.Ct);
            turn.Print(check, () => FiguresTable.Show(check, turn.Get(all), Terminal.Out));
            if (check.Contradicted > 0) throw new CommandFailed($"{check.Contradicted} {(check.Contradicted == 1 ? "figure contradicts" : "figures contradict")} the evidence");
        });
    }

    /// <summary>The text of a file, or of what is piped in; empty where neither was named.</summary>
    static async Task<string> TextOf(string source, CancellationToken ct)
    {
        if (source.Length == 0) return "";
        var text = source == "-" ? await Console.In.ReadToEndAsync(ct) : await System.IO.File.ReadAllTextAsync(source, ct);
        // An empty text would be taken for the letter's own.
        return text.Trim().Length > 0 ? text : throw new CommandFailed($"{(source == "-" ? "standard input" : source)} is empty");
    }

    static Command Drafts()
    {
        var name = Case();
        return Step("drafts", "The drafts of a letter: a line each time its text changed", Editor, [name], async turn =>
        {
            var drafts = new ListDraftsResponse();
            var request = new ListDraftsRequest { Letter = turn.Case(name).Letter, PageSize = PageSize };
            do
            {
                var page = await turn.Session.Letter(turn.Person).ListDraftsAsync(request, cancellationToken: turn.Ct);
                drafts.Drafts.Add(page.Drafts);
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            turn.Print(drafts, () =>
            {
                foreach (var draft in drafts.Drafts) Turn.Say(Line(draft));
            });
        });
    }

    static string Line(Draft draft) => $"draft {draft.Number}, revision {draft.Revision}, content {draft.ContentRevision}: {draft.At} {draft.Why}{(draft.By.Length > 0 ? $" by {draft.By}" : "")}";

    static Command Diff()
    {
        var name = Case();
        var from = new Option<int>("--from") { Description = "The earlier draft; the one before the later where left out" };
        var to = new Option<int>("--to") { Description = "The later draft; the latest where left out" };
        return Step("diff", "What changed between two drafts, word by word", Editor, [name, from, to], async turn =>
        {
            var diff = await turn.Session.Letter(turn.Person).DiffDraftsAsync(
                new() { Letter = turn.Case(name).Letter, From = turn.Get(from), To = turn.Get(to) }, cancellationToken: turn.Ct);
            turn.Print(diff, () => Show(diff, Terminal.Out));
        });
    }

    /// <summary>The blocks that differ, each under its id.</summary>
    public static void Show(DraftDiff diff, Terminal terminal)
    {
        terminal.Say($"from {Line(diff.From)}");
        terminal.Say($"to   {Line(diff.To)}");
        if (diff.Blocks.Count == 0) terminal.Say("no block differs");
        var coloured = terminal.Console.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
        foreach (var block in diff.Blocks)
        {
            terminal.Begin(block.Id);
            if (coloured) terminal.Console.Write(new Padder(new Markup(DraftDiffText.Coloured(block)), new Padding(2, 0, 0, 0)));
            else terminal.Say(DraftDiffText.Plain(block));
        }
    }
}
