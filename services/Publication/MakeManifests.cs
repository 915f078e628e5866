using System.Data;
using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>
/// Makes and signs the manifest of a round once its release was told, and again whenever something of it is other than the last one
/// says. A step of its own: a key that is missing holds up no release.
/// </summary>
sealed partial class MakeManifests(IServiceScopeFactory scopes, CommitSignal signal, SigningKey key, TimeProvider time, ILogger<MakeManifests> log)
    : Step(scopes, signal, time, log)
{
    readonly TimeProvider time = time;

    // A manifest is of a whole round: a row of withdrawals gets a few, not one each.
    protected override TimeSpan Rest => TimeSpan.FromSeconds(5);

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var made = false;
        foreach (var round in await Changed(db, ct)) made |= await Make(db, round, ct);
        return made;
    }

    /// <summary>Released rounds of which something was saved since their last manifest. Versions only rise and rows only come, so their sum tells.</summary>
    static Task<List<string>> Changed(PublicationDb db, CancellationToken ct) => db.Rounds.Where(r => r.ReleaseRevision > 0)
        .Select(r => new
        {
            r.Id,
            Basis = r.Version + db.Publications.Where(p => p.RoundId == r.Id).Sum(p => p.Version),
            Known = db.Manifests.Where(m => m.RoundId == r.Id).Max(m => (long?)m.Basis) ?? 0,
        })
        .Where(r => r.Known < r.Basis).Select(r => r.Id).ToListAsync(ct);

    /// <summary>Whether a new one was made.</summary>
    async Task<bool> Make(PublicationDb db, string id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        // All of it as of one moment.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var round = await db.Rounds.AsNoTracking().SingleAsync(r => r.Id == id, ct);
        var publications = await db.Publications.AsNoTracking().Where(p => p.RoundId == id).ToListAsync(ct);
        // A release that is about to be told again comes first.
        if (round.ToTell(publications.Select(p => new Standing(p.LaCode, p.State, p.HoldReason is not null))) is not null) return false;

        var last = await db.Manifests.Where(m => m.RoundId == id).OrderByDescending(m => m.Revision).FirstOrDefaultAsync(ct);
        var basis = round.Version + publications.Sum(p => p.Version);
        var manifest = Manifest.Of(round, publications, (last?.Revision ?? 0) + 1, time.GetUtcNow());
        var withdrawals = publications.Count(p => p.State == PublicationState.Withdrawn);
        var isNew = last is null || last.Withdrawals != withdrawals || !SaysTheSame(last, manifest);
        if (isNew) db.Manifests.Add(Signed(id, manifest, basis, withdrawals));
        else last!.Basis = basis;
        // Where another replica was first, this save is refused.
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (isNew) LogMade(id, manifest.Revision, manifest.Counts.Published);
        return isNew;
    }

    StoredManifest Signed(string round, RoundManifest manifest, long basis, int withdrawals)
    {
        var json = Manifest.Bytes(manifest);
        return new() { RoundId = round, Revision = manifest.Revision, Basis = basis, Withdrawals = withdrawals, Json = json, Signature = key.Sign(json), Jwk = key.Jwk };
    }

    /// <summary>
    /// Of the same release, with the same published and the same withdrawn. Who is let go and not published yet makes no new one: that
    /// comes when the release closes again.
    /// </summary>
    static bool SaysTheSame(StoredManifest last, RoundManifest manifest)
    {
        var before = RoundManifest.Parser.ParseJson(Encoding.UTF8.GetString(last.Json));
        return before.ReleaseRevision == manifest.ReleaseRevision && Shown(before).SequenceEqual(Shown(manifest));
    }

    static IEnumerable<ManifestMember> Shown(RoundManifest manifest) => manifest.Members.Where(member => member.State is ManifestState.Published or ManifestState.Withdrawn);

    [LoggerMessage(Level = LogLevel.Information, Message = "Manifest of round {Round} made, revision {Revision}: {Published} published")]
    private partial void LogMade(string round, long revision, int published);
}

/// <summary>Manifests as they may be shown.</summary>
static class PublicManifests
{
    /// <summary>The newest of a round; null where there is none. One from before a withdrawal tells what is public no more.</summary>
    public static Task<StoredManifest?> PublicManifest(this PublicationDb db, string round, CancellationToken ct) => db.Manifests.AsNoTracking()
        .Where(m => m.RoundId == round && m.Withdrawals == db.Publications.Count(p => p.RoundId == round && p.State == PublicationState.Withdrawn))
        .OrderByDescending(m => m.Revision).FirstOrDefaultAsync(ct);
}
