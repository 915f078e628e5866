using Apa.Protos.Indicators.V1;
using static Apa.Cli.Patience;

namespace Apa.Cli;

/// <summary>Invented figures beside the case, so that a first look at profiles and comparisons is not empty.</summary>
sealed partial class Road
{
    async Task LoadSynthetic(CancellationToken ct)
    {
        var indicators = session.Indicators(cast.Analyst);
        var (dataset, file, mapping) = seed.Synthetic();
        var resource = DatasetNames.Dataset(dataset.Id);
        var found = await Find(() => indicators.GetDatasetAsync(new() { Name = resource }, cancellationToken: ct), ct);
        if (found is null)
        {
            var create = new CreateDatasetRequest { Dataset = dataset };
            create.RequestId = Requests.For(create);
            found = await Change(() => indicators.CreateDatasetAsync(create, cancellationToken: ct), ct);
        }
        // Only the first version is the seed's; what people open after it is theirs.
        if (!found.Versions[0].Released)
        {
            var header = await ImportUpload.Header(file, dataset.Id, mapping, ct);
            header.Synthetic = true;
            header.RequestId = Requests.For(header);
            var import = await Ask(() => new ImportUpload(indicators, file).Send(header, _ => { }, ct), ct);
            foreach (var line in ImportReport.Closing(import)) terminal.Say(line);
            if (import.State is not ImportState.Imported) throw new CommandFailed($"{file.FullName} was refused: ./apa import show {import.Name} says why");
            changes++;
            found = await Ask(() => indicators.GetDatasetAsync(new() { Name = resource }, cancellationToken: ct), ct);
            var release = new ReleaseDatasetRequest { Name = found.Name, Etag = found.Etag };
            release.RequestId = Requests.For(release);
            found = await Change(() => indicators.ReleaseDatasetAsync(release, cancellationToken: ct), ct);
        }
        terminal.Say($"{found.Versions[0].Name} with {found.Versions[0].Observations} invented observations, released; ./apa profile {name.LaCode} --dataset {dataset.Id} shows them");
    }
}
