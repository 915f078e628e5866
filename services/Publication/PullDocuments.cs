using System.Diagnostics;
using System.Security.Cryptography;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>
/// Pulls the documents of accepted letters from the Letter service, at the very revision, and checks size and SHA-256. What cannot
/// be had, or is not what was announced, is not taken: the publication says why and is tried again.
/// </summary>
sealed partial class PullDocuments(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger<PullDocuments> log)
    : Step(scopes, signal, time, log)
{
    readonly TimeProvider time = time;

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var now = time.GetUtcNow();
        var publication = await db.Publications.Where(p => p.State == PublicationState.Accepting && p.TryAfter <= now)
            .OrderBy(p => p.TryAfter).FirstOrDefaultAsync(ct);
        if (publication is null) return false;

        using var activity = Telemetry.Source.StartActivity("pull documents", ActivityKind.Internal, publication.Traceparent);
        activity?.SetTag("apa.publication", publication.Name);
        try
        {
            foreach (var document in publication.Letter.Documents)
                db.Documents.Add(await Pull(services.GetRequiredService<LetterService.LetterServiceClient>(), publication, document, ct));
            publication.DocumentsArrived();
        }
        catch (Unfit unfit)
        {
            db.ChangeTracker.Entries<StoredDocument>().ToList().ForEach(entry => entry.State = EntityState.Detached);
            publication.StillWaiting(unfit.Message, time.GetUtcNow());
            LogWaits(publication.Name, unfit.Message, publication.Attempts);
        }
        // No lock was held while pulling: where another replica was first, its row version refuses this save.
        await db.SaveChangesAsync(ct);
        return true;
    }

    static async Task<StoredDocument> Pull(LetterService.LetterServiceClient letters, Publication publication, Document document, CancellationToken ct)
    {
        var request = new GetDocumentRequest { Letter = publication.Letter.Letter, Revision = publication.LetterRevision, FileName = document.FileName };
        try
        {
            using var call = letters.GetDocument(request, cancellationToken: ct);
            var data = new MemoryStream();
            while (data.Length <= document.Size && await call.ResponseStream.MoveNext(ct)) call.ResponseStream.Current.Data.WriteTo(data);
            return new() { PublicationUid = publication.Uid, FileName = document.FileName, Data = Checked(document, data.ToArray()) };
        }
        catch (RpcException e) when (!ct.IsCancellationRequested)
        {
            throw new Unfit($"{document.FileName}: the letter service answers {e.StatusCode}: {e.Status.Detail}");
        }
    }

    static byte[] Checked(Document announced, byte[] data)
    {
        if (data.Length != announced.Size)
            throw new Unfit($"{announced.FileName}: {announced.Size} bytes were announced, {(data.Length > announced.Size ? "more" : $"{data.Length}")} came");
        if (Convert.ToHexStringLower(SHA256.HashData(data)) != announced.Sha256) throw new Unfit($"{announced.FileName}: its SHA-256 is not the one that was announced");
        return data;
    }

    /// <summary>A document cannot be had or is not what was announced.</summary>
    sealed class Unfit(string why) : Exception(why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Publication} waits, tried {Times} times: {Why}")]
    private partial void LogWaits(string publication, string why, int times);
}
