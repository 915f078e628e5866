using Apa.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Apa.Publications.Web;

static partial class Pages
{
    /// <summary>How long a copy may be shown without asking again: a withdrawal must soon reach everyone.</summary>
    const string DocumentCache = "public, max-age=60, must-revalidate";

    /// <summary>A document of a letter as it stands.</summary>
    [AllowAnonymous]
    public static Task<IResult> Document(string laCode, string round, string file, PublicationDb db, DocumentStore documents, TimeProvider time, HttpContext context) =>
        ShowDocument(new(new Caller(context.User).Sub, round, laCode, 0, file), db, documents, time, context);

    /// <summary>A document of a revision of a letter, where it was published.</summary>
    [AllowAnonymous]
    public static Task<IResult> DocumentOfRevision(
        string laCode, string round, long revision, string file, PublicationDb db, DocumentStore documents, TimeProvider time, HttpContext context) =>
        ShowDocument(new(new Caller(context.User).Sub, round, laCode, revision, file), db, documents, time, context);

    static async Task<IResult> ShowDocument(Reading reading, PublicationDb db, DocumentStore documents, TimeProvider time, HttpContext context)
    {
        var ct = context.RequestAborted;
        // The same for everyone, so that the header tells nothing.
        context.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Authorization);
        var letter = await db.PublicLetter(reading.Round, reading.LaCode, ct);
        if ((letter is null ? null : Revision(letter, reading.LetterRevision)) is not { } revision || revision.Letter.Documents.All(d => d.FileName != reading.FileName))
            // For those who were named, and recorded; for everybody else nothing is here.
            return await db.ReadBeforeRelease(reading, time.GetUtcNow(), ct) is { } scheduled
                ? Show(scheduled, reading.FileName, documents, context, "private, no-store", null)
                : Problems.NotFound(context.Request);
        return letter!.IsOpen(revision) ? Show(revision, reading.FileName, documents, context, DocumentCache, revision.PublishedAt) : Problems.Gone(context.Request);
    }

    static FileStreamHttpResult Show(Publication publication, string file, DocumentStore documents, HttpContext context, string cache, DateTimeOffset? published)
    {
        var document = publication.Letter.Documents.First(d => d.FileName == file);
        context.Response.Headers.CacheControl = cache;
        if (document.MediaType.StartsWith("text/html", StringComparison.Ordinal)) context.Response.Headers.ContentSecurityPolicy = PublicAnswers.LetterPolicy;
        var mediaType = document.MediaType.StartsWith("text/", StringComparison.Ordinal) && !document.MediaType.Contains(';', StringComparison.Ordinal)
            ? $"{document.MediaType}; charset=utf-8"
            : document.MediaType;
        return TypedResults.Stream(documents.Open(publication.Uid, file, document.Size), mediaType, enableRangeProcessing: true,
            lastModified: published, entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""));
    }
}
