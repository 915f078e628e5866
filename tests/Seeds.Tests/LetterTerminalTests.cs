using Apa.Cli;
using Apa.Protos.Letters.V1;
using Google.Protobuf;
using Spectre.Console;
using Change = Apa.Protos.Letters.V1.WordDiff.Types.Change;

namespace Apa.Seeds.Tests;

/// <summary>What people read of a letter at the terminal, and what is left of a file that did not come whole.</summary>
public sealed class LetterTerminalTests
{
    [Fact]
    public void A_difference_reads_with_and_without_colour_and_spaces_stand_outside_the_marks()
    {
        var block = Block((Change.Unspecified, "Reviews reach "), (Change.Deleted, "most "), (Change.Inserted, "all [known] "), (Change.Unspecified, "children."));

        Assert.Equal("Reviews reach [-most-] {+all [known]+} children.", DraftDiffText.Plain(block));
        Assert.Equal("Reviews reach [red strikethrough]most[/] [green underline]all [[known]][/] children.", DraftDiffText.Coloured(block));
    }

    [Theory]
    [InlineData(AnsiSupport.Yes, ColorSystemSupport.Standard, "[9;")]
    [InlineData(AnsiSupport.Yes, ColorSystemSupport.NoColors, "[-most-]")]
    [InlineData(AnsiSupport.No, ColorSystemSupport.Standard, "[-most-]")]
    public void A_difference_that_goes_into_a_file_or_to_a_terminal_without_colours_has_marks(AnsiSupport ansi, ColorSystemSupport colours, string gone)
    {
        using var written = new StringWriter();
        var terminal = new Terminal(AnsiConsole.Create(new() { Ansi = ansi, ColorSystem = colours, Out = new AnsiConsoleOutput(written) }));

        LetterCommands.Show(new() { From = new(), To = new(), Blocks = { Block((Change.Deleted, "most"), (Change.Unspecified, " children")) } }, terminal);

        Assert.Contains(gone, written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_stretch_without_a_change_is_left_out_but_for_the_words_beside_it()
    {
        var same = string.Join(' ', Enumerable.Range(1, 40)) + " ";
        var block = Block((Change.Unspecified, same), (Change.Inserted, "new"), (Change.Unspecified, " " + same), (Change.Deleted, "old"));

        Assert.Equal(
            "… 30 31 32 33 34 35 36 37 38 39 40 {+new+} 1 2 3 4 5 6 7 8 9 10 11 … 30 31 32 33 34 35 36 37 38 39 40 [-old-]",
            DraftDiffText.Plain(block));
    }

    [Fact]
    public void Figures_that_need_a_look_come_first()
    {
        var check = new FigureCheck
        {
            Numerals =
            {
                new Numeral { Text = "14-19", Finding = NumeralFinding.Name },
                new Numeral { Text = "90%", Finding = NumeralFinding.Bound },
                new Numeral { Text = "17", Finding = NumeralFinding.Unmatched },
                new Numeral { Text = "9%", Finding = NumeralFinding.Contradicted },
            },
        };

        Assert.Equal(["9%", "17", "90%", "14-19"], FiguresTable.Ordered(check).Select(numeral => numeral.Text));
    }

    [Fact]
    public void A_long_sentence_is_shown_around_its_numeral()
    {
        var sentence = $"{new string('a', 200)} 5.5% {new string('b', 200)}";

        Assert.Matches("^…a+ 5\\.5% b+…$", FiguresTable.Around(new() { Text = "5.5%", Sentence = sentence }));
        Assert.Equal("Only 5.5%.", FiguresTable.Around(new() { Text = "5.5%", Sentence = "Only 5.5%." }));
    }

    [Fact]
    public void A_letter_of_a_list_says_its_draft_its_deadline_while_in_check_and_what_is_synthetic()
    {
        var letter = new Letter { Authority = new() { LaCode = "919", Name = "Hertfordshire" }, State = LetterState.InCheck, Revision = 1, Draft = 3, Check = new() { Deadline = "2006-10-13" }, Synthetic = true };

        Assert.Equal("919 Hertfordshire: IN_CHECK, revision 1, draft 3, comments until 2006-10-13, SYNTHETIC", LetterCommands.Line(letter));
        letter.State = LetterState.Checked;
        Assert.DoesNotContain("2006-10-13", LetterCommands.Line(letter), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_reads_with_its_paragraphs_attachments_answers_and_requests()
    {
        var letter = new Letter
        {
            Name = "authorities/919/letters/apa-2006",
            Blocks = { new Block { Id = "findings-SS-3", Markdown = "Reports are {{figure s-16}}." } },
            Figures = { new TracedFigure { Reference = "s-16", Text = "up significantly" } },
            Check = new()
            {
                SentAt = "2006-10-02T09:00:00Z",
                Deadline = "2006-10-16",
                Comments =
                {
                    new Comment
                    {
                        Id = 1, Paragraph = "findings-SS-3", Text = "Please say why.", MadeBy = "harriet-authority", MadeAt = "2006-10-03T09:00:00Z",
                        Answer = CommentAnswer.Rejected, AnsweredBy = "edith-editor", Reply = "The evidence does not.",
                        Attachments = { new Attachment { Name = "authorities/919/letters/apa-2006/attachments/2", FileName = "note.txt", Size = 1234 } },
                    },
                    new Comment { Id = 2, Paragraph = "grades", Text = "Thank you.", MadeBy = "hugo-authority", MadeAt = "2006-10-04T09:00:00Z" },
                },
                MoreTime = { new MoreTime { Id = 1, Until = "2006-10-16", Reason = "Half-term.", AskedBy = "harriet-authority", AskedAt = "2006-10-05T09:00:00Z", Granted = true, Reply = "granted", DecidedBy = "edith-editor" } },
            },
        };

        Assert.Equal(
            [
                "authorities/919/letters/apa-2006, sent 2006-10-02T09:00:00Z, comments until the end of 2006-10-16",
                "comment 1 on findings-SS-3, harriet-authority 2006-10-03T09:00:00Z",
                "    | Reports are up significantly.",
                "    Please say why.",
                "    attached: note.txt, 1,234 bytes; ./apa check attachment 919/apa-2006 2",
                "    → rejected by edith-editor: The evidence does not.",
                "comment 2 on grades, hugo-authority 2006-10-04T09:00:00Z",
                "    Thank you.",
                "    → waits for its answer",
                "request 1 for more time, until 2006-10-16, harriet-authority 2006-10-05T09:00:00Z",
                "    Half-term.",
                "    → granted by edith-editor: granted",
            ],
            LetterCommands.CheckLines(letter, "919/apa-2006"));
    }

    [Theory]
    [InlineData(LetterState.Approved, "ofsted", false)]
    [InlineData(LetterState.Approved, "csci", true)]
    [InlineData(LetterState.Checked, "csci", false)]
    [InlineData(LetterState.Signed, "csci", false)]
    public void Only_approved_letters_that_the_body_has_not_signed_wait_for_it(LetterState state, string body, bool waits) =>
        Assert.Equal(waits, LetterCommands.WaitsFor(new() { State = state, Signatures = { new Signature { Body = "ofsted" } } }, [body]));

    [Theory]
    [InlineData("abc", 4, "b94f6f125c79e3a5ffaa826f584c10d52ada669e6762051b826b55776d05aed2", "was announced with 4 bytes and came with 3")]
    [InlineData("abc", 3, "b94f6f125c79e3a5ffaa826f584c10d52ada669e6762051b826b55776d05aed2", "came with SHA-256 ba7816bf")]
    public async Task A_file_other_than_announced_is_refused_and_what_was_there_stays(string came, long size, string sha256, string why)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("apa-files-").FullName, "letter.txt");
        await File.WriteAllTextAsync(path, "before", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<CommandFailed>(() => Files.Save(path, Pieces(came), piece => piece, TestContext.Current.CancellationToken, _ => new("letter.txt", size, sha256)));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_leaves_nothing()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("apa-files-").FullName, "letter.txt");

        await Assert.ThrowsAsync<IOException>(() => Files.Save(path, Broken(), piece => piece, TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(Path.GetDirectoryName(path)!);
    }

    static BlockDiff Block(params (Change Change, string Text)[] words) => new() { Words = { words.Select(word => new WordDiff { Change = word.Change, Text = word.Text }) } };

    static async IAsyncEnumerable<ByteString> Pieces(string text)
    {
        foreach (var character in text)
        {
            await Task.Yield();
            yield return ByteString.CopyFromUtf8($"{character}");
        }
    }

    static async IAsyncEnumerable<ByteString> Broken()
    {
        await Task.Yield();
        yield return ByteString.CopyFromUtf8("half");
        throw new IOException("the service went away");
    }
}
