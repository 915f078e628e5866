using System.Text.Json;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Apa.Letters;

/// <summary>A framework version as it was put; it never changes.</summary>
public sealed record LoadedFramework(string Id, int Version, Proto.Framework Document);

/// <summary>The bytes of a document as issued.</summary>
public sealed record FrozenDocument(Guid LetterUid, long LetterRevision, string FileName, byte[] Bytes);

/// <summary>Frameworks, rounds, letters by revision and what was issued. Messages nobody queries inside are jsonb in the contract's own shape.</summary>
public sealed class LetterDb(DbContextOptions<LetterDb> options, TimeProvider time) : ServiceDb(options, time)
{
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public DbSet<LoadedFramework> Frameworks => Set<LoadedFramework>();
    public DbSet<Round> Rounds => Set<Round>();
    public DbSet<Letter> Letters => Set<Letter>();
    public DbSet<FrozenDocument> Documents => Set<FrozenDocument>();
    public DbSet<LetterDraft> Drafts => Set<LetterDraft>();
    public DbSet<KeptEvidence> Evidence => Set<KeptEvidence>();
    public DbSet<KeptAttachment> Attachments => Set<KeptAttachment>();
    public DbSet<Notice> Notices => Set<Notice>();

    /// <summary>Drafts that letters made are kept with whatever else is saved.</summary>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var letter in ChangeTracker.Entries<Letter>().Select(entry => entry.Entity).Where(letter => letter.NewDrafts.Count > 0).ToList())
        {
            Drafts.AddRange(letter.NewDrafts);
            letter.NewDrafts.Clear();
        }
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>A letter's revisions, newest first.</summary>
    public IQueryable<Letter> Revisions(string laCode, string roundId) =>
        Letters.Where(letter => letter.RoundId == roundId && letter.LaCode == laCode).OrderByDescending(letter => letter.Revision);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<LoadedFramework>(row =>
        {
            row.ToTable("frameworks").HasKey(framework => new { framework.Id, framework.Version });
            Message(row.Property(framework => framework.Document));
        });
        modelBuilder.Entity<Round>().HasKey(round => round.Id);
        modelBuilder.Entity<Letter>(LetterRow);
        modelBuilder.Entity<FrozenDocument>(row =>
        {
            row.ToTable("documents").HasKey(document => new { document.LetterUid, document.LetterRevision, document.FileName });
            row.HasOne<Letter>().WithMany().HasForeignKey(document => new { document.LetterUid, document.LetterRevision });
        });
        modelBuilder.Entity<LetterDraft>(row =>
        {
            row.ToTable("drafts").HasKey(draft => new { draft.LetterUid, draft.Number });
            row.HasOne<Letter>().WithMany().HasForeignKey(draft => new { draft.LetterUid, draft.Revision });
            Message(row.Property(draft => draft.Text));
        });
        modelBuilder.Entity<KeptEvidence>(row =>
        {
            row.ToTable("evidence").HasKey(evidence => new { evidence.LetterUid, evidence.Revision });
            row.HasOne<Letter>().WithMany().HasForeignKey(evidence => new { evidence.LetterUid, evidence.Revision });
            Message(row.Property(evidence => evidence.Figures));
        });
        modelBuilder.Entity<KeptAttachment>(row =>
        {
            row.ToTable("attachments").HasKey(attachment => new { attachment.LetterUid, attachment.Number });
            Message(row.Property(attachment => attachment.Document));
        });
        modelBuilder.Entity<Notice>(row =>
        {
            row.ToTable("notices").HasKey(notice => notice.Id);
            row.HasIndex(notice => notice.Due).HasFilter("sent IS NULL").HasDatabaseName("ix_notices_unsent");
            row.HasIndex(notice => notice.Key).IsUnique();
        });
    }

    static void LetterRow(EntityTypeBuilder<Letter> row)
    {
        row.HasKey(letter => new { letter.Uid, letter.Revision });
        row.HasIndex(letter => new { letter.RoundId, letter.LaCode, letter.Revision }).IsUnique();
        row.HasOne<Round>().WithMany().HasForeignKey(letter => letter.RoundId);
        row.Property(letter => letter.Uid).ValueGeneratedNever();
        row.Property(letter => letter.Revision).ValueGeneratedNever();
        row.Property(letter => letter.LaCode).UseCollation("C");
        row.Property(letter => letter.Version).IsConcurrencyToken();
        row.Ignore(letter => letter.Blocks);
        row.Ignore(letter => letter.Text);
        row.Ignore(letter => letter.NewDrafts);
        Message(row.Property(letter => letter.Judgement));
        Message(row.Property(letter => letter.Check!));
        Messages(row.Property(letter => letter.Drafted));
        Messages(row.Property(letter => letter.Signatures));
        Messages(row.Property(letter => letter.Documents));
        row.Property(letter => letter.Wordings).HasColumnType("jsonb").HasConversion(
            wordings => JsonSerializer.Serialize(wordings, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<List<Wording>>(json, JsonSerializerOptions.Web)!,
            new ValueComparer<List<Wording>>((left, right) => left!.SequenceEqual(right!), wordings => wordings.Count, wordings => wordings.ToList()));
    }

    /// <summary>What changes a message puts another in its place, so a snapshot need not be a copy.</summary>
    static void Message<T>(PropertyBuilder<T> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(message => JsonFormatter.Default.Format(message), json => Parser.Parse<T>(json),
            new ValueComparer<T>((left, right) => Equals(left, right), message => message.GetHashCode(), message => message));

    static void Messages<T>(PropertyBuilder<List<T>> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(messages => Format(messages), json => Parse<T>(json),
            new ValueComparer<List<T>>((left, right) => left!.SequenceEqual(right!), messages => messages.Count, messages => messages.ToList()));

    static string Format<T>(List<T> messages) where T : IMessage => $"[{string.Join(',', messages.Select(message => JsonFormatter.Default.Format(message)))}]";

    static List<T> Parse<T>(string json) where T : IMessage, new()
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(element => Parser.Parse<T>(element.GetRawText()))];
    }
}
