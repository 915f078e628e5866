using Apa.Judgements.Board;
using Apa.Judgements.Dialogue;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Apa.Judgements;

/// <summary>Frameworks, rounds and cases. Messages nobody queries inside are jsonb in the contract's own shape.</summary>
public sealed class JudgementDb(DbContextOptions<JudgementDb> options, TimeProvider time) : ServiceDb(options, time)
{
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public DbSet<LoadedFramework> Frameworks => Set<LoadedFramework>();
    public DbSet<Round> Rounds => Set<Round>();
    public DbSet<Assessment> Assessments => Set<Assessment>();
    public DbSet<KeptProfile> Profiles => Set<KeptProfile>();
    public DbSet<Evidence> Evidence => Set<Evidence>();
    public DbSet<Section> Sections => Set<Section>();
    public DbSet<Item> Items => Set<Item>();
    public DbSet<Waiver> Waivers => Set<Waiver>();
    public DbSet<SentJudgement> Sent => Set<SentJudgement>();
    public DbSet<HistoryLine> History => Set<HistoryLine>();
    public DbSet<PutList> Lists => Set<PutList>();
    public DbSet<KeptEnquiry> Enquiries => Set<KeptEnquiry>();
    public DbSet<KeptDocument> Documents => Set<KeptDocument>();
    public DbSet<KeptRepresentation> Representations => Set<KeptRepresentation>();
    public DbSet<KeptQuery> Queries => Set<KeptQuery>();
    public DbSet<KeptPanelDecision> PanelDecisions => Set<KeptPanelDecision>();

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
            row.HasOne<LoadedFramework>().WithMany().HasForeignKey(round => new { round.FrameworkId, round.FrameworkVersion });
            row.Property(round => round.Version).IsConcurrencyToken();
            Message(row.Property(round => round.Document));
        });
        modelBuilder.Entity<Assessment>(Case);
        Belongs<KeptProfile>(modelBuilder, row => row.ToTable("profiles").HasKey(profile => profile.AssessmentUid));
        Belongs<Evidence>(modelBuilder, row =>
        {
            row.ToTable("statements").HasKey(statement => new { statement.AssessmentUid, statement.Id });
            row.Property(statement => statement.Id).UseCollation("C");
            Message(row.Property(statement => statement.Document));
        });
        Belongs<Section>(modelBuilder, row =>
        {
            row.HasKey(section => new { section.AssessmentUid, section.Id });
            row.Property(section => section.Version).IsConcurrencyToken();
            Message(row.Property(section => section.Grading!));
        });
        Belongs<Item>(modelBuilder, row =>
        {
            row.HasKey(item => new { item.AssessmentUid, item.List, item.Outcome, item.Position });
            Message(row.Property(item => item.Document));
        });
        Belongs<Waiver>(modelBuilder, row => row.HasKey(waiver => new { waiver.AssessmentUid, waiver.Entry }));
        Belongs<SentJudgement>(modelBuilder, row =>
        {
            row.ToTable("sent_judgements").HasKey(sent => new { sent.AssessmentUid, sent.Revision });
            Message(row.Property(sent => sent.Document));
        });
        Belongs<PutList>(modelBuilder, row => row.HasKey(list => new { list.AssessmentUid, list.Id }));
        modelBuilder.Entity<HistoryLine>().Property(line => line.Request).HasColumnType("jsonb");
        Beside(modelBuilder);
    }

    /// <summary>What is said beside a case: by the authority, and by the board.</summary>
    static void Beside(ModelBuilder modelBuilder)
    {
        Belongs<KeptEnquiry>(modelBuilder, row =>
        {
            row.ToTable("enquiries").HasKey(enquiry => new { enquiry.AssessmentUid, enquiry.Number });
            Message(row.Property(enquiry => enquiry.Document));
        });
        Belongs<KeptDocument>(modelBuilder, row =>
        {
            row.ToTable("documents").HasKey(document => new { document.AssessmentUid, document.Number });
            Message(row.Property(document => document.Document));
        });
        Belongs<KeptRepresentation>(modelBuilder, row =>
        {
            row.ToTable("representations").HasKey(representation => new { representation.AssessmentUid, representation.Number });
            Message(row.Property(representation => representation.Document));
        });
        Belongs<KeptQuery>(modelBuilder, row =>
        {
            row.ToTable("queries").HasKey(query => new { query.AssessmentUid, query.Number });
            Message(row.Property(query => query.Document));
        });
        modelBuilder.Entity<KeptPanelDecision>(row =>
        {
            row.ToTable("panel_decisions").HasKey(decision => new { decision.RoundId, decision.Number });
            row.HasOne<Round>().WithMany().HasForeignKey(decision => decision.RoundId);
            Message(row.Property(decision => decision.Document));
        });
    }

    static void Case(EntityTypeBuilder<Assessment> row)
    {
        row.HasKey(assessment => assessment.Uid);
        row.HasIndex(assessment => new { assessment.RoundId, assessment.LaCode }).IsUnique();
        row.HasIndex(assessment => new { assessment.Dataset, assessment.DatasetVersion });
        row.HasOne<Round>().WithMany().HasForeignKey(assessment => assessment.RoundId);
        row.Property(assessment => assessment.Uid).ValueGeneratedNever();
        row.Property(assessment => assessment.LaCode).UseCollation("C");
        row.Property(assessment => assessment.Version).IsConcurrencyToken();
        row.Ignore(assessment => assessment.Name);
        Message(row.Property(assessment => assessment.Authority));
        Message(row.Property(assessment => assessment.Addressee!));
        Message(row.Property(assessment => assessment.Team));
        Message(row.Property(assessment => assessment.Place!));
        Messages(row.Property(assessment => assessment.Grades));
        Messages(row.Property(assessment => assessment.Designations));
        row.HasMany(assessment => assessment.History).WithOne().HasForeignKey(line => line.AssessmentUid);
    }

    static void Belongs<TRow>(ModelBuilder model, Action<EntityTypeBuilder<TRow>> row) where TRow : class
    {
        row(model.Entity<TRow>());
        model.Entity<TRow>().HasOne<Assessment>().WithMany().HasForeignKey("AssessmentUid");
    }

    static void Message<T>(PropertyBuilder<T> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(message => JsonFormatter.Default.Format(message), json => Parser.Parse<T>(json),
            new ValueComparer<T>((left, right) => Equals(left, right), message => message.GetHashCode(), message => message.Clone()));

    static void Messages<T>(PropertyBuilder<List<T>> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(messages => Format(messages), json => Parse<T>(json),
            new ValueComparer<List<T>>((left, right) => left!.SequenceEqual(right!), messages => messages.Count, messages => messages.ToList()));

    static string Format<T>(List<T> messages) where T : IMessage => $"[{string.Join(',', messages.Select(message => JsonFormatter.Default.Format(message)))}]";

    static List<T> Parse<T>(string json) where T : IMessage, new()
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(element => Parser.Parse<T>(element.GetRawText()))];
    }
}
