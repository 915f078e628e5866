using System.Diagnostics;
using Apa.Indicators;
using Apa.Indicators.Importing;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Spectre.Console;
using PeriodKind = Apa.Protos.Types.V1.PeriodKind;

namespace Apa.Benchmarks;

/// <summary>
/// Rows that are parsed already into a batch, against a bare binary COPY of the same rows in the same order into a table of the same
/// columns and keys; and the whole of it, parsing included, through the public API of the real process.
/// </summary>
static class ImportBench
{
    const int Rounds = 3;

    public static async Task<int> Run(Place place, int rows, CancellationToken ct)
    {
        await using var stack = await BenchStack.Start(place, ct);
        var years = 100;
        var indicators = rows / (150 * years) + 1;
        var codes = await stack.Fill(indicators, ct);
        var (ours, bare) = await Copies(stack, rows, indicators, codes, years, ct);

        AnsiConsole.WriteLine("the whole file, parsed and imported by the service");
        var file = await InventedFile.Write(Path.Combine(place.Bench, "invented.csv"), rows, indicators, codes, years, ct);
        await stack.Analyst.CreateDatasetAsync(new() { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "bench", Title = "Invented" } }, cancellationToken: ct);
        var watch = Stopwatch.StartNew();
        var import = await file.Send(stack.Analyst, "bench", ct);
        var whole = import.RowsKept / watch.Elapsed.TotalSeconds;
        File.Delete(file.Path);
        await Results.Tell(place, "import",
        [
            new("rows into a batch, parsed before", "rows/s", ours, bare, ours / bare, Wanted: "ratio at least 0.5"),
            new("a file through the API, parsing included", "rows/s", whole, bare, whole / bare, Rss: stack.PeakMemory(), Wanted: "RSS under 250 MB"),
        ], ct);
        return 0;
    }

    /// <summary>Both in turn, the middle of three rounds.</summary>
    static async Task<(double Ours, double Bare)> Copies(BenchStack stack, int rows, int indicators, IReadOnlyList<string> codes, int years, CancellationToken ct)
    {
        var database = await Database(stack, ct);
        var (ours, bare) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            bare.Add(rows / await Timed(() => Bare(database, Rows(), ct)));
            ours.Add(rows / await Timed(() => Ours(database, Rows(), round, ct)));
            AnsiConsole.WriteLine(FormattableString.Invariant($"round {round}: bare {bare[^1]:#,0}, ours {ours[^1]:#,0} rows/s"));
        }
        return (Results.Middle(ours), Results.Middle(bare));

        IEnumerable<ArrivingRow> Rows()
        {
            var periods = Enumerable.Range(2006 - years, years).ToDictionary(year => year, year => Period.Years(PeriodKind.FinancialYear, InventedFile.Label(year))[0]);
            var names = Enumerable.Range(0, indicators + 1).Select(number => $"m{number}").ToList();
            var line = 1;
            foreach (var (indicator, year, code) in InventedFile.Cells(rows, indicators, codes, years))
            {
                var value = InventedFile.Value(indicator, year, code);
                yield return new(++line, names[indicator], code, periods[year], value, value is null ? Proto.MissingReason.NotAvailable : Proto.MissingReason.Unspecified, null, null, null, Proto.ObservationStatus.Final);
            }
        }
    }

    static async Task<double> Timed(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalSeconds;
    }

    static async Task<string> Database(BenchStack stack, CancellationToken ct)
    {
        await using (var admin = new NpgsqlConnection(stack.Admin))
        {
            await admin.OpenAsync(ct);
            await new NpgsqlCommand("CREATE DATABASE bench", admin).ExecuteNonQueryAsync(ct);
        }
        var database = new NpgsqlConnectionStringBuilder(stack.Admin) { Database = "bench" }.ConnectionString;
        await using var db = Context(database);
        await db.Database.MigrateAsync(ct);
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE bare (LIKE observations INCLUDING ALL)", ct);
        return database;
    }

    static IndicatorsDb Context(string database) =>
        new(new DbContextOptionsBuilder<IndicatorsDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options, TimeProvider.System);

    static async Task Ours(string database, IEnumerable<ArrivingRow> rows, int round, CancellationToken ct)
    {
        await using var db = Context(database);
        await using var work = await db.Database.BeginTransactionAsync(ct);
        await using var batch = await BatchTable.Create((NpgsqlConnection)db.Database.GetDbConnection(), $"d{round}", 1, new(2026, 1, 1), synthetic: true, ct);
        foreach (var row in rows) batch.Write(row);
        if ((await batch.Close(1, ct)).Count > 0) throw new InvalidOperationException("the same row twice");
        await batch.Attach($"d{round}", 1, ct);
        await work.CommitAsync(ct);
    }

    static async Task Bare(string database, IEnumerable<ArrivingRow> rows, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(ct);
        await new NpgsqlCommand("TRUNCATE bare", connection).ExecuteNonQueryAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync("""
            COPY bare (dataset_id, indicator_id, geography_code, period_label, period_kind, median, since, period_start, period_end, value, missing, status, doubt, synthetic, batch, line, entered)
            FROM STDIN (FORMAT binary)
            """, ct);
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write("d", NpgsqlDbType.Text);
            copy.Write(row.Indicator, NpgsqlDbType.Text);
            copy.Write(row.Geography, NpgsqlDbType.Text);
            copy.Write(row.Period.Label, NpgsqlDbType.Text);
            copy.Write((int)row.Period.Kind, NpgsqlDbType.Integer);
            copy.Write(false, NpgsqlDbType.Boolean);
            copy.Write(1, NpgsqlDbType.Integer);
            copy.Write(row.Period.Start, NpgsqlDbType.Date);
            copy.Write(row.Period.End, NpgsqlDbType.Date);
            if (row.Value is { } value) copy.Write(value, NpgsqlDbType.Numeric);
            else copy.WriteNull();
            copy.Write((int)row.Missing, NpgsqlDbType.Integer);
            copy.Write((int)row.Status, NpgsqlDbType.Integer);
            copy.Write("", NpgsqlDbType.Text);
            copy.Write(true, NpgsqlDbType.Boolean);
            copy.Write(1, NpgsqlDbType.Integer);
            copy.Write(row.Line, NpgsqlDbType.Integer);
            copy.Write(new DateOnly(2026, 1, 1), NpgsqlDbType.Date);
        }
        await copy.CompleteAsync(ct);
    }
}
