using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Publications;

/// <summary>Keeps the round: whom it has, when its letters are released, what is known of the rest.</summary>
sealed class OnRoundOpened(PublicationDb db) : IHandle<RoundOpened>
{
    public async Task Handle(RoundOpened data, EventContext about, CancellationToken ct)
    {
        if (await db.Rounds.FindAsync([data.Round.Id], ct) is { } known) known.Change(data.Round);
        else db.Rounds.Add(Round.Open(data.Round));
    }
}
