using System.Globalization;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;

namespace Apa.Cli;

/// <summary>
/// Whether an export of a released round is what was published, found out from its files alone: the manifest's signature, its counts,
/// every file against its size and SHA-256, each letter's own signature, the judgements line by line.
/// </summary>
sealed class RoundVerification
{
    static readonly string[] Columns = ["la_code", "name", "region", "year", "round", "area", "scale", "grade", "word", "published_at", "revision", "sha256", "synthetic"];

    readonly string folder;
    readonly List<string> failures = [];

    RoundVerification(string folder) => this.folder = folder;

    public RoundManifest Manifest { get; private set; } = new();

    /// <summary>Thumbprint of the key that the manifest was checked by; empty where there was none.</summary>
    public string Thumbprint { get; private set; } = "";

    public bool SignatureHolds { get; private set; }

    /// <summary>Letters that came without a signature of their own or without its key, by LA code: that one is not checked.</summary>
    public IReadOnlyList<string> Unsigned => [.. Manifest.Members.Where(member => member.State == ManifestState.Published && !IsSigned(member)).Select(member => member.Authority.LaCode)];

    /// <summary>What does not hold, a line each: the file, and why.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <param name="folder">An export.</param>
    /// <param name="keyFile">The key that is trusted, PEM, JWK or JWK set; null: the one in the export.</param>
    /// <exception cref="CommandFailed">There is nothing to check: no manifest, or none that can be read.</exception>
    public static RoundVerification Of(string folder, string? keyFile)
    {
        var verification = new RoundVerification(Path.GetFullPath(folder));
        var manifest = verification.In(RoundFolder.Manifest);
        if (!File.Exists(manifest)) throw new CommandFailed($"{manifest}: there is no such file; ./apa round export ROUND --to {folder} writes it");
        verification.CheckSignature(File.ReadAllBytes(manifest), keyFile);
        verification.Manifest = RoundFolder.Parse(File.ReadAllText(manifest), manifest);
        verification.CheckForm();
        verification.CheckCounts();
        verification.CheckFiles();
        foreach (var member in verification.Manifest.Members) verification.CheckLetter(member);
        verification.CheckJudgements();
        return verification;
    }

    string In(string name) => Path.Combine([folder, .. name.Split('/')]);

    void Fail(string file, string why) => failures.Add($"{file}: {why}");

    void CheckSignature(byte[] manifest, string? keyFile)
    {
        try
        {
            if (!File.Exists(In(RoundFolder.Signature))) return;
            var jws = File.ReadAllText(In(RoundFolder.Signature)).Trim();
            using var key = PublicKey.OfFile(keyFile ?? In(RoundFolder.Keys), DetachedJws.KeyOf(jws));
            Thumbprint = key.Thumbprint;
            if (DetachedJws.Fault(jws, manifest, key, $"does not fit {RoundFolder.Manifest}: one of the two was changed after signing") is { } fault) Fail(RoundFolder.Signature, fault);
            else SignatureHolds = true;
        }
        catch (CommandFailed e)
        {
            Fail(RoundFolder.Signature, e.Message);
        }
    }

    /// <summary>Whatever made it, it can be gone through to its end.</summary>
    void CheckForm()
    {
        foreach (var member in Manifest.Members)
        {
            if (member.Authority is null) Fail(RoundFolder.Manifest, "lists a member without an authority");
            member.Authority ??= new();
            foreach (var grade in member.Grades) grade.Grade ??= new();
        }
    }

    void CheckCounts()
    {
        var counts = Manifest.Counts ?? new();
        void Count(string what, int said, params ManifestState[] states)
        {
            var found = Manifest.Members.Count(member => states.Contains(member.State));
            if (found != said) Fail(RoundFolder.Manifest, $"says {said} {what}, and lists {found}");
        }
        Count("published", counts.Published, ManifestState.Published);
        Count("held", counts.Held, ManifestState.Held);
        Count("withdrawn", counts.Withdrawn, ManifestState.Withdrawn);
        Count("not assessed", counts.NotAssessed, ManifestState.NotAssessed);
        Count("outstanding", counts.Outstanding, ManifestState.Outstanding);
        Count("expected", counts.Expected, ManifestState.Published, ManifestState.Held, ManifestState.Withdrawn, ManifestState.Outstanding);
        foreach (var twice in Manifest.Members.GroupBy(member => member.Authority.LaCode).Where(group => group.Count() > 1)) Fail(RoundFolder.Manifest, $"lists {twice.Key} more than once");
        foreach (var member in Manifest.Members.Where(member => member.State != ManifestState.Published && member.Documents.Count > 0))
            Fail(RoundFolder.Manifest, $"lists documents of {member.Authority.LaCode}, which is not published");
    }

