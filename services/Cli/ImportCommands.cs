using System.CommandLine;
using Apa.Protos.Indicators.V1;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Files of observations, of indicators and of comparator sets.</summary>
static class ImportCommands
{
    const string Administrator = "alex-administrator";
    const string Analyst = "anna-analyst";

    public static void AddTo(RootCommand root)
    {
        var import = ImportFile();
        import.Subcommands.Add(ShowImport());
        import.Subcommands.Add(ListImports());
        root.Subcommands.Add(import);
    }

    static Command ImportFile()
    {
        var file = File("CSV, gzip of one, or XLSX (with --sheet)");
        var mapping = new Option<FileInfo>("--mapping") { Description = "ImportMapping as proto3 JSON, as seeds/mappings/*.json; docs/importing.md says what it holds", Required = true };
        var dataset = new Option<string>("--dataset") { Description = "Dataset whose open version is written, e.g. my-figures", Required = true };
        var sheet = new Option<string>("--sheet") { Description = "Sheet of an XLSX file; overrides the mapping's", DefaultValueFactory = _ => "" };
        var dry = new Option<bool>("--dry-run") { Description = "Check everything, keep nothing" };
        var synthetic = new Option<bool>("--synthetic") { Description = "The values were invented; they are marked so wherever they show" };
        return Step("import", "Read a file of observations into a dataset's open version, all or nothing", Analyst,
            [file, mapping, dataset, sheet, dry, synthetic], async turn =>
        {
            var how = Seed.Message<ImportMapping>(turn.Get(mapping).FullName);
            if (turn.Get(sheet).Length > 0) how.Sheet = turn.Get(sheet);
            var header = await ImportUpload.Header(turn.Get(file), turn.Get(dataset), how, turn.Ct);
            (header.RequestId, header.ValidateOnly, header.Synthetic) = (Requests.New(), turn.Get(dry), turn.Get(synthetic));
            // The bar goes where people look; JSON on the output stays JSON.
            var watched = turn.Json ? Terminal.Error : Terminal.Out;
            var import = await new ImportUpload(turn.Session.Indicators(turn.Person), turn.Get(file)).SendWatched(header, watched, turn.Ct);
            turn.Print(import, () => ImportReport.Show(import, Terminal.Out));
            if (import.State is ImportState.Refused) throw new CommandFailed($"{import.FileName} was refused: nothing was imported");
        });
    }

    static Command ShowImport()
    {
        var name = new Argument<string>("name") { Description = "datasets/{id}/imports/{uuid}, as ./apa import list shows it" };
        return Step("show", "One import with everything that was found wrong or doubtful", Analyst, [name], async turn =>
        {
            var import = await turn.Session.Indicators(turn.Person).GetImportAsync(new() { Name = turn.Get(name) }, cancellationToken: turn.Ct);
            turn.Print(import, () => ImportReport.Show(import, Terminal.Out));
        });
    }

