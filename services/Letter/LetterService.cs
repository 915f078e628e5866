using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

/// <summary>The Letter service; one file per RPC.</summary>
public sealed partial class LetterService(LetterDb db, KnownFrameworks frameworks, Renderings renderings, DocumentSigner signer, Notices.Occasions occasions, TimeProvider time) : Proto.LetterService.LetterServiceBase
{
    const string LetterPattern = "authorities/{la_code}/letters/{round}";

    /// <summary>The newest revision of a letter, to be changed.</summary>
    async Task<Letter> Find(string name, CancellationToken ct)
    {
        var parts = Names.Require(name, "name", LetterPattern);
        return await db.Revisions(parts[0], parts[1]).FirstOrDefaultAsync(ct) ?? throw Errors.NotFound(name);
    }

    /// <summary>As <see cref="Find"/>, for its own authority; another's, or one that was not sent yet, is not there for this caller.</summary>
    async Task<Letter> FindOwn(string name, ServerCallContext context)
    {
        var letter = await Find(name, context.CancellationToken);
        return context.Caller().IsAuthority(letter.LaCode) && letter.State != LetterState.Draft ? letter : throw Errors.NotFound(name);
    }

    /// <summary>As <see cref="Find"/>, at the etag that the caller has read.</summary>
    async Task<Letter> FindAt(string name, string etag, CancellationToken ct)
    {
        var letter = await Find(name, ct);
        Shared.Check.Etag(etag, letter.Etag, name);
        return letter;
    }

    /// <summary>
    /// The newest revision, or the one asked for, that the caller may see: an authority its own from IN_CHECK on, a service what was
    /// issued, staff all. What may not be seen is not there.
    /// </summary>
    async Task<Letter> FindVisible(string name, string field, long revision, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var parts = Names.Require(name, field, LetterPattern);
        var caller = context.Caller();
        var letters = db.Revisions(parts[0], parts[1]).AsNoTracking();
        if (revision > 0) letters = letters.Where(letter => letter.Revision == revision);
        if (!Staff.Any(caller.Is))
            letters = caller.IsAuthority(parts[0])
                ? letters.Where(letter => letter.State != LetterState.Draft)
                : letters.Where(letter => (letter.State == LetterState.Issued || letter.State == LetterState.Superseded) && caller.Is("service:publication"));
        return await letters.FirstOrDefaultAsync(ct) ?? throw Errors.NotFound(name);
    }

    /// <summary>The drafts of a letter that the caller may read: an authority those that it could.</summary>
    IQueryable<LetterDraft> DraftsFor(ServerCallContext context, Letter letter)
    {
        var all = !Staff.Any(context.Caller().Is) ? db.Drafts.Where(draft => draft.Shown) : db.Drafts;
        return all.AsNoTracking().Where(draft => draft.LetterUid == letter.Uid);
    }

    static readonly string[] Staff = [Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher];

    /// <summary>The framework that a letter was drafted by.</summary>
    async Task<Proto.Framework> FrameworkOf(Letter letter, CancellationToken ct) =>
        await frameworks.Find(db, letter.Judgement.Framework, ct) ?? throw new InvalidOperationException($"{Mapping.NameOf(letter.Judgement.Framework)} of {letter.Name} is gone");
}
