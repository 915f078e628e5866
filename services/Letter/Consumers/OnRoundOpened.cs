using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters.Consumers;

/// <summary>Keeps what a round's letters print; where that changes, letters not yet issued are drafted anew.</summary>
public sealed class OnRoundOpened(LetterDb db, KnownFrameworks frameworks, TimeProvider time) : IHandle<RoundOpened>
{
    public async Task Handle(RoundOpened data, EventContext about, CancellationToken ct)
    {
        var opened = data.Round;
        var letterDate = DateOnly.ParseExact(opened.LetterDate, "yyyy-MM-dd");
        if (await db.Rounds.FindAsync([opened.Id], ct) is not { } round)
        {
            db.Rounds.Add(new(opened.Id, opened.Title, letterDate, opened.Notice));
            return;
        }
        if (!round.Update(opened.Title, letterDate, opened.Notice)) return;
        var letters = await db.Letters.Where(l => l.RoundId == round.Id && l.State != LetterState.Issued && l.State != LetterState.Superseded).ToListAsync(ct);
        foreach (var letter in letters)
        {
            var framework = await frameworks.Find(db, letter.Judgement.Framework, ct);
            letter.Redraft(letter.Judgement, framework!, round, time.GetUtcNow());
        }
    }
}
