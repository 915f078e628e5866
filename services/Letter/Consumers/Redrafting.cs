using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters.Consumers;

/// <summary>What a proposed and a final judgement both do: draft the letter, or draft it anew from later content.</summary>
public sealed class Redrafting(LetterDb db, KnownFrameworks frameworks, TimeProvider time)
{
    /// <summary>The letter as drafted from this content; null where it has gone on to later content already.</summary>
    public async Task<Letter?> Draft(Judgement judgement, CancellationToken ct)
    {
        var roundId = Names.Parse(judgement.Round, "rounds/{id}") is [var id] ? id : throw new InvalidOperationException($"'{judgement.Round}' is no round");
        var round = await db.Rounds.FindAsync([roundId], ct) ?? throw new NotYet(judgement.Round);
        var framework = await frameworks.Find(db, judgement.Framework, ct) ?? throw new NotYet(Mapping.NameOf(judgement.Framework));

        var now = time.GetUtcNow();
        var letter = await db.Revisions(judgement.Authority.LaCode, roundId).FirstOrDefaultAsync(ct);
        if (judgement.ContentRevision < letter?.ContentRevision) return null;
        if (judgement.ContentRevision == letter?.ContentRevision) return letter;
        if (letter is null) letter = db.Letters.Add(Letter.Begin(Guid.CreateVersion7(now), judgement, framework, round, now)).Entity;
        else if (letter.IsIssued) letter = db.Letters.Add(letter.Next(judgement, framework, round, now)).Entity;
        else letter.Redraft(judgement, framework, round, now);
        await Keep(letter, judgement, ct);
        return letter;
    }

    /// <summary>Keeps the evidence beside the letter.</summary>
    async Task Keep(Letter letter, Judgement judgement, CancellationToken ct)
    {
        if (await db.Evidence.FindAsync([letter.Uid, letter.Revision], ct) is { } kept) kept.Figures = KeptEvidence.Of(judgement);
        else db.Evidence.Add(new() { LetterUid = letter.Uid, Revision = letter.Revision, Figures = KeptEvidence.Of(judgement) });
    }
}
