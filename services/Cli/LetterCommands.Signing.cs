using System.CommandLine;
using Apa.Protos.Letters.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

// Signing: one letter, or all that wait; and what the service signed with its own key.
static partial class LetterCommands
{
    const string Signatory = "olive-ofsted";

    static Command Sign() => Verb("sign", "Sign for the body whose signatory you are (--as olive-ofsted, --as cecil-csci)", Signatory, (turn, letters, letter) =>
        letters.SignLetterAsync(new() { RequestId = Requests.New(), Name = letter.Name, TextSha256 = letter.TextSha256 }, cancellationToken: turn.Ct));

    static Command SignAll()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        return Step("sign-all", "Sign every approved letter of a round that waits for your body, with a record each", Signatory, [id], async turn =>
        {
            var bodies = turn.Session.BodiesOf(turn.Person);
            if (bodies.Count == 0) throw new CommandFailed($"{turn.Person} signs for no body");
            var waiting = (await LettersOf(turn, turn.Get(id))).Where(letter => WaitsFor(letter, bodies)).ToList();
            var refused = new List<SignLettersProgress>();
            foreach (var some in waiting.Chunk(PageSize)) refused.AddRange(await SignSome(turn, some));
            if (waiting.Count == 0 && !turn.Json) Turn.Say($"no letter of {turn.Get(id)} waits for the signature of {string.Join(" or ", bodies)}");
            if (refused.Count > 0)
                throw new CommandFailed($"{refused.Count} of {waiting.Count} letters were not signed:\n  {string.Join("\n  ", refused.Select(step => $"{step.Name}: {step.Reason}"))}");
        });
    }

    /// <summary>Approved, and one of these bodies has not signed it.</summary>
    public static bool WaitsFor(Letter letter, IReadOnlyList<string> bodies) =>
        letter.State is LetterState.Approved && bodies.Any(body => letter.Signatures.All(signature => signature.Body != body));

    /// <summary>Signs what was read, telling of each; answers with those that were refused.</summary>
    static async Task<IReadOnlyList<SignLettersProgress>> SignSome(Turn turn, IReadOnlyList<Letter> letters)
    {
        var request = new SignLettersRequest { RequestId = Requests.New() };
        request.Signings.Add(letters.Select(letter => new SignLettersRequest.Types.Signing { Name = letter.Name, TextSha256 = letter.TextSha256 }));
        using var call = turn.Session.Letter(turn.Person).SignLetters(request, cancellationToken: turn.Ct);
        var refused = new List<SignLettersProgress>();
        await foreach (var step in call.ResponseStream.ReadAllAsync(turn.Ct))
        {
            turn.Print(step, () => Turn.Say($"{step.Done} of {step.Total}  {step.Name} {(step.Signed ? "signed" : $"refused: {step.Reason}")}"));
            if (!step.Signed) refused.Add(step);
        }
        return refused;
    }

    static Command GetSignature()
    {
        var name = Case();
        var revision = Revision();
        var to = new Option<DirectoryInfo?>("--out") { Description = "Folder to write into; else where you are" };
        return Step("signature", $"The signature over an issued letter's documents, as {LetterSignatureFile.Name}", Editor, [name, revision, to], async turn =>
        {
            var signature = await turn.Session.Letter(turn.Person).GetSignatureAsync(
                new() { Letter = turn.Case(name).Letter, Revision = turn.Get(revision) }, cancellationToken: turn.Ct);
            var path = await LetterSignatureFile.Write(turn.Parsed.GetValue(to)?.FullName ?? Environment.CurrentDirectory, signature, turn.Ct);
            turn.Print(signature, () => Turn.Say($"{path} (revision {signature.Revision}, {signature.Documents.Count} documents)"));
        });
    }

    static Command Verify()
    {
        var file = File($"A document with {LetterSignatureFile.Name} beside it, or that file itself");
        var key = new Option<FileInfo?>("--key") { Description = "The service's public key as you trust it, PEM or JWK; else the one that came with the signature" };
        return Step("verify", "Whether an issued letter's files are those that were signed; needs no running stack", "", [file, key], turn =>
        {
            var pinned = turn.Parsed.GetValue(key);
            var verification = LetterVerification.Of(turn.Get(file).FullName, pinned?.FullName);
            foreach (var line in Lines(verification, pinned is not null)) Turn.Say(line);
            return verification.Failures.Count == 0
                ? Task.CompletedTask
                : throw new CommandFailed($"{Path.GetFileName(verification.Path)} does not hold:\n  {string.Join("\n  ", verification.Failures)}");
        }, needsStack: _ => false);
    }

    static IEnumerable<string> Lines(LetterVerification verification, bool pinned)
    {
        var signature = verification.Signature;
        // Only the list is signed; which letter it is, the documents themselves say.
        yield return $"{verification.Path}, by its own account of {signature.Letter}, revision {signature.Revision}";
        if (verification.SignatureHolds) yield return $"✓ signature over the list of {signature.Documents.Count} documents, ES256";
        if (verification.SignatureHolds && pinned) yield return $"✓ by the key that you trust, thumbprint {verification.Thumbprint}";
        else if (verification.SignatureHolds)
        {
            yield return $"? by the key that came with the file, thumbprint {verification.Thumbprint}";
            yield return "  whoever replaced both would not be noticed: compare the thumbprint with the service's, or name its key by --key FILE";
        }
        foreach (var document in verification.Checked) yield return $"✓ {document} is what was signed";
        foreach (var document in verification.Absent) yield return $"– {document} does not lie beside it and was not checked";
    }
}
