using System.Text;
using Apa.Protos.Indicators.V1;
using CsvHelper;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using static Apa.Indicators.Tests.Service.Catalogue;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class ExportTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task A_CSV_file_holds_what_the_profile_shows_with_periods_methods_and_reasons()
    {
        var profile = await Made("csv");
        var (name, bytes) = await Export("csv", ExportFormat.Csv);
        Assert.Equal("profile-101-csv-v1.csv", name);
        var rows = Read(bytes);
        Assert.Equal(profile.Rows.Sum(row => Math.Max(1, row.Values.Count)), rows.Count);
        var latest = rows.Single(row => row["code"] == "SS/2" && row["period"] == "2005-06");
        Assert.Equal(("50", "financial year", "2005-04-01", "70.5", "worse"), (latest["value"], latest["period kind"], latest["period start"], latest["England"], latest["England light"]));
        Assert.Equal(("mean", "comparatorSets/neighbours", "1", "4", "better"),
            (latest["statistical neighbours method"], latest["statistical neighbours set"], latest["statistical neighbours with data"], latest["statistical neighbours of"], latest["statistical neighbours light"]));
        Assert.Equal("not available", latest["comparator councils light"]);
        Assert.Equal("not available", rows.Single(row => row["code"] == "SS/3").GetValueOrDefault("missing because"));
        Assert.Equal("-3", rows.Single(row => row["code"] == "SS/10")["value"]);
        Assert.Contains("Place 101 County Council", latest["authority"]);
        Assert.StartsWith("SYNTHETIC", latest["synthetic "]);
    }

    [Fact]
    public async Task A_text_that_a_spreadsheet_would_run_is_text()
    {
        await Made("formula");
        var (_, csv) = await Export("formula", ExportFormat.Csv);
        Assert.DoesNotContain(",=cmd", Encoding.UTF8.GetString(csv));
        Assert.Contains("'=cmd", Encoding.UTF8.GetString(csv));
        var (_, xlsx) = await Export("formula", ExportFormat.Xlsx);
        Assert.Contains(Cells(xlsx, "Profile").SelectMany(row => row), cell => cell.InnerText == "=cmd|' /C calc'!A0" && cell.DataType!.Value == CellValues.InlineString && cell.CellFormula is null);
    }

    [Fact]
    public async Task A_workbook_holds_the_same_rows_and_what_they_are_of()
    {
        await Made("xlsx");
        var csv = Read((await Export("xlsx", ExportFormat.Csv)).Bytes);
        var (name, bytes) = await Export("xlsx", ExportFormat.Xlsx);
        Assert.Equal("profile-101-xlsx-v1.xlsx", name);
        var rows = Cells(bytes, "Profile");
        Assert.Equal(csv.Count + 1, rows.Count);
        Assert.Equal(csv.Select(row => row["value"]), rows.Skip(1).Select(row => row[12].InnerText));
        Assert.Contains(Cells(bytes, "About"), row => row[0].InnerText == "dataset version" && row[1].InnerText == "datasets/xlsx/versions/1");
    }

    [Fact]
    public async Task A_sheet_of_a_workbook_is_imported_by_its_name()
    {
        await app.Analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = "sheet", Title = "sheet" } });
        var file = Workbook("Data", [["Measure", "Place", "Code", "Period", "Value"], ["fin", "Place 101", "101", "2015-16", "20.700000000000003"], ["fin", "Place 102", "102", "2015-16", "-"]]);
        var mapping = Files.Long();
        mapping.Sheet = "Data";
        var import = await app.Analyst.Send(Files.Describe("sheet", file, mapping), file);
        Assert.Equal((2, 1), (import.RowsKept, import.RowsMissing));
        Assert.Equal("20.7", (await app.Analyst.ListObservationsAsync(new() { DatasetVersion = "datasets/sheet/versions/1" })).Observations[0].Value);
        mapping.Sheet = "Other";
        var report = await app.Refused(Files.Describe("sheet", file, mapping), file);
        Assert.Contains("has no sheet 'Other'; it has 'Data'", report.Problems.Single().Why);
    }

    async Task<Profile> Made(string id)
    {
        var cmd = Measure("BH/9", Polarity.Higher, "BH", "1.2");
        cmd.Title = "=cmd|' /C calc'!A0";
        await app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { cmd } });
        var invented = Seen("SS-2", "101", "50");
        invented.Synthetic = true;
        await app.Released(id, invented, Seen("SS-2", "101", "48", 2004), Seen("SS-2", "104", "40"), Seen("SS-2", "england", "70.5"), Seen("SS-10", "101", "-3"));
        return await app.Analyst.GetProfileAsync(new() { DatasetVersion = $"datasets/{id}/versions/1", LaCode = "101" });
    }

    async Task<(string Name, byte[] Bytes)> Export(string dataset, ExportFormat format)
    {
        using var call = app.Analyst.ExportProfile(new() { Profile = new() { DatasetVersion = $"datasets/{dataset}/versions/1", LaCode = "101" }, Format = format });
        var (name, bytes) = ("", new MemoryStream());
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            name += call.ResponseStream.Current.FileName;
            bytes.Write(call.ResponseStream.Current.Data.Span);
        }
        return (name, bytes.ToArray());
    }

    /// <summary>Rows by the names of their columns; the second column of a name has a blank after it.</summary>
    static List<Dictionary<string, string>> Read(byte[] bytes)
    {
        using var reader = CsvReader.Create(bytes, new CsvReaderOptions { Separator = ',', HasHeader = false, FieldCountMismatch = CsvFieldCountHandling.Throw });
        reader.Read();
        var header = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToList();
        var names = header.Select((name, i) => header.IndexOf(name) < i ? name + " " : name).ToList();
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read()) rows.Add(names.Select((name, i) => (name, reader.GetString(i))).ToDictionary(pair => pair.name, pair => pair.Item2));
        return rows;
    }

    static List<List<Cell>> Cells(byte[] bytes, string sheet)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        var book = document.WorkbookPart!;
        var id = book.Workbook!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(one => one.Name == sheet).Id!;
        return [.. ((WorksheetPart)book.GetPartById(id!)).Worksheet!.Descendants<Row>().Select(row => row.Elements<Cell>().Select(cell => (Cell)cell.CloneNode(true)).ToList())];
    }

    static byte[] Workbook(string sheet, string[][] rows)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, DocumentFormat.OpenXml.SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>();
            part.Worksheet = new(new SheetData(rows.Select(row => new Row(row.Select(text => decimal.TryParse(text, out _) && text.Contains('.')
                ? new Cell(new CellValue(text)) { DataType = CellValues.Number }
                : new Cell(new InlineString(new Text(text))) { DataType = CellValues.InlineString })))));
            book.Workbook = new(new Sheets(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = book.GetIdOfPart(part), SheetId = 1, Name = sheet }));
        }
        return bytes.ToArray();
    }
}
