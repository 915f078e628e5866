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

    /// <summary>What a name stands for: the newest revision of the letter.</summary>
    public IQueryable<Publication> Newest(string round) => Publications.Where(p => p.RoundId == round
        && !Publications.Any(later => later.RoundId == round && later.LaCode == p.LaCode && later.LetterRevision > p.LetterRevision));

    /// <summary>What the public sees of a name; there is at most one.</summary>
    public IQueryable<Publication> Published(string round) => Publications.Where(p => p.RoundId == round && p.State == PublicationState.Published);

    public async Task<Framework?> FrameworkOf(FrameworkRef framework, CancellationToken ct) =>
        (await Frameworks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == framework.Id && row.Version == framework.Version, ct))?.Document;

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
    }

    static void Message<T>(PropertyBuilder<T> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(message => JsonFormatter.Default.Format(message), json => Parser.Parse<T>(json),
            new ValueComparer<T>((left, right) => Equals(left, right), message => message.GetHashCode(), message => message.Clone()));
}
