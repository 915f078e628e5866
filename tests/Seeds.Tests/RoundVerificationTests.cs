using System.Security.Cryptography;
using Apa.Cli;
using Apa.Protos.Publications.V1;

namespace Apa.Seeds.Tests;

/// <summary>What <c>round verify</c> finds in an export of a released round, with no stack to ask.</summary>
public sealed class RoundVerificationTests : SignedRound
{
    IReadOnlyList<string> Failures(string? keyFile = null) => RoundVerification.Of(Folder, keyFile).Failures;

    void Change(string name, Func<string, string> change) => File.WriteAllText(In(name), change(File.ReadAllText(In(name))));

    [Fact]
    public void An_export_as_it_was_written_holds_and_says_whose_key_it_was_checked_by()
    {
        var verification = RoundVerification.Of(Folder, keyFile: null);
        Assert.Empty(verification.Failures);
        Assert.Equal(Thumbprint(Key), verification.Thumbprint);
        var lines = RoundExportCommands.Lines(verification, pinned: false).ToList();
        Assert.Equal("rounds/apa-2006, manifest 1 of 2006-11-01T00:01:00Z: 2 of 3 published, 1 held, 0 withdrawn, 1 not assessed", lines[0]);
        Assert.StartsWith("? signed by the key that came with the export", lines[1], StringComparison.Ordinal);
        Assert.Equal("✓ 4 documents and 4 grades are what was published", lines[^1]);
    }

