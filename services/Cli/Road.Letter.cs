using System.Globalization;
using System.Security.Cryptography;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Grpc.Core;
using static Apa.Cli.Patience;

namespace Apa.Cli;

/// <summary>The last part of the road: approval, signatures, publication, documents.</summary>
sealed partial class Road
{
    async Task ApproveAndSign(CancellationToken ct)
    {
        var letter = await Until("the final judgement reaching the letter", () => Letter(ct), l => l.JudgementFinal, ct);
        if (letter.State == LetterState.Checked)
        {
            var approve = new ApproveLetterRequest { Name = name.Letter, Etag = letter.Etag };
            approve.RequestId = Requests.For(approve);
            letter = await Change(() => session.Letter(cast.Approver).ApproveLetterAsync(approve, cancellationToken: ct), ct);
        }
        foreach (var (body, person) in cast.Signatories)
        {
            if (letter.State != LetterState.Approved || letter.Signatures.Any(s => s.Body == body)) continue;
            var sign = new SignLetterRequest { Name = name.Letter, TextSha256 = letter.TextSha256 };
            sign.RequestId = Requests.For(sign);
            letter = await Change(() => session.Letter(person).SignLetterAsync(sign, cancellationToken: ct), ct);
        }
        terminal.Say("signed by " + string.Join(" and ", letter.Signatures.Select(s => $"{s.Name} ({s.Body})")));
    }

    async Task Issue(CancellationToken ct)
    {
        var letter = (await Letter(ct))!;
        if (letter.State == LetterState.Signed)
        {
            var issue = new IssueLetterRequest { Name = name.Letter, Etag = letter.Etag };
            issue.RequestId = Requests.For(issue);
            letter = await Change(() => session.Letter(cast.Editor).IssueLetterAsync(issue, cancellationToken: ct), ct);
        }
        terminal.Say(string.Join(", ", letter.Documents.Select(d => $"{d.FileName} {d.Size:N0} bytes")));
    }

    async Task<Publication> Publish(CancellationToken ct)
    {
        var publication = await Until("accepting the letter for publication", () => Publication(ct), p => p.State != PublicationState.Accepting, ct);
        if (publication.State == PublicationState.Pending)
        {
            var schedule = new SchedulePublicationRequest { Name = name.Publication, Etag = publication.Etag, CorrectionReason = await CorrectionReason(publication, ct) };
            schedule.RequestId = Requests.For(schedule);
            publication = await Change(() => session.Publication(cast.Publisher).SchedulePublicationAsync(schedule, cancellationToken: ct), ct);
        }
        if (publication.State == PublicationState.Scheduled && Instant(publication.ReleaseInstant) > TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1))
        {
            terminal.Say($"scheduled for {publication.ReleaseInstant}");
            return publication;
        }
        publication = await Until("publication", () => Publication(ct), p => p.State == PublicationState.Published, ct);
        var late = publication.PublishedLate ? $", its instant {publication.ReleaseInstant} being past" : "";
        terminal.Say($"published at {publication.PublishedAt}{late}");
        return publication;
    }

    static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Why the published letter is replaced; empty where none is published.</summary>
    async Task<string> CorrectionReason(Publication pending, CancellationToken ct)
    {
        var register = await session.Publication(null).GetRegisterAsync(new() { Round = name.RoundName }, cancellationToken: ct);
        var published = register.Entries.Any(entry => entry.Publication == pending.Name && entry.State == RegisterState.Published);
        return published ? $"the letter was issued again, as revision {pending.LetterRevision}" : "";
    }

    /// <summary>Fetches the documents as the public does, without a token, and checks them against their hashes.</summary>
    async Task Fetch(CancellationToken ct)
    {
        var folder = Path.Combine(session.StateDirectory, "out", name.Folder);
        Directory.CreateDirectory(folder);
        var register = await Ask(() => session.Publication(null).GetRegisterAsync(new() { Round = name.RoundName }, cancellationToken: ct), ct);
        var entry = register.Entries.First(e => e.Authority.LaCode == name.LaCode);
        foreach (var document in entry.Documents)
        {
            var path = Path.Combine(folder, document.FileName);
            if (!File.Exists(path) || Hash(await File.ReadAllBytesAsync(path, ct)) != document.Sha256)
                await Download(document, path, ct);
            terminal.Say(path);
        }
        // The public has no part in the signature: the editor fetches it from where it was made.
        var revision = (await Publication(ct))!.LetterRevision;
        var signature = await Ask(() => session.Letter(cast.Editor).GetSignatureAsync(new() { Letter = name.Letter, Revision = revision }, cancellationToken: ct), ct);
        var signed = await LetterSignatureFile.Write(folder, signature, ct);
        terminal.Say(signed);
        var events = Path.Combine(folder, "events.jsonl");
        await Until("the Audit Commission's consumer hearing of it", () => Task.FromResult(File.Exists(events) ? events : null), _ => true, ct);
        terminal.Say(events);
        terminal.Say($"are these the files that were signed? ./apa letter verify {signed}");
    }

    async Task Download(PublishedDocument document, string path, CancellationToken ct)
    {
        using var call = session.Publication(null).GetPublishedDocument(
            new() { Publication = name.Publication, FileName = document.FileName }, cancellationToken: ct);
        await Files.Save(path, call.ResponseStream.ReadAllAsync(ct), part => part.Data, ct, _ => new(document.FileName, document.Size, document.Sha256));
    }

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
