using Apa.Shared;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Apa.Indicators;

/// <summary>Reference data and observations. Messages nobody queries inside are jsonb in the contract's own shape.</summary>
public sealed class IndicatorsDb(DbContextOptions<IndicatorsDb> options, TimeProvider time) : ServiceDb(options, time)
{
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public DbSet<Place> Places => Set<Place>();
    public DbSet<Measure> Measures => Set<Measure>();
    public DbSet<ComparatorSet> ComparatorSets => Set<ComparatorSet>();
    public DbSet<ComparatorList> ComparatorLists => Set<ComparatorList>();
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<FrozenCatalogue> Catalogues => Set<FrozenCatalogue>();
    public DbSet<Observation> Observations => Set<Observation>();
    public DbSet<StoredProfile> Profiles => Set<StoredProfile>();
    public DbSet<ImportedFile> Imports => Set<ImportedFile>();
    public DbSet<CorrectedValue> Corrections => Set<CorrectedValue>();
    public DbSet<ValueQuery> ValueQueries => Set<ValueQuery>();
    public DbSet<ValidationRuleSet> ValidationRules => Set<ValidationRuleSet>();

    /// <summary>What a version of a dataset says.</summary>
    public IQueryable<Observation> ObservationsOf(DatasetVersion version) => Observations.AsNoTracking()
        .Where(row => row.DatasetId == version.DatasetId && row.Since <= version.Version && (row.Until == null || row.Until > version.Version));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        ReferenceData(modelBuilder);
        DatasetsAndCatalogues(modelBuilder);
        modelBuilder.Entity<Observation>(Observed);
        Imported(modelBuilder);
    }

    static void ReferenceData(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Place>(row =>
        {
            row.ToTable("geographies").HasKey(place => place.Code);
            row.Property(place => place.Code).UseCollation("C");
            Message(row.Property(place => place.Document));
        });
        modelBuilder.Entity<Measure>(row =>
        {
            row.ToTable("indicators").HasKey(measure => measure.Id);
            row.Property(measure => measure.Id).UseCollation("C");
            Message(row.Property(measure => measure.Document));
        });
        modelBuilder.Entity<ComparatorSet>(row => Message(row.Property(set => set.Document)));
        modelBuilder.Entity<ComparatorList>(row =>
        {
            row.HasKey(list => new { list.SetId, list.LaCode });
            row.HasOne<ComparatorSet>().WithMany().HasForeignKey(list => list.SetId);
            Message(row.Property(list => list.Document));
        });
    }

    static void DatasetsAndCatalogues(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Dataset>(row =>
        {
            row.Property(dataset => dataset.Etag).IsConcurrencyToken();
            Message(row.Property(dataset => dataset.Provenance!));
            Message(row.Property(dataset => dataset.Suppression!));
            row.Ignore(dataset => dataset.SmallNumbers);
            row.HasMany(dataset => dataset.Versions).WithOne().HasForeignKey(version => version.DatasetId);
            row.Navigation(dataset => dataset.Versions).AutoInclude();
        });
        modelBuilder.Entity<DatasetVersion>(row =>
        {
            row.ToTable("dataset_versions").HasKey(version => new { version.DatasetId, version.Version });
            row.ComplexCollection(version => version.Changelog, lines => lines.ToJson());
            row.HasOne<ComparatorSet>().WithMany().HasForeignKey(version => version.StatisticalNeighboursSet);
            row.HasOne<ComparatorSet>().WithMany().HasForeignKey(version => version.ComparatorCouncilsSet);
        });
        modelBuilder.Entity<FrozenCatalogue>(row =>
        {
            row.ToTable("catalogues").HasKey(catalogue => new { catalogue.DatasetId, catalogue.Version });
            row.HasOne<DatasetVersion>().WithOne().HasForeignKey<FrozenCatalogue>(catalogue => new { catalogue.DatasetId, catalogue.Version });
            Message(row.Property(catalogue => catalogue.Document));
        });
    }

    static void Imported(ModelBuilder modelBuilder)
    {
        modelBuilder.HasSequence<int>("import_batches");
        modelBuilder.Entity<StoredProfile>(row =>
        {
            row.ToTable("profiles").HasKey(profile => new { profile.DatasetId, profile.Version, profile.LaCode, profile.Outcome, profile.Withheld });
            row.HasOne<DatasetVersion>().WithMany().HasForeignKey(profile => new { profile.DatasetId, profile.Version });
        });
        modelBuilder.Entity<ImportedFile>(row =>
        {
            row.ToTable("imports").HasKey(file => file.Uid);
            row.Property(file => file.Uid).ValueGeneratedNever();
            // The same file, read the same way, is imported once.
            row.HasIndex(file => new { file.DatasetId, file.Version, file.Fingerprint }).IsUnique().HasFilter("state = 1");
            row.HasIndex(file => new { file.DatasetId, file.Uid });
            row.HasOne<Dataset>().WithMany().HasForeignKey(file => file.DatasetId);
            Message(row.Property(file => file.Document));
        });
        modelBuilder.Entity<CorrectedValue>(row =>
        {
            row.ToTable("corrections").HasKey(correction => correction.Uid);
            row.Property(correction => correction.Uid).ValueGeneratedNever();
            row.HasIndex(correction => new { correction.DatasetId, correction.Version });
            row.HasOne<Dataset>().WithMany().HasForeignKey(correction => correction.DatasetId);
            Message(row.Property(correction => correction.Document));
        });
        modelBuilder.Entity<ValueQuery>(row =>
        {
            row.ToTable("value_queries").HasKey(query => query.Uid);
            row.Property(query => query.Uid).ValueGeneratedNever();
            row.Property(query => query.Etag).IsConcurrencyToken();
            row.HasIndex(query => new { query.DatasetId, query.Uid });
            row.HasOne<Dataset>().WithMany().HasForeignKey(query => query.DatasetId);
            Message(row.Property(query => query.Document));
        });
        modelBuilder.Entity<ValidationRuleSet>(row =>
        {
            row.ToTable("validation_rules").HasKey(set => set.Id);
            row.Property(set => set.Id).ValueGeneratedNever();
            Message(row.Property(set => set.Document));
        });
    }

    static void Observed(EntityTypeBuilder<Observation> row)
    {
        // An authority's own rows lie together; the index finds everybody's value of one indicator and period.
        // No foreign keys: nothing they would point to is ever deleted, and each partition that is attached would be checked whole.
        row.HasKey(seen => new { seen.DatasetId, seen.GeographyCode, seen.IndicatorId, seen.PeriodKind, seen.PeriodLabel, seen.Median, seen.Since, seen.Batch });
        row.HasIndex(seen => new { seen.DatasetId, seen.IndicatorId, seen.PeriodEnd });
        row.Property(seen => seen.DatasetId).UseCollation("C");
        row.Property(seen => seen.GeographyCode).UseCollation("C");
        row.Property(seen => seen.IndicatorId).UseCollation("C");
        row.Property(seen => seen.PeriodLabel).UseCollation("C");
        row.Ignore(seen => seen.Period).Ignore(seen => seen.Key);
        Message(row.Property(seen => seen.Provenance!));
    }

    static void Message<T>(PropertyBuilder<T> column) where T : class, IMessage<T>, new() => column
        .HasColumnType("jsonb")
        .HasConversion(message => JsonFormatter.Default.Format(message), json => Parser.Parse<T>(json),
            new ValueComparer<T>((left, right) => Equals(left, right), message => message.GetHashCode(), message => message.Clone()));
}
