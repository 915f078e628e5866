using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Apa.Publications.Web;

static partial class Pages
{
    /// <summary>How long a copy may be shown without asking again: a withdrawal must soon reach everyone.</summary>
    const string DocumentCache = "public, max-age=60, must-revalidate";

    /// <summary>A document of a letter as it stands.</summary>
    [AllowAnonymous]
    public static Task<IResult> Document(string laCode, string round, string file, PublicationDb db, HttpContext context) =>
        ShowDocument(laCode, round, null, file, db, context);

    /// <summary>A document of a revision of a letter, where it was published.</summary>
    [AllowAnonymous]
    public static Task<IResult> DocumentOfRevision(string laCode, string round, long revision, string file, PublicationDb db, HttpContext context) =>
        ShowDocument(laCode, round, revision, file, db, context);

    static async Task<IResult> ShowDocument(string laCode, string round, long? number, string file, PublicationDb db, HttpContext context)
    {
        var ct = context.RequestAborted;
        if (await db.PublicLetter(round, laCode, ct) is not { } letter || Revision(letter, number) is not { } revision
            || revision.Letter.Documents.FirstOrDefault(d => d.FileName == file) is not { } document) return Problems.NotFound(context.Request);
        if (!letter.IsOpen(revision)) return Problems.Gone(context.Request);

        var data = await db.Documents.AsNoTracking().Where(d => d.PublicationUid == revision.Uid && d.FileName == file).Select(d => d.Data).SingleAsync(ct);
        context.Response.Headers.CacheControl = DocumentCache;
        if (document.MediaType.StartsWith("text/html", StringComparison.Ordinal)) context.Response.Headers.ContentSecurityPolicy = PublicAnswers.LetterPolicy;
        var mediaType = document.MediaType.StartsWith("text/", StringComparison.Ordinal) && !document.MediaType.Contains(';', StringComparison.Ordinal)
            ? $"{document.MediaType}; charset=utf-8"
            : document.MediaType;
        return TypedResults.Bytes(data, mediaType, enableRangeProcessing: true, lastModified: revision.PublishedAt, entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""));
    }
}
