using Apa.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Apa.Indicators.Tests.Service;

public sealed class MigrationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_was_there_before_partitions_is_there_after()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var db = ServiceHost<IndicatorsDb>.MakeContext(await postgres.CreateDatabase());
        await db.GetService<IMigrator>().MigrateAsync("20261123212835_Initial", ct);
        await db.Database.ExecuteSqlRawAsync("""
            INSERT INTO comparator_sets (id, kind, document) VALUES ('near', 1, '{{"id": "near"}}');
            INSERT INTO geographies (code, kind, document) VALUES ('919', 1, '{{"code": "919"}}');
            INSERT INTO indicators (id, outcome, document) VALUES ('CF-A1', 'SS', '{{"code": "CF/A1"}}');
            INSERT INTO datasets (id, title, statistical_neighbours_set, etag) VALUES ('old', 'Old', 'near', 1);
            INSERT INTO dataset_versions (dataset_id, version, observations, synthetic, changelog) VALUES ('old', 1, 1, false, '[]');
            INSERT INTO observations (dataset_id, indicator_id, geography_code, period_label, period_kind, median, since, period_start, period_end, value, missing, status, doubt, synthetic)
            VALUES ('old', 'CF-A1', '919', '2005-06', 1, false, 1, '2005-04-01', '2006-03-31', 14.0, 0, 3, '', false);
            """, ct);
        await db.Database.MigrateAsync(ct);

        var seen = await db.ObservationsOf(new() { DatasetId = "old", Version = 1 }).SingleAsync(ct);
        Assert.Equal((14.0m, 0, 0), (seen.Value, seen.Batch, seen.Line));
        Assert.Equal("near", (await db.Datasets.AsNoTracking().SingleAsync(ct)).Versions.Single().StatisticalNeighboursSet);
    }
}