    static Command ListImports()
    {
        var dataset = new Option<string>("--dataset") { Description = "Dataset, e.g. synthetic-2006", Required = true };
        return Step("list", "Imports of a dataset, newest first", Analyst, [dataset], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var all = new ListImportsResponse();
            var request = new ListImportsRequest { Dataset = DatasetNames.Dataset(turn.Get(dataset)), PageSize = 1000 };
            do
            {
                var page = await indicators.ListImportsAsync(request, cancellationToken: turn.Ct);
                all.Imports.Add(page.Imports);
                request.PageToken = page.NextPageToken;
            } while (request.PageToken.Length > 0);
            turn.Print(all, () => Show(all.Imports));
        });
    }

    static void Show(IReadOnlyCollection<Import> imports)
    {
        var table = new Table().AddColumns("When", "File", "How", "Read", "Kept", "Missing", "Refused", "By", "Name");
        foreach (var i in imports)
            table.AddRow(Markup.Escape(i.ImportedAt), Markup.Escape(i.FileName), i.State.ToString().ToLowerInvariant() + (i.Synthetic ? ", synthetic" : ""),
                $"{i.RowsRead:N0}", $"{i.RowsKept:N0}", $"{i.RowsMissing:N0}", $"{i.RowsRefused:N0}", Markup.Escape(i.ImportedBy), Markup.Escape(i.Name));
        Terminal.Out.Console.Write(table);
    }

    /// <summary>New indicators from a CSV file; nothing is sent while any row cannot be mapped.</summary>
    public static Command Catalogue()
    {
        var file = File("CSV with a row for each indicator");
        var mapping = new Option<FileInfo>("--mapping") { Description = "Which column is what, as seeds/mappings/dfe-measures.json", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would be put, put nothing" };
        return Step("import", "Bring indicators from a CSV file into the catalogue, all or nothing", Administrator, [file, mapping, dry], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var known = await All(indicators, turn.Ct);
            var path = turn.Get(file).FullName;
            var read = CatalogueFile.Read(path, CatalogueMapping.Read(turn.Get(mapping).FullName), known);
            ImportReport.Problems(Terminal.Out, "To know", read.Notes, read.Notes.Count);
            ImportReport.Problems(Terminal.Out, "Rows that cannot be mapped", read.Problems, read.Problems.Count);
            if (read.Problems.Count > 0) throw new CommandFailed($"{path}: {read.Problems.Count} faults; no indicator was sent");
            if (turn.Get(dry))
            {
                foreach (var indicator in read.Indicators) Turn.Say($"{indicator.Code}: {indicator.Title}");
                return;
            }
            var total = new PutIndicatorsResponse();
            foreach (var batch in read.Indicators.Chunk(Batch))
            {
                var answer = await indicators.PutIndicatorsAsync(new() { RequestId = Requests.New(), Indicators = { batch } }, cancellationToken: turn.Ct);
                (total.Added, total.Changed, total.Unchanged) = (total.Added + answer.Added, total.Changed + answer.Changed, total.Unchanged + answer.Unchanged);
            }
            turn.Print(total, () => Turn.Say($"{total.Added} new, {total.Changed} changed, {total.Unchanged} the same"));
        });
    }

    const int Batch = 1000;

    static async Task<List<Indicator>> All(IndicatorsService.IndicatorsServiceClient indicators, CancellationToken ct)
    {
        var all = new List<Indicator>();
        var request = new ListIndicatorsRequest { PageSize = 1000 };
        do
        {
            var page = await indicators.ListIndicatorsAsync(request, cancellationToken: ct);
            all.AddRange(page.Indicators);
            request.PageToken = page.NextPageToken;
        } while (request.PageToken.Length > 0);
        return all;
    }

    /// <summary>Comparator sets from a CSV file, one for every model.</summary>
    public static Command Comparators()
    {
        var file = File("CSV with the columns model, la_code, rank, neighbour_code, closeness");
        var suffix = new Option<string>("--id-suffix")
        {
            Description = "Goes behind the model's name in the id: a set never changes, and nfer-2021 is there with one list",
            DefaultValueFactory = _ => "-full",
        };
        return Step("import", "Bring statistical neighbours from a CSV file, a set for each model", Administrator, [file, suffix], async turn =>
        {
            var path = turn.Get(file).FullName;
            var read = ComparatorFile.Read(path, turn.Get(suffix));
            foreach (var note in read.Notes) Turn.Say(note);
            ImportReport.Problems(Terminal.Out, "Faults", read.Problems, read.Problems.Count);
            if (read.Problems.Count > 0) throw new CommandFailed($"{path}: {read.Problems.Count} faults; no set was sent");
            foreach (var set in read.Sets)
            {
                var put = await turn.Session.Indicators(turn.Person).PutComparatorSetAsync(new() { RequestId = Requests.New(), Set = set }, cancellationToken: turn.Ct);
                turn.Print(put, () => Turn.Say($"{put.Name}: {put.Lists.Count} lists"));
            }
        });
    }
}
