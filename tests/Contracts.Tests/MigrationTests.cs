using Apa.Indicators;
using Apa.Judgements;
using Apa.Letters;
using Apa.Publications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Apa.Contracts.Tests;

/// <summary>
/// A service is rolled out beside its version before, and rolled back: that version must run on the new schema. So a migration only adds;
/// what nobody uses any more goes a version later, by a line in <c>migrations.allowed</c> that says since when.
/// </summary>
public sealed class MigrationTests
{
    static readonly string[] Allowed = [.. Repository.Read("tests/Contracts.Tests/migrations.allowed").Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split("  ", 2)[0].Trim())];

    public static TheoryData<string> Services => ["indicators", "judgement", "letter", "publication"];

    [Theory, MemberData(nameof(Services))]
    public void A_migration_leaves_what_the_version_before_uses(string service) =>
        Assert.Empty(Contractions(service).Select(found => $"{service} {found}").Except(Allowed));

    [Fact]
    public void Nothing_is_allowed_that_no_migration_does() =>
        Assert.Empty(Allowed.Except(Services.SelectMany(row => Contractions(row.Data).Select(found => $"{row.Data} {found}"))));

    static IEnumerable<string> Contractions(string service)
    {
        using DbContext db = service switch
        {
            "indicators" => new IndicatorsDb(Options<IndicatorsDb>(), TimeProvider.System),
            "judgement" => new JudgementDb(Options<JudgementDb>(), TimeProvider.System),
            "letter" => new LetterDb(Options<LetterDb>(), TimeProvider.System),
            _ => new PublicationDb(Options<PublicationDb>(), TimeProvider.System),
        };
        var migrations = db.GetService<IMigrationsAssembly>();
        var created = new HashSet<string>();
        foreach (var (id, type) in migrations.Migrations.OrderBy(migration => migration.Key, StringComparer.Ordinal))
        {
            var before = created.ToHashSet();
            foreach (var operation in migrations.CreateMigration(type, db.Database.ProviderName!).UpOperations)
            {
                if (operation is CreateTableOperation table) created.Add(table.Name);
                // A table that is made by the same migration was used by nobody.
                if (Contraction(operation, before) is { } found) yield return $"{id} {found}";
            }
        }
    }

    static string? Contraction(MigrationOperation operation, HashSet<string> tables) => operation switch
    {
        DropTableOperation drop => $"drops {drop.Name}",
        DropColumnOperation drop => $"drops {drop.Table}.{drop.Name}",
        RenameTableOperation rename => $"renames {rename.Name}",
        RenameColumnOperation rename => $"renames {rename.Table}.{rename.Name}",
        AlterColumnOperation alter when !alter.IsNullable && alter.OldColumn.IsNullable => $"requires {alter.Table}.{alter.Name}",
        AlterColumnOperation alter when alter.ColumnType != alter.OldColumn.ColumnType => $"changes {alter.Table}.{alter.Name} to {alter.ColumnType}",
        AddColumnOperation { IsNullable: false, DefaultValue: null, DefaultValueSql: null, ComputedColumnSql: null } add when tables.Contains(add.Table) => $"requires {add.Table}.{add.Name}",
        CreateIndexOperation { IsUnique: true } index when tables.Contains(index.Table) => $"makes unique {index.Table}({string.Join(", ", index.Columns)})",
        AddUniqueConstraintOperation unique when tables.Contains(unique.Table) => $"makes unique {unique.Table}({string.Join(", ", unique.Columns)})",
        AddCheckConstraintOperation check when tables.Contains(check.Table) => $"checks {check.Table} by {check.Name}",
        SqlOperation sql when sql.Sql.Contains("DROP ", StringComparison.OrdinalIgnoreCase) => $"drops by SQL: {string.Join(' ', sql.Sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(6))}",
        _ => null,
    };

    static DbContextOptions<T> Options<T>() where T : DbContext => new DbContextOptionsBuilder<T>().UseNpgsql("Host=nowhere").UseSnakeCaseNamingConvention().Options;
}
