using Npgsql;

namespace Apa.Faults.Tests;

/// <summary>
/// The seed's judgement again for invented authorities, as rows of Judgement's own outbox: what that service would have committed, had
/// inspectors judged them. From there on everything is as always.
/// </summary>
static class Judgements
{
    public static async Task Commit(FaultStack stack)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(stack.Stack.Postgres!.AdminConnectionString) { Database = "judgement", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        foreach (var type in (string[])["JudgementProposed", "JudgementFinalised"])
        {
            await using var insert = new NpgsqlCommand("""
                INSERT INTO outbox (id, type, exchange, subject, revision, data, created)
                SELECT gen_random_uuid(), type, exchange, replace(subject, @slashed, '/' || code || '/'), revision,
                    replace(replace(data, @slashed, '/' || code || '/'), @quoted, '"' || code || '"'), clock_timestamp()
                FROM (SELECT * FROM outbox WHERE type = @type ORDER BY created DESC LIMIT 1) AS seed, unnest(@codes) AS code
                """, connection);
            insert.Parameters.AddWithValue("type", $"apa.judgement.v1.{type}");
            insert.Parameters.AddWithValue("slashed", $"/{Plan.SeedCode}/");
            insert.Parameters.AddWithValue("quoted", $"\"{Plan.SeedCode}\"");
            insert.Parameters.AddWithValue("codes", stack.Plan.Invented.ToArray());
            await insert.ExecuteNonQueryAsync();
        }
    }
}
