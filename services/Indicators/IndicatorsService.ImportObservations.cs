using Apa.Indicators.Importing;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override async Task<Import> ImportObservations(IAsyncStreamReader<ImportObservationsRequest> requestStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Header is not { } header)
            throw Errors.Invalid([new("header", "is required, as the first message")]);
        new Check().Header(header).ThrowIfAny();
        await using var file = new ArrivingFile(requestStream, header);
        if (header.ValidateOnly) return await Import(header, file, context, context.CancellationToken);

        // The header names the file's hash: it stands for the whole request.
        var reply = await db.Once(header, context, ct => Import(header, file, context, ct));
        if (db.Database.CurrentTransaction is { } work) await work.CommitAsync(context.CancellationToken);
        return reply;
    }

    /// <summary>Imports a file in a transaction, which it leaves open where all is well: the answer is saved in it too.</summary>
    async Task<Import> Import(ImportHeader header, ArrivingFile file, ServerCallContext context, CancellationToken ct)
    {
        var dataset = await FindDataset(header.Dataset, "header.dataset", ct);
        var version = dataset.Open.Version;
        var importer = new Importer(db, header, time);
        var before = await db.Imports.AsNoTracking()
            .Where(one => one.DatasetId == dataset.Id && one.Version == version && one.Fingerprint == importer.Fingerprint && one.State == ImportState.Imported)
            .Select(one => one.Document).SingleOrDefaultAsync(ct);
        if (before is not null) return new(before) { Repeated = true };

        await db.Database.BeginTransactionAsync(ct);
        try
        {
            var (import, batch) = await importer.Take(file, dataset, context.Caller().Sub, ct);
            var keep = import.State is ImportState.Imported;
            if (!keep) await GiveUp();
            if (header.ValidateOnly) return import;
            Remember(import, dataset.Id, version, importer.Fingerprint, batch);
            if (keep) return import;
            await db.SaveChangesAsync(ct);
            throw Refused(import);
        }
        catch
        {
            await GiveUp();
            throw;
        }
    }

    void Remember(Import import, string dataset, int version, string fingerprint, int? batch)
    {
        var uid = Guid.CreateVersion7(time.GetUtcNow());
        import.Name = Resource.Import(dataset, uid);
        db.Imports.Add(new() { Uid = uid, DatasetId = dataset, Version = version, Fingerprint = fingerprint, State = import.State, Batch = batch, Document = import });
    }

    async Task GiveUp()
    {
        if (db.Database.CurrentTransaction is not { } work) return;
        await work.RollbackAsync(CancellationToken.None);
        await work.DisposeAsync();
        db.ChangeTracker.Clear();
    }

    /// <summary>The refusal tells the first faults; the report that it names tells them all.</summary>
    static Refusal Refused(Import import) => new("IMPORT_REFUSED",
        $"{import.FileName}: {import.ProblemsTotal} faults in {import.RowsRead} rows, nothing of it was kept; {import.Name} tells them",
        RefusalKind.Invalid,
        [.. import.Problems.Take(20).Select(problem => new Violation($"line {problem.Line}{(problem.Column.Length > 0 ? $", {problem.Column}" : "")}", $"'{problem.Value}' {problem.Why}"))],
        import.Name);
}
