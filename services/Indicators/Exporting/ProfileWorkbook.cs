using Apa.Protos.Indicators.V1;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Apa.Indicators.Exporting;

/// <summary>A profile as a workbook: a sheet with what it is of, and one with its rows. Texts are text cells, which nothing runs.</summary>
static class ProfileWorkbook
{
    public static byte[] Write(Profile profile)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var about = Sheet(workbook, [["Profile", ""], .. ProfileTable.About(profile).Select(line => new[] { line.Name, line.Text })], numbers: null);
            var rows = Sheet(workbook, [ProfileTable.Header, .. ProfileTable.Rows(profile)], ProfileTable.Numbers);
            workbook.Workbook = new Workbook(new Sheets(
                new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = workbook.GetIdOfPart(about), SheetId = 1, Name = "About" },
                new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = workbook.GetIdOfPart(rows), SheetId = 2, Name = "Profile" }));
        }
        return bytes.ToArray();
    }

    static WorksheetPart Sheet(WorkbookPart workbook, IReadOnlyList<string[]> rows, IReadOnlySet<string>? numbers)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteStartElement(new SheetData());
        for (var i = 0; i < rows.Count; i++)
        {
            writer.WriteStartElement(new Row());
            for (var column = 0; column < rows[i].Length; column++)
                writer.WriteElement(Cell(rows[i][column], number: i > 0 && numbers is not null && numbers.Contains(rows[0][column])));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
        return part;
    }

    static Cell Cell(string text, bool number) => text.Length == 0 ? new()
        : number ? new(new CellValue(text)) { DataType = CellValues.Number }
        : new(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString };
}
