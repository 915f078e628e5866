using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters.Consumers;

/// <summary>What a proposed and a final judgement both do: draft the letter, or draft it anew from later content.</summary>
public sealed class Redrafting(LetterDb db, TimeProvider time)
{
    /// <summary>The letter as drafted from this content; null where it has gone on to later content already.</summary>
    public async Task<Letter?> Draft(Judgement judgement, CancellationToken ct)
    {
        var roundId = Names.Parse(judgement.Round, "rounds/{id}") is [var id] ? id : throw new InvalidOperationException($"'{judgement.Round}' is no round");
        var round = await db.Rounds.FindAsync([roundId], ct) ?? throw new NotYet(judgement.Round);
        var reference = judgement.Framework;
        var framework = (await db.Frameworks.FindAsync([reference.Id, reference.Version], ct))?.Document ?? throw new NotYet(Mapping.NameOf(reference));

        var letter = await db.Revisions(judgement.Authority.LaCode, roundId).FirstOrDefaultAsync(ct);
        if (letter is null) return Added(Letter.Begin(Guid.CreateVersion7(time.GetUtcNow()), judgement, framework, round, time.GetUtcNow()));
        if (judgement.ContentRevision <= letter.ContentRevision) return judgement.ContentRevision == letter.ContentRevision ? letter : null;
        if (letter.IsIssued) return Added(letter.Next(judgement, framework, round, time.GetUtcNow()));
        letter.Redraft(judgement, framework, round, time.GetUtcNow());
        return letter;
    }

    Letter Added(Letter letter) => db.Letters.Add(letter).Entity;
}
