using Apa.Cli;
using Apa.Protos.Publications.V1;

namespace Apa.Seeds.Tests;

/// <summary><c>round export</c> and <c>round verify</c> as people start them.</summary>
public sealed class RoundExportTests(PublicationStub stub) : SignedRound, IClassFixture<PublicationStub>
{
    static IEnumerable<(string Name, string Content)> Tree(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != LetterSignatureFile.Name)
        .Select(path => (Path.GetRelativePath(folder, path), File.ReadAllText(path))).OrderBy(file => file.Item1, StringComparer.Ordinal);

    [Fact]
    public async Task An_export_holds_what_was_served_and_verifies_without_a_stack_until_somebody_changes_it()
    {
        stub.Service.Folder = Folder;
        var to = Path.Combine(Folder, "..", $"apa-export-{Guid.NewGuid():N}");
        try
        {
            var (exit, lines, error) = await stub.Run("round", "export", "apa-2006", "--to", to);
            Assert.True(exit == 0, string.Join('\n', error));
            Assert.EndsWith(": 2 of 3 published, 1 held, 0 withdrawn, 1 not assessed", Assert.Single(lines), StringComparison.Ordinal);
            Assert.Equal(Tree(Folder), Tree(to));
            // Everybody may: it is asked as nobody, and by the revision that the manifest lists.
            Assert.All(stub.Service.Asked, asked => Assert.Equal("", asked.Person));
            Assert.Equal(1, stub.Service.Last<GetPublishedDocumentRequest>().Request.LetterRevision);

            (exit, lines, _) = await stub.Run("round", "verify", to, "--key", Path.Combine(Folder, RoundFolder.Keys));
            Assert.Equal((0, $"✓ signed by the key that you trust, thumbprint {Thumbprint(Key)}"), (exit, lines[1]));

            File.AppendAllText(Path.Combine(to, "letters", "919", "letter.pdf"), "!");
            File.Delete(Path.Combine(to, RoundFolder.Judgements));
            (exit, _, error) = await stub.Run("round", "verify", to);
            Assert.Equal(1, exit);
            Assert.Equal([$"{Path.GetFileName(to)} does not hold:", "judgements.csv: is missing", "letters/919/letter.pdf: has 15 bytes, 14 were signed"], error);

            (exit, _, error) = await stub.Run("round", "export", "apa-2006", "--to", to);
            Assert.Equal(1, exit);
            Assert.Contains("is not empty", Assert.Single(error), StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        }
    }

    [Fact]
    public async Task What_changed_while_it_was_exported_is_told_at_once()
    {
        stub.Service.Folder = Folder;
        File.AppendAllText(In(RoundFolder.Judgements), File.ReadAllLines(In(RoundFolder.Judgements))[1].Replace("820", "826", StringComparison.Ordinal) + "\r\n");
        var to = Path.Combine(Folder, "..", $"apa-export-{Guid.NewGuid():N}");
        try
        {
            var (exit, _, error) = await stub.Run("round", "export", "apa-2006", "--to", to);
            Assert.Equal(1, exit);
            Assert.Contains("judgements.csv: line 6: manifest.json has no grade of 826, childrens-services", error);
        }
        finally
        {
            if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        }
    }

    [Fact]
    public async Task A_manifest_that_names_what_is_no_file_of_a_letter_writes_nothing_outside()
    {
        Manifest.Members[0].Documents[0].FileName = "../../outside";
        Sign(Key);
        stub.Service.Folder = Folder;
        var to = Path.Combine(Folder, "..", $"apa-export-{Guid.NewGuid():N}");
        try
        {
            var (exit, _, error) = await stub.Run("round", "export", "apa-2006", "--to", to);
            Assert.Equal((1, "the manifest of rounds/apa-2006 names what is no file of a letter, at 820"), (exit, Assert.Single(error)));
            Assert.False(File.Exists(Path.Combine(to, "..", "outside")));
        }
        finally
        {
            if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        }
    }
}
