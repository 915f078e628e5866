using Npgsql;
using NpgsqlTypes;

namespace Apa.Indicators.Importing;

/// <summary>
/// The partition of one import. Rows are copied straight into it while it is a table of its own, without keys; then it gets the keys of
/// all observations, which finds what is there twice, and only what it says anew is attached. It is made in the transaction of the
/// import: whatever goes wrong, nothing was there.
/// </summary>
sealed class BatchTable : IAsyncDisposable
{
    const string Key = "dataset_id, geography_code, indicator_id, period_kind, period_label, median, since, batch";
    const string SameKey = """
        o.dataset_id = n.dataset_id AND o.geography_code = n.geography_code AND o.indicator_id = n.indicator_id
        AND o.period_kind = n.period_kind AND o.period_label = n.period_label AND o.median = n.median AND o.until IS NULL
        """;
    const string SameContent = """
        (o.period_start, o.period_end, o.value, o.missing, o.numerator, o.denominator, o.target, o.status, o.doubt, o.synthetic)
        IS NOT DISTINCT FROM
        (n.period_start, n.period_end, n.value, n.missing, n.numerator, n.denominator, n.target, n.status, n.doubt, n.synthetic)
        """;

    readonly NpgsqlConnection connection;
    readonly int batch;
    readonly string table;
    NpgsqlBinaryImporter? copy;

    BatchTable(NpgsqlConnection connection, int batch) => (this.connection, this.batch, table) = (connection, batch, $"observations_{batch}");

    /// <summary>Number of the batch.</summary>
    public int Batch => batch;

    /// <summary>How many rows were written.</summary>
    public long Rows { get; private set; }

    /// <summary>Makes the table and opens it for rows, in the connection's transaction.</summary>
    /// <param name="since">The version that its rows are of.</param>
    /// <param name="entered">The day on which they came.</param>
    public static async Task<BatchTable> Create(NpgsqlConnection connection, string dataset, int since, DateOnly entered, bool synthetic, CancellationToken ct)
    {
        await using var next = new NpgsqlCommand("SELECT nextval('import_batches')::int", connection);
        var made = new BatchTable(connection, (int)(await next.ExecuteScalarAsync(ct))!);
        // What all rows share is written once, as defaults. The check lets the table be attached without being read again.
        await made.Execute($"""
            CREATE TABLE {made.table} (LIKE observations INCLUDING DEFAULTS INCLUDING GENERATED);
            ALTER TABLE {made.table}
                ALTER dataset_id SET DEFAULT '{dataset}', ALTER since SET DEFAULT {since}, ALTER batch SET DEFAULT {made.batch},
                ALTER entered SET DEFAULT '{entered:yyyy-MM-dd}', ALTER synthetic SET DEFAULT {synthetic}, ALTER median SET DEFAULT false,
                ALTER doubt SET DEFAULT '',
                ADD CONSTRAINT {made.table}_is_batch CHECK (batch = {made.batch});
            SET LOCAL maintenance_work_mem = '256MB';
            """, ct);
        made.copy = await connection.BeginBinaryImportAsync($"""
            COPY {made.table} (line, geography_code, indicator_id, period_kind, period_label, period_start, period_end, value, missing, numerator, denominator, target, status)
            FROM STDIN (FORMAT binary, FREEZE)
            """, ct);
        return made;
    }

    /// <summary>Writes one row; what the server has no time for waits here.</summary>
    public void Write(in ArrivingRow row)
    {
        var to = copy ?? throw new InvalidOperationException("the batch is closed");
        to.StartRow();
        to.Write(row.Line, NpgsqlDbType.Integer);
        to.Write(row.Geography, NpgsqlDbType.Text);
        to.Write(row.Indicator, NpgsqlDbType.Text);
        to.Write((int)row.Period.Kind, NpgsqlDbType.Integer);
        to.Write(row.Period.Label, NpgsqlDbType.Text);
        to.Write(row.Period.Start, NpgsqlDbType.Date);
        to.Write(row.Period.End, NpgsqlDbType.Date);
        Number(to, row.Value);
        to.Write((int)row.Missing, NpgsqlDbType.Integer);
        Number(to, row.Numerator);
        Number(to, row.Denominator);
        Number(to, row.Target);
        to.Write((int)row.Status, NpgsqlDbType.Integer);
        Rows++;
    }

