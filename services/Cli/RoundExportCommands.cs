using System.CommandLine;
using Apa.Protos.Publications.V1;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>An export of a released round, and whether it is what was published.</summary>
static class RoundExportCommands
{
    public static Command[] OfARound() => [Export(), Verify()];

    static Command Export()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        var to = new Option<DirectoryInfo>("--to") { Description = "Folder to write into: an empty one, or one that is made", Required = true };
        return Step("export", "Write what was published of a released round into a folder: manifest, signatures, keys, documents, judgements", "", [id, to], async turn =>
        {
            var folder = turn.Get(to).FullName;
            var manifest = await RoundExport.Write(turn.Session.Publication(null), $"rounds/{turn.Get(id)}", folder, turn.Ct);
            turn.Print(manifest, () => Turn.Say($"{folder}: {Counts(manifest)}"));
            // Something may have been published or withdrawn while it was written.
            if (RoundVerification.Of(folder, keyFile: null).Failures is { Count: > 0 } failures)
                throw new CommandFailed($"{folder} does not hold together; was something published meanwhile? Export it again:\n  {string.Join("\n  ", failures)}");
        });
    }

    static Command Verify()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "What ./apa round export wrote" };
        var key = new Option<FileInfo?>("--key") { Description = "Publication's public key as you trust it: PEM, JWK or JWK set; else the one that came with the export" };
        return Step("verify", "Whether an export of a round is what was published; needs no running stack", "", [folder, key], turn =>
        {
            var pinned = turn.Parsed.GetValue(key);
            var verification = RoundVerification.Of(turn.Get(folder).FullName, pinned?.FullName);
            foreach (var line in Lines(verification, pinned is not null)) Turn.Say(line);
            return verification.Failures.Count == 0
                ? Task.CompletedTask
                : throw new CommandFailed($"{turn.Get(folder).Name} does not hold:\n  {string.Join("\n  ", verification.Failures)}");
        }, needsStack: _ => false);
    }

    /// <summary>What was found in words, failures apart.</summary>
    internal static IEnumerable<string> Lines(RoundVerification verification, bool pinned)
    {
        var manifest = verification.Manifest;
        yield return $"{manifest.Round}, manifest {manifest.Revision} of {manifest.MadeAt}: {Counts(manifest)}";
        if (verification.SignatureHolds && pinned) yield return $"✓ signed by the key that you trust, thumbprint {verification.Thumbprint}";
        else if (verification.SignatureHolds)
        {
            yield return $"? signed by the key that came with the export, thumbprint {verification.Thumbprint}";
            yield return "  whoever replaced all of it would not be noticed: compare the thumbprint with the service's, or name its key by --key FILE";
        }
        if (verification.Unsigned.Count > 0) yield return $"– without a signature of their own, or without its key: {string.Join(", ", verification.Unsigned)}";
        if (verification.Failures.Count == 0) yield return $"✓ {manifest.Members.Sum(member => member.Documents.Count)} documents and {manifest.Members.Sum(member => member.Grades.Count)} grades are what was published";
    }

    static string Counts(RoundManifest manifest) =>
        $"{manifest.Counts.Published} of {manifest.Counts.Expected} published, {manifest.Counts.Held} held, {manifest.Counts.Withdrawn} withdrawn, {manifest.Counts.NotAssessed} not assessed"
        + (manifest.Counts.Outstanding > 0 ? $", {manifest.Counts.Outstanding} outstanding" : "");
}
