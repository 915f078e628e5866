using Npgsql;

namespace Apa.Walls.Tests;

/// <summary>
/// What a service's tables hold, as a digest. A digest is only taken where the server gave out a transaction number in between: who
/// wrote nothing took none, so most refusals cost one small question.
/// </summary>
sealed class Tables : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly string digest;
    (long Number, string Digest) known = (-1, "");

    Tables(NpgsqlConnection connection, string digest) => (this.connection, this.digest) = (connection, digest);

    /// <param name="database">Connection string of the service.</param>
    /// <param name="without">Tables in which a refusal leaves its trace on purpose.</param>
    public static async Task<Tables> Of(string database, params string[] without)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var names = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = 'public' ORDER BY 1", connection))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        Assert.True(names.Count > 5, $"only {names.Count} tables were found");
        return new(connection, string.Join(" UNION ALL ", names.Except(without).Select(name => $"SELECT '{name} ' || count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM \"{name}\" t")));
    }

    public async Task<string> Digest()
    {
        var number = await Number();
        if (number == known.Number) return known.Digest;
        await using var command = new NpgsqlCommand(digest, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        known = (number, string.Join('\n', lines));
        return known.Digest;
    }

    async Task<long> Number()
    {
        await using var command = new NpgsqlCommand("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
