using Npgsql;

namespace Apa.Benchmarks;

/// <summary>
/// Publications of invented authorities in invented rounds, copied in the database from the one that went the whole road. Their
/// documents are not copied: releasing reads none.
/// </summary>
sealed class PublishedCopies(BenchStack stack)
{
    const string SeedRound = "apa-2006";
    const string SeedCode = "919";

    public static IEnumerable<string> Names(string round, int first, int count) =>
        Enumerable.Range(first, count).Select(code => $"rounds/{round}/publications/{code}");

    /// <summary>A round with so many scheduled publications and no other member, to be released in a year.</summary>
    public async Task Schedule(string round, int first, int count, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        await Copy(connection, "rounds", $"id = '{SeedRound}'", new()
        {
            ["id"] = "@round",
            // Its framework may have the round's name, and stays.
            ["document"] = $$"""
                jsonb_set(jsonb_set(jsonb_set(replace(document::text, 'rounds/{{SeedRound}}', 'rounds/' || @round)::jsonb, '{id}', to_jsonb(@round)), '{members}',
                    (SELECT jsonb_agg(jsonb_set(member, '{authority,laCode}', to_jsonb(code::text))) FROM jsonb_array_elements(document->'members') AS member,
                        generate_series(@first, @last) AS code WHERE member->'authority'->>'laCode' = '{{SeedCode}}')),
                    '{releaseInstant}', to_jsonb(to_char(now() + interval '1 year', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
                """,
            ["release_instant"] = "now() + interval '1 year'",
            ["released"] = "NULL",
            ["release_revision"] = "0",
        }, "", round, first, count, ct);
        await Copy(connection, "publications", $"round_id = '{SeedRound}' AND la_code = '{SeedCode}'", new()
        {
            ["uid"] = "gen_random_uuid()",
            ["round_id"] = "@round",
            ["la_code"] = "code::text",
            ["letter"] = $"""
                replace(replace(replace(replace(letter::text, '/{SeedCode}/', '/' || code || '/'), '"{SeedCode}"', '"' || code || '"'), 'rounds/{SeedRound}', 'rounds/' || @round), 'letters/{SeedRound}', 'letters/' || @round)::jsonb
                """,
            ["state"] = $"{(int)Protos.Publications.V1.PublicationState.Scheduled}",
            ["revision"] = "0",
            ["published_at"] = "NULL",
            ["told"] = "'{}'",
        }, ", generate_series(@first, @last) AS code", round, first, count, ct);
    }

    /// <summary>Moves the round's instant, as a later word of Judgement would.</summary>
    public async Task SetInstant(string round, DateTimeOffset instant, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        await using var update = new NpgsqlCommand("UPDATE rounds SET release_instant = $1 WHERE id = $2", connection) { Parameters = { new() { Value = instant }, new() { Value = round } } };
        await update.ExecuteNonQueryAsync(ct);
    }

    /// <summary>When each withdrawal was committed, by the publication's name, as the database's own clock has it.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> Withdrawals(CancellationToken ct)
    {
        await using var connection = await Open(ct);
        await using var select = new NpgsqlCommand(
            $"SELECT round_id, la_code, pg_xact_commit_timestamp(xmin) FROM publications WHERE state = {(int)Protos.Publications.V1.PublicationState.Withdrawn}", connection);
        var committed = new Dictionary<string, DateTimeOffset>();
        await using var row = await select.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) committed[$"rounds/{row.GetString(0)}/publications/{row.GetString(1)}"] = row.GetFieldValue<DateTimeOffset>(2);
        return committed;
    }

    /// <summary>Copies rows with every column as it is, but for those that are given as SQL.</summary>
    static async Task Copy(NpgsqlConnection connection, string table, string where, Dictionary<string, string> changed, string times, string round, int first, int count, CancellationToken ct)
    {
        var columns = new List<string>();
        await using (var read = new NpgsqlCommand("SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public' ORDER BY ordinal_position", connection) { Parameters = { new() { Value = table } } })
        await using (var rows = await read.ExecuteReaderAsync(ct))
            while (await rows.ReadAsync(ct)) columns.Add(rows.GetString(0));
        var values = columns.Select(column => changed.GetValueOrDefault(column, $"\"{column}\""));
        await using var copy = new NpgsqlCommand($"INSERT INTO {table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) SELECT {string.Join(", ", values)} FROM (SELECT * FROM {table} WHERE {where}) AS seed{times}", connection);
        copy.Parameters.AddWithValue("round", round);
        copy.Parameters.AddWithValue("first", first);
        copy.Parameters.AddWithValue("last", first + count - 1);
        await copy.ExecuteNonQueryAsync(ct);
    }

    async Task<NpgsqlConnection> Open(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(stack.Database("publication"));
        await connection.OpenAsync(ct);
        return connection;
    }
}
