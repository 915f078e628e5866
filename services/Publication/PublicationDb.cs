using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Apa.Publications;

/// <summary>Frameworks, rounds, publications and their documents. Messages nobody queries inside are jsonb in the contract's own shape.</summary>
public sealed class PublicationDb(DbContextOptions<PublicationDb> options, TimeProvider time) : ServiceDb(options, time)
{
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public DbSet<LoadedFramework> Frameworks => Set<LoadedFramework>();
    public DbSet<Round> Rounds => Set<Round>();
    public DbSet<Publication> Publications => Set<Publication>();
    public DbSet<StoredDocument> Documents => Set<StoredDocument>();
    public DbSet<StoredManifest> Manifests => Set<StoredManifest>();
    public DbSet<PreReleaseAccess> PreReleaseAccesses => Set<PreReleaseAccess>();
    public DbSet<PreReleaseRead> PreReleaseReads => Set<PreReleaseRead>();

    /// <summary>What a name stands for: the newest revision of the letter.</summary>
    public IQueryable<Publication> Newest(string round) => Publications.Where(p => p.RoundId == round
        && !Publications.Any(later => later.RoundId == round && later.LaCode == p.LaCode && later.LetterRevision > p.LetterRevision));

    /// <summary>What the public sees of a name; there is at most one.</summary>
    public IQueryable<Publication> Published(string round) => Publications.Where(p => p.RoundId == round && p.State == PublicationState.Published);

    /// <summary>Where every publication of a round stands, of every revision.</summary>
    public Task<List<Standing>> Standings(string round, CancellationToken ct) =>
        Publications.Where(p => p.RoundId == round).Select(p => new Standing(p.LaCode, p.State, p.HoldReason != null)).ToListAsync(ct);

    /// <summary>
    /// The save is refused where the round was changed since it was read, as by an abort; the round itself stays as it is. Its row is
    /// locked until the save is committed, so an abort at the same moment waits and finds what was saved.
    /// </summary>
    public void SaveOnlyIfUnchanged(Round round) => Attach(round).Property(r => r.Version).IsModified = true;

    /// <summary>
    /// A round as it stands, with its row locked until the transaction ends: what is decided of a whole round is decided by one at a
    /// time, and after what was under way is committed. Null where it is not there.
    /// </summary>
    public Task<Round?> LockRound(string id, CancellationToken ct) => Rounds.FromSql($"SELECT * FROM rounds WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(ct);

    /// <summary>A round as it stands; until the transaction ends nothing is decided of the whole of it, and others may look at it, too.</summary>
    public Task<Round?> LockRoundForReading(string id, CancellationToken ct) =>
        Rounds.FromSql($"SELECT * FROM rounds WHERE id = {id} FOR SHARE").AsNoTracking().SingleOrDefaultAsync(ct);

    public async Task<Framework?> FrameworkOf(FrameworkRef framework, CancellationToken ct) =>
        (await Frameworks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == framework.Id && row.Version == framework.Version, ct))?.Document;

    /// <summary>What areas are called, by framework; those that are not there or came without titles have none.</summary>
    public async Task<AreaTitles> AreaTitles(CancellationToken ct) => new(await Frameworks.AsNoTracking().ToListAsync(ct));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<LoadedFramework>(row =>
        {
            row.ToTable("frameworks").HasKey(framework => new { framework.Id, framework.Version });
            Message(row.Property(framework => framework.Document));
        });
        modelBuilder.Entity<Round>(row =>
        {
            row.HasKey(round => round.Id);
            row.Property(round => round.Version).IsConcurrencyToken();
            Message(row.Property(round => round.Document));
            Message(row.Property(round => round.Released!));
            Message(row.Property(round => round.Release));
        });
        modelBuilder.Entity<Publication>(row =>
        {
            row.HasKey(publication => publication.Uid);
            row.Property(publication => publication.Uid).ValueGeneratedNever();
            row.HasIndex(publication => new { publication.RoundId, publication.LaCode, publication.LetterRevision }).IsUnique();
            row.HasOne<Round>().WithMany().HasForeignKey(publication => publication.RoundId);
            row.Property(publication => publication.LaCode).UseCollation("C");
            row.Property(publication => publication.Version).IsConcurrencyToken();
            row.Ignore(publication => publication.Name).Ignore(publication => publication.Etag).Ignore(publication => publication.FailedStage);
            Message(row.Property(publication => publication.Letter));
        });
        modelBuilder.Entity<StoredDocument>(row =>
        {
            row.ToTable("documents").HasKey(document => new { document.PublicationUid, document.FileName });
            row.HasOne<Publication>().WithMany().HasForeignKey(document => document.PublicationUid);
        });
        modelBuilder.Entity<StoredManifest>(row =>
        {
            row.ToTable("manifests").HasKey(manifest => new { manifest.RoundId, manifest.Revision });
            row.HasOne<Round>().WithMany().HasForeignKey(manifest => manifest.RoundId);
        });
        modelBuilder.Entity<PreReleaseAccess>(row =>
        {
            row.HasKey(access => access.Uid);
            row.Property(access => access.Uid).ValueGeneratedNever();
            row.HasIndex(access => new { access.RoundId, access.Person });
            row.HasOne<Round>().WithMany().HasForeignKey(access => access.RoundId);
            row.Ignore(access => access.Name);
        });
        modelBuilder.Entity<PreReleaseRead>(row =>
        {
            row.HasKey(read => read.Uid);
            row.Property(read => read.Uid).ValueGeneratedNever();
            row.HasOne<PreReleaseAccess>().WithMany().HasForeignKey(read => read.AccessUid);
            row.HasOne<Publication>().WithMany().HasForeignKey(read => read.PublicationUid);
        });
    }

    /// <summary>What changes a message puts another in its place, so a snapshot need not be a copy.</summary>
    static void Message<T>(PropertyBuilder<T> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(message => JsonFormatter.Default.Format(message), json => Parser.Parse<T>(json),
            new ValueComparer<T>((left, right) => Equals(left, right), message => message.GetHashCode(), message => message));
}
