using System.Globalization;
using Apa.Protos.Indicators.V1;
using Npgsql;

namespace Apa.Indicators.Importing;

/// <summary>Looks for values that are far from those of the year before, once the batch lies beside what was there.</summary>
static class Jumps
{
    public static async Task Look(NpgsqlConnection connection, string dataset, int batch, ValidationRules rules, ImportReport report, CancellationToken ct)
    {
        foreach (var rule in rules.Rules.Where(rule => rule.TestCase is ValidationRule.TestOneofCase.Jump))
        {
            await using var look = new NpgsqlCommand("""
                SELECT line, period_label, value, before FROM (
                    SELECT o.batch, o.line, o.period_label, o.value, o.period_start, lag(o.value) OVER past AS before, lag(o.period_start) OVER past AS started
                    FROM observations o JOIN indicators i ON i.id = o.indicator_id
                    WHERE o.dataset_id = $1 AND o.until IS NULL AND NOT o.median
                        AND (cardinality($3) = 0 OR o.indicator_id = ANY ($3)) AND ($4 = '' OR i.document ->> 'unit' = $4)
                    WINDOW past AS (PARTITION BY o.indicator_id, o.geography_code, o.period_kind ORDER BY o.period_end, o.period_label)) AS seen
                WHERE batch = $2 AND started = (period_start - interval '1 year')::date
                    AND abs(value - before) > coalesce($5 * abs(before), -1) AND abs(value - before) > coalesce($6, -1)
                ORDER BY line
                """, connection)
            {
                CommandTimeout = 0,
                Parameters =
                {
                    new() { Value = dataset }, new() { Value = batch },
                    new() { Value = rule.Indicators.Select(name => Resource.Id(name)!).ToArray() }, new() { Value = rule.Unit },
                    Limit(rule.Jump.Share), Limit(rule.Jump.Points),
                },
            };
            await using var reader = await look.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                report.Warn(reader.GetInt32(0), reader.GetString(1), Text(reader.GetDecimal(2)), rule.Id, $"was {Text(reader.GetDecimal(3))} the year before");
        }
    }

    static NpgsqlParameter Limit(string text) => new() { Value = (object?)Decimals.Read(text) ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Numeric };

    static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
