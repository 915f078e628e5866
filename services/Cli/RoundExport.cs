using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>Writes everything that was published of a round into a folder, for whoever wants to keep it or check it without a stack.</summary>
static class RoundExport
{
    /// <summary>Into an empty folder, or one that is made.</summary>
    /// <exception cref="CommandFailed">The folder holds something, or the manifest names what is no file of a letter.</exception>
    public static async Task<RoundManifest> Write(PublicationService.PublicationServiceClient publication, string round, string folder, CancellationToken ct)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new CommandFailed($"{folder}: is not empty; an export goes into a folder of its own");
        var signed = await publication.GetManifestAsync(new() { Round = round }, cancellationToken: ct);
        var manifest = RoundFolder.Parse(signed.Manifest.ToStringUtf8(), $"the manifest of {round}");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, RoundFolder.Manifest), signed.Manifest.ToByteArray(), ct);
        await File.WriteAllTextAsync(Path.Combine(folder, RoundFolder.Signature), signed.Signature, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, RoundFolder.Keys), KeySet(signed.Jwk), ct);
        foreach (var member in manifest.Members) await WriteLetter(publication, round, member, folder, ct);
        using var judgements = publication.ExportJudgements(new() { Round = round }, cancellationToken: ct);
        await Files.Save(Path.Combine(folder, RoundFolder.Judgements), judgements.ResponseStream.ReadAllAsync(ct), part => part.Data, ct);
        return manifest;
    }

    static async Task WriteLetter(PublicationService.PublicationServiceClient publication, string round, ManifestMember member, string folder, CancellationToken ct)
    {
        if (member.Documents.Count == 0) return;
        // What comes from elsewhere names no file outside the folder.
        if (!RoundFolder.IsPlain(member.Authority.LaCode) || member.Documents.FirstOrDefault(document => !RoundFolder.IsPlain(document.FileName)) is not null)
            throw new CommandFailed($"the manifest of {round} names what is no file of a letter, at {member.Authority.LaCode}");
        var letter = Path.Combine(folder, "letters", member.Authority.LaCode);
        Directory.CreateDirectory(letter);
        foreach (var document in member.Documents)
        {
            using var call = publication.GetPublishedDocument(
                new() { Publication = $"{round}/publications/{member.Authority.LaCode}", FileName = document.FileName, LetterRevision = member.LetterRevision }, cancellationToken: ct);
            await Files.Save(Path.Combine(letter, document.FileName), call.ResponseStream.ReadAllAsync(ct), part => part.Data, ct,
                part => part.Document is { } said ? new(said.FileName, said.Size, said.Sha256) : null);
        }
        if (RoundFolder.SignatureOf(member) is { } signature) await LetterSignatureFile.Write(letter, signature, ct);
    }

    static string KeySet(string jwk) => new JsonObject { ["keys"] = new JsonArray(JsonNode.Parse(jwk)) }.ToJsonString();
}
