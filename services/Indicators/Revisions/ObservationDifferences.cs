using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Apa.Indicators;

/// <summary>
/// What differs between the observations of two versions. Only rows that a later version brought are looked at, so the size of the
/// dataset does not matter, the number of changes does.
/// </summary>
public sealed class ObservationDifferences(IndicatorsDb db, string dataset, int from, int to)
{
    const string Differences = """
        WITH pairs AS (
            SELECT n.indicator_id, n.geography_code, n.period_kind, n.period_label, n.median, o.dataset_id IS NULL AS added,
                o.value AS value_before, n.value AS value_after, o.missing AS missing_before, n.missing AS missing_after,
                o.numerator AS numerator_before, n.numerator AS numerator_after, o.denominator AS denominator_before, n.denominator AS denominator_after,
                o.target AS target_before, n.target AS target_after, o.status AS status_before, n.status AS status_after, o.doubt AS doubt_before, n.doubt AS doubt_after,
                o.dataset_id IS NULL AND n.period_end < (
                    SELECT min(e.period_end) FROM observations e
                    WHERE e.dataset_id = $1 AND e.indicator_id = n.indicator_id AND e.geography_code = n.geography_code AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)) AS earlier
            FROM observations n
            LEFT JOIN observations o ON o.dataset_id = n.dataset_id AND o.geography_code = n.geography_code AND o.indicator_id = n.indicator_id
                AND o.period_kind = n.period_kind AND o.period_label = n.period_label AND o.median = n.median AND o.since <= $2 AND (o.until IS NULL OR o.until > $2)
            WHERE n.dataset_id = $1 AND n.since > $2 AND n.since <= $3 AND (n.until IS NULL OR n.until > $3)),
        differences AS (
            SELECT CASE WHEN earlier THEN 'period-extended' ELSE 'value' END AS kind, 'value' AS field, value_before::text AS before, value_after::text AS after, pairs.* FROM pairs
            WHERE added OR value_before IS DISTINCT FROM value_after
            UNION ALL SELECT 'value', 'missing', missing_before::text, missing_after::text, pairs.* FROM pairs WHERE NOT added AND missing_before <> missing_after
            UNION ALL SELECT 'denominator', 'numerator', numerator_before::text, numerator_after::text, pairs.* FROM pairs WHERE NOT added AND numerator_before IS DISTINCT FROM numerator_after
            UNION ALL SELECT 'denominator', 'denominator', denominator_before::text, denominator_after::text, pairs.* FROM pairs WHERE NOT added AND denominator_before IS DISTINCT FROM denominator_after
            UNION ALL SELECT 'value', 'target', target_before::text, target_after::text, pairs.* FROM pairs WHERE NOT added AND target_before IS DISTINCT FROM target_after
            UNION ALL SELECT 'status', 'status', status_before::text, status_after::text, pairs.* FROM pairs WHERE NOT added AND status_before <> status_after
            UNION ALL SELECT 'status', 'doubt', doubt_before, doubt_after, pairs.* FROM pairs WHERE NOT added AND doubt_before <> doubt_after)
        """;

    /// <summary>How many there are of each kind.</summary>
    public async Task<List<KindCount>> Count(CancellationToken ct)
    {
        var counts = new List<KindCount>();
        await using var command = await Command($"{Differences} SELECT kind, count(*) FROM differences GROUP BY kind ORDER BY kind", ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) counts.Add(new() { Kind = reader.GetString(0), Count = reader.GetInt64(1) });
        return counts;
    }

    /// <summary>Some of them, by indicator, geography and period.</summary>
    public async Task<List<Difference>> Read(int skip, int take, CancellationToken ct)
    {
        var read = new List<Difference>();
        await using var command = await Command($"""
            {Differences} SELECT kind, field, before, after, indicator_id, geography_code, period_kind, period_label, median FROM differences
            ORDER BY indicator_id, geography_code, period_kind, period_label, median, field OFFSET $4 LIMIT $5
            """, ct, skip, take);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            read.Add(new()
            {
                Kind = reader.GetString(0),
                Field = reader.GetString(1),
                Before = await Said(reader, 2, ct),
                After = await Said(reader, 3, ct),
                Observation = new()
                {
                    Indicator = Resource.Indicator(reader.GetString(4)),
                    Geography = Resource.Geography(reader.GetString(5)),
                    PeriodKind = (PeriodKind)reader.GetInt32(6),
                    PeriodLabel = reader.GetString(7),
                    Median = reader.GetBoolean(8),
                },
            });
        return read;
    }

    static async Task<string> Said(NpgsqlDataReader reader, int column, CancellationToken ct)
    {
        if (await reader.IsDBNullAsync(column, ct)) return "";
        var text = reader.GetString(column);
        return reader.GetString(1) switch
        {
            "missing" => Words.Of((MissingReason)int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
            "status" => Words.Of((ObservationStatus)int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
            _ => text,
        };
    }

    async Task<NpgsqlCommand> Command(string sql, CancellationToken ct, params int[] more)
    {
        await db.Database.OpenConnectionAsync(ct);
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection()) { Parameters = { new() { Value = dataset }, new() { Value = from }, new() { Value = to } } };
        foreach (var number in more) command.Parameters.Add(new() { Value = number });
        return command;
    }
}