    /// <summary>Ends the copy and gives the table its keys; rows that are there twice, where there are any, and then nothing else is to be done with it.</summary>
    public async Task<IReadOnlyList<Repeated>> Close(int most, CancellationToken ct)
    {
        await copy!.CompleteAsync(ct);
        await copy.DisposeAsync();
        copy = null;
        await Execute("SAVEPOINT keys", ct);
        try
        {
            await Execute($"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({Key})", ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation)
        {
            await Execute("ROLLBACK TO SAVEPOINT keys", ct);
            return await Twice(most, ct);
        }
        await Execute($"CREATE INDEX ix_{table} ON {table} (dataset_id, indicator_id, period_end)", ct);
        return [];
    }

    async Task<List<Repeated>> Twice(int most, CancellationToken ct)
    {
        await using var find = new NpgsqlCommand($"""
            SELECT line, first, indicator_id, geography_code, period_label FROM
                (SELECT line, indicator_id, geography_code, period_label, first_value(line) OVER same AS first, row_number() OVER same AS n FROM {table}
                WINDOW same AS (PARTITION BY geography_code, indicator_id, period_kind, period_label ORDER BY line)) AS rows
            WHERE n > 1 ORDER BY line LIMIT {most}
            """, connection) { CommandTimeout = 0 };
        var found = new List<Repeated>();
        await using var reader = await find.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(new(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        return found;
    }

    /// <summary>
    /// Attaches what the batch says anew. A row that says what is said already is left out; one that says otherwise ends what was said
    /// by an earlier version, or takes its place within this one.
    /// </summary>
    public async Task<Attached> Attach(string dataset, int version, CancellationToken ct)
    {
        var (unchanged, replaced) = (0L, 0L);
        if (await Any(dataset, ct))
        {
            await Execute($"ANALYZE {table}", ct);
            unchanged = await Execute($"DELETE FROM {table} n USING observations o WHERE {SameKey} AND {SameContent}", ct);
            replaced = await Execute($"DELETE FROM observations o USING {table} n WHERE {SameKey} AND o.since = {version}", ct);
            replaced += await Execute($"UPDATE observations o SET until = {version} FROM {table} n WHERE {SameKey}", ct);
        }
        if (unchanged == Rows) await Execute($"DROP TABLE {table}", ct);
        else await Execute($"ALTER TABLE observations ATTACH PARTITION {table} FOR VALUES IN ({batch}); ALTER TABLE {table} DROP CONSTRAINT {table}_is_batch", ct);
        return new(Rows - unchanged - replaced, replaced, unchanged);
    }

    async Task<bool> Any(string dataset, CancellationToken ct)
    {
        await using var any = new NpgsqlCommand("SELECT EXISTS (SELECT FROM observations WHERE dataset_id = $1 AND until IS NULL)", connection) { Parameters = { new() { Value = dataset } } };
        return (bool)(await any.ExecuteScalarAsync(ct))!;
    }

    async Task<int> Execute(string sql, CancellationToken ct)
    {
        // Keys of millions of rows take longer than a query may.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(ct);
    }

    static void Number(NpgsqlBinaryImporter to, decimal? value)
    {
        if (value is { } number) to.Write(number, NpgsqlDbType.Numeric);
        else to.WriteNull();
    }

    /// <summary>Gives up a copy that is under way; the transaction takes the table with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (copy is not null) await copy.DisposeAsync();
    }
}

/// <summary>A row whose key an earlier row of the file has.</summary>
sealed record Repeated(int Line, int First, string Indicator, string Geography, string Label);

/// <summary>What an import brought.</summary>
sealed record Attached(long Added, long Replaced, long Unchanged);
