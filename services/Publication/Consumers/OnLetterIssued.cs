using System.Diagnostics;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>Accepts an issued letter; its documents are pulled in a step of their own.</summary>
sealed class OnLetterIssued(PublicationDb db, TimeProvider time) : IHandle<LetterIssued>
{
    public async Task Handle(LetterIssued data, EventContext about, CancellationToken ct)
    {
        if (await db.FrameworkOf(data.Framework, ct) is null) throw new NotYet(Names.Framework(data.Framework.Id, data.Framework.Version));
        var (round, laCode) = (Names.RoundId(data.Round), data.Authority.LaCode);
        var opened = await db.Rounds.FindAsync([round], ct) ?? throw new NotYet(data.Round);
        if (!opened.IsToBeAssessed(laCode)) throw new NotYet($"{laCode} among the members to be assessed of {data.Round}");
        var before = await db.Newest(round).SingleOrDefaultAsync(p => p.LaCode == laCode, ct);
        if (before?.LetterRevision >= data.LetterRevision) return;
        db.Publications.Add(Publication.Accept(data, before, Activity.Current?.Id, time.GetUtcNow()));
    }
}
