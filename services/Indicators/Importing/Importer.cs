using System.Security.Cryptography;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Apa.Indicators.Importing;

/// <summary>Takes one file into the open version of a dataset, in the transaction that its caller began and ends.</summary>
sealed class Importer(IndicatorsDb db, ImportHeader header, TimeProvider time)
{
    readonly ImportReport report = new();

    /// <summary>What a file says with a mapping: the same again needs no second look.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(
        [.. System.Text.Encoding.ASCII.GetBytes(header.ContentSha256), header.Synthetic ? (byte)1 : (byte)0, .. header.Mapping.ToByteArray()]));

    /// <summary>Reads the file and, where nothing is wrong, attaches its observations; else the report says REFUSED and the transaction must be given up.</summary>
    public async Task<(Import Import, int? Batch)> Take(ArrivingFile file, Dataset dataset, string person, CancellationToken ct)
    {
        var version = dataset.Open;
        var import = new Import
        {
            DatasetVersion = version.Name,
            FileName = header.FileName,
            ContentSha256 = header.ContentSha256,
            Mapping = header.Mapping.Title,
            ImportedBy = person,
            Synthetic = header.Synthetic,
        };
        var rules = await db.ValidationRules.AsNoTracking().Select(set => set.Document).SingleOrDefaultAsync(ct) ?? new();
        var (attached, batch) = await Read(file, dataset, version, rules, ct);
        import.ImportedAt = Mapping.Instant(time.GetUtcNow());
        import.State = report.Faults > 0 ? ImportState.Refused : header.ValidateOnly ? ImportState.Validated : ImportState.Imported;
        if (attached is not null) (import.Added, import.Replaced, import.Unchanged) = (attached.Added, attached.Replaced, attached.Unchanged);
        report.WriteTo(import);
        return (import, batch);
    }

    async Task<(Attached? Attached, int? Batch)> Read(ArrivingFile file, Dataset dataset, DatasetVersion version, ValidationRules rules, CancellationToken ct)
    {
        var mapping = header.Mapping;
        var labels = new Labels(mapping);
        var measures = new MeasureNames(await db.Measures.AsNoTracking().OrderBy(measure => measure.Id).ToListAsync(ct), mapping, rules);
        var places = new PlaceNames(await db.Places.AsNoTracking().ToListAsync(ct), mapping.GeographySchemes);
        foreach (var unknown in measures.Unknown) report.Fault(0, "", unknown, "is named by the mapping and not in the catalogue");

        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var batch = await BatchTable.Create(connection, dataset.Id, version.Version, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), header.Synthetic, ct);
        try
        {
            await using var table = await SourceFile.Open(file, mapping, Malformed, ct);
            var columns = new Columns(table.Header, table.Line, mapping, labels, report);
            // Without its columns every row would be at fault for the same reason.
            if (report.Faults > 0) return default;
            var reader = new RowReader(table, columns, mapping, measures, places, labels, report);
            while (await table.Read(ct)) reader.Read(row => batch.Write(row));
        }
        catch (UnreadableFile e)
        {
            report.Fault(e.Line, "", header.FileName, e.Message);
            return default;
        }
        catch (InvalidDataException)
        {
            report.Fault(1, "", header.FileName, "is a damaged gzip file");
            return default;
        }
        await file.Finish(ct);
        if (report.RowsRead == 0) report.Fault(1, "", header.FileName, "has no rows");
        foreach (var twice in await batch.Close(ImportReport.Most, ct))
        {
            report.RowsRefused++;
            report.Fault(twice.Line, "", $"{twice.Indicator}, {twice.Geography}, {twice.Label}", $"says what line {twice.First} says");
        }
        if (report.Faults > 0) return default;
        return await Attach(batch, dataset, version, rules, ct);
    }

    async Task<(Attached? Attached, int? Batch)> Attach(BatchTable batch, Dataset dataset, DatasetVersion version, ValidationRules rules, CancellationToken ct)
    {
        // Only now does it keep others waiting: whoever wrote meanwhile is seen, and the version must still be the open one.
        await db.Database.ExecuteSqlAsync($"SELECT FROM datasets WHERE id = {dataset.Id} FOR UPDATE", ct);
        db.ChangeTracker.Clear();
        dataset = await db.Datasets.SingleAsync(one => one.Id == dataset.Id, ct);
        if (dataset.Open.Version != version.Version) throw new Refusal("DATASET_VERSION_RELEASED", $"{version.Name} was released meanwhile");
        var attached = await batch.Attach(dataset.Id, version.Version, ct);
        await Jumps.Look((NpgsqlConnection)db.Database.GetDbConnection(), dataset.Id, batch.Batch, rules, report, ct);
        if (attached.Added + attached.Replaced > 0) dataset.Changed((int)attached.Added, header.Synthetic);
        return (attached, attached.Added + attached.Replaced > 0 ? batch.Batch : null);
    }

    void Malformed(long line, string why)
    {
        report.RowsRead++;
        report.RowsRefused++;
        report.Fault(line, "", "", why);
    }
}