    [Fact]
    public void A_key_that_is_trusted_pins_who_signed_as_PEM_as_a_key_and_as_a_set()
    {
        var trusted = Path.Combine(Path.GetTempPath(), $"apa-key-{Guid.NewGuid():N}");
        try
        {
            foreach (var text in (string[])[Key.ExportSubjectPublicKeyInfoPem(), Jwk(Key), $"{{\"keys\":[{Jwk(LetterKey)},{Jwk(Key)}]}}"])
            {
                File.WriteAllText(trusted, text);
                Assert.Empty(Failures(trusted));
            }
            using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Sign(forger);
            Assert.Empty(Failures());
            Assert.StartsWith("manifest.jws: ", Assert.Single(Failures(trusted)), StringComparison.Ordinal);
            File.WriteAllText(trusted, Jwk(Key));
            Assert.StartsWith($"manifest.jws: names the key {Thumbprint(forger)}", Assert.Single(Failures(trusted)), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(trusted);
        }
    }

    [Theory]
    [InlineData("manifest.json", "held\": 1", "held\": x", "")]
    [InlineData("manifest.json", "Slough", "Slouch", "manifest.jws: does not fit manifest.json")]
    [InlineData("manifest.jws", "..", ".e30.", "manifest.jws: is no detached JWS")]
    [InlineData("keys.json", "P-256", "P-384", "manifest.jws: ")]
    [InlineData("letters/919/letter.pdf", "919", "91", "letters/919/letter.pdf: has 13 bytes, 14 were signed")]
    [InlineData("letters/919/letter.html", "919", "918", "letters/919/letter.html: its SHA-256 is ")]
    [InlineData("letters/919/letter.signature.json", "text/plain", "text/html", "letters/919/letter.signature.json: is not the one that manifest.json lists")]
    [InlineData("judgements.csv", "919,Hertfordshire,east-of-england,2006,apa-2006,childrens-services,apa-four-point,3,good", "919,Hertfordshire,east-of-england,2006,apa-2006,childrens-services,apa-four-point,4,good", "judgements.csv: line 4: grade is \"4\", manifest.json has \"3\"")]
    [InlineData("judgements.csv", "919,Hertfordshire,east-of-england,2006,apa-2006,social-care", "919,Hertfordshire,east-of-england,2006,apa-2006,other", "judgements.csv: has no line of 919, social-care")]
    [InlineData("judgements.csv", "la_code,", "la,", "judgements.csv: judgements.csv: has no column \"la_code\"")]
    public void What_was_changed_is_named_with_its_file(string file, string before, string after, string fault)
    {
        Change(file, text => text.Contains(before, StringComparison.Ordinal) ? text.Replace(before, after, StringComparison.Ordinal) : throw new InvalidOperationException($"{before} is not in {file}"));
        if (fault.Length == 0) Assert.Throws<CommandFailed>(() => Failures());
        else Assert.StartsWith(fault, Failures()[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.jws")]
    [InlineData("keys.json")]
    [InlineData("judgements.csv")]
    [InlineData("letters/820/letter.pdf")]
    [InlineData("letters/820/letter.signature.json")]
    public void What_is_missing_is_named(string file)
    {
        File.Delete(In(file));
        Assert.Contains($"{file}: is missing", Failures());
    }

    [Theory]
    [InlineData("letters/826/letter.pdf")]
    [InlineData("letters/919/letter.docx")]
    [InlineData(".hidden")]
    public void What_belongs_to_nothing_is_named(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        File.WriteAllText(In(file), "extra");
        Assert.Equal($"{file}: belongs to nothing that the manifest lists", Assert.Single(Failures()));
    }

    [Fact]
    public void Counts_that_the_members_do_not_bear_out_are_each_named_though_it_is_signed()
    {
        Manifest.Counts = new() { Expected = 4, Published = 1, Held = 1, Withdrawn = 1, Outstanding = 1 };
        Sign(Key);
        Assert.Equal(
            [
                "manifest.json: says 1 published, and lists 2", "manifest.json: says 1 withdrawn, and lists 0", "manifest.json: says 0 not assessed, and lists 1",
                "manifest.json: says 1 outstanding, and lists 0", "manifest.json: says 4 expected, and lists 3",
            ],
            Failures());
    }

    [Fact]
    public void A_letter_whose_own_signature_does_not_hold_is_named_though_the_manifest_is_signed()
    {
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var member = Manifest.Members[^1];
        member.LetterSignature = Jws("[]"u8.ToArray(), LetterKey);
        WriteLetterSignature(member);
        Sign(Key);
        Assert.StartsWith("letters/919/letter.signature.json: does not fit the list of documents", Assert.Single(Failures()), StringComparison.Ordinal);
        member.LetterJwk = Jwk(forger);
        WriteLetterSignature(member);
        Sign(Key);
        Assert.StartsWith("letters/919/letter.signature.json: names the key", Assert.Single(Failures()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_that_came_without_a_signature_is_told_and_no_fault()
    {
        var member = Manifest.Members[^1];
        File.Delete(In(RoundFolder.Letter(member, LetterSignatureFile.Name)));
        (member.LetterSignature, member.LetterJwk) = ("", "");
        Sign(Key);
        var verification = RoundVerification.Of(Folder, null);
        Assert.Empty(verification.Failures);
        Assert.Contains("– without a signature of their own, or without its key: 919", RoundExportCommands.Lines(verification, pinned: false));
    }

    [Fact]
    public void A_name_that_leads_out_of_the_folder_is_named_and_not_followed()
    {
        Manifest.Members[^1].Documents[0].FileName = "../../../../etc/passwd";
        Sign(Key);
        Assert.Contains("manifest.json: 'letters/919/../../../../etc/passwd' is no plain file name", Failures());
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        Change("manifest.jws", text => text[..^4] + "AAAA");
        Change("letters/919/letter.pdf", text => text + "!");
        File.Delete(In("letters/820/letter.html"));
        File.WriteAllText(In("notes.txt"), "extra");
        Change("judgements.csv", text => text + text.Split("\r\n")[1] + "\r\n");
        var files = Failures().Select(failure => failure.Split(':')[0]).ToList();
        Assert.Equal(["judgements.csv", "letters/820/letter.html", "letters/919/letter.pdf", "manifest.jws", "notes.txt"], files.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_there_is_no_manifest_there_is_nothing_to_check()
    {
        File.Delete(In(RoundFolder.Manifest));
        Assert.Contains("./apa round export ROUND --to", Assert.Throws<CommandFailed>(() => Failures()).Message, StringComparison.Ordinal);
    }
}