    void CheckFiles()
    {
        var promised = RoundFolder.Files(Manifest).ToHashSet(StringComparer.Ordinal);
        var there = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in promised.Except(there).Order(StringComparer.Ordinal)) Fail(missing, "is missing");
        foreach (var extra in there.Except(promised).Order(StringComparer.Ordinal)) Fail(extra, "belongs to nothing that the manifest lists");
    }

    void CheckLetter(ManifestMember member)
    {
        foreach (var document in member.Documents)
        {
            var name = RoundFolder.Letter(member, document.FileName);
            // A name that leads elsewhere is no name of a document; nothing outside the folder is read.
            if (!RoundFolder.IsPlain(document.FileName) || !RoundFolder.IsPlain(member.Authority.LaCode)) Fail(RoundFolder.Manifest, $"'{name}' is no plain file name");
            else if (File.Exists(In(name)) && LetterVerification.FileFault(In(name), document.Size, document.Sha256) is { } fault) Fail(name, fault);
        }
        var file = RoundFolder.Letter(member, LetterSignatureFile.Name);
        if (RoundFolder.SignatureOf(member) is not { } signature || !RoundFolder.IsPlain(member.Authority.LaCode) || !File.Exists(In(file))) return;
        try
        {
            var verification = LetterVerification.Of(In(file), keyFile: null);
            // Its documents were checked above, by the manifest's list.
            if (!verification.Signature.Equals(signature)) Fail(file, $"is not the one that {RoundFolder.Manifest} lists");
            foreach (var failure in verification.Failures.Where(failure => IsSigned(member) && !verification.SignatureHolds && failure.StartsWith("signature: ", StringComparison.Ordinal)))
                Fail(file, failure["signature: ".Length..]);
        }
        catch (CommandFailed e)
        {
            Fail(file, e.Message);
        }
    }

    static bool IsSigned(ManifestMember member) => member.LetterSignature.Length > 0 && member.LetterJwk.Length > 0;

    void CheckJudgements()
    {
        if (!File.Exists(In(RoundFolder.Judgements))) return;
        try
        {
            var csv = CsvFile.Read(In(RoundFolder.Judgements));
            csv.Require(RoundFolder.Judgements, Columns);
            foreach (var problem in csv.Problems) Fail(RoundFolder.Judgements, $"line {problem.Line} {problem.Why}");
            var expected = Manifest.Members.Where(member => member.State == ManifestState.Published)
                .SelectMany(member => member.Grades.Select(grade => (Key: (member.Authority.LaCode, grade.Area), Line: Line(member, grade)))).ToList();
            var found = csv.Rows.ToLookup(row => (row["la_code"], row["area"]));
            foreach (var (key, line) in expected)
            {
                var rows = found[key].ToList();
                if (rows.Count != 1) Fail(RoundFolder.Judgements, $"has {(rows.Count == 0 ? "no line" : $"{rows.Count} lines")} of {key.LaCode}, {key.Area}");
                else
                    foreach (var column in Columns.Where(column => Unescaped(rows[0][column]) != line[column]))
                        Fail(RoundFolder.Judgements, $"line {rows[0].Line}: {column} is \"{rows[0][column]}\", {RoundFolder.Manifest} has \"{line[column]}\"");
            }
            foreach (var row in csv.Rows.Where(row => !expected.Any(one => one.Key == (row["la_code"], row["area"]))))
                Fail(RoundFolder.Judgements, $"line {row.Line}: {RoundFolder.Manifest} has no grade of {row["la_code"]}, {row["area"]}");
        }
        catch (CommandFailed e)
        {
            Fail(RoundFolder.Judgements, e.Message);
        }
    }

    Dictionary<string, string> Line(ManifestMember member, AreaGrade grade) => new(StringComparer.Ordinal)
    {
        ["la_code"] = member.Authority.LaCode,
        ["name"] = member.Authority.Name.Trim(),
        ["region"] = member.Authority.Region,
        ["year"] = member.LetterDate.Split('-')[0],
        ["round"] = Manifest.Round.Split('/')[^1],
        ["area"] = grade.Area,
        ["scale"] = grade.Grade.Scale,
        ["grade"] = grade.Grade.Value.ToString(CultureInfo.InvariantCulture),
        ["word"] = grade.Grade.Word,
        ["published_at"] = member.PublishedAt,
        ["revision"] = member.LetterRevision.ToString(CultureInfo.InvariantCulture),
        ["sha256"] = member.Documents.FirstOrDefault(document => document.FileName == "letter.pdf")?.Sha256 ?? "",
        ["synthetic"] = member.Synthetic ? "true" : "false",
    };

    /// <summary>Texts that a spreadsheet would run begin with an apostrophe.</summary>
    static string Unescaped(string cell) => cell.StartsWith('\'') ? cell[1..] : cell;
}
