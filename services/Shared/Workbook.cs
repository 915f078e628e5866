using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Apa.Shared;

/// <summary>One sheet: its name, its rows with the header first, and the columns whose texts are numbers wherever they are not empty.</summary>
public sealed record WorkbookSheet(string Name, IReadOnlyList<string[]> Rows, IReadOnlySet<string>? Numbers = null);

/// <summary>Sheets as a workbook (XLSX). Texts are text cells, which nothing runs.</summary>
public static class Workbook
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static byte[] Write(params IReadOnlyList<WorkbookSheet> sheets)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var parts = sheets.Select(sheet => workbook.GetIdOfPart(Sheet(workbook, sheet))).ToList();
            workbook.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(new Sheets(sheets.Zip(parts).Select((sheet, index) =>
                new Sheet { Id = sheet.Second, SheetId = (uint)index + 1, Name = sheet.First.Name })));
        }
        return bytes.ToArray();
    }

    static WorksheetPart Sheet(WorkbookPart workbook, WorkbookSheet sheet)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteStartElement(new SheetData());
        foreach (var (index, row) in sheet.Rows.Index())
        {
            writer.WriteStartElement(new Row());
            foreach (var (column, text) in row.Index())
                writer.WriteElement(Cell(text, number: index > 0 && sheet.Numbers?.Contains(sheet.Rows[0][column]) == true));
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
