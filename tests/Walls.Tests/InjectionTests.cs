using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Apa.Contracts.Tests;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Apa.Tests;
using CsvHelper;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Walls.Tests;

/// <summary>The same content with a formula before and markup behind every text.</summary>
public sealed class HostileSuite(PostgresFixture postgres) : Suite(postgres)
{
    public override Wording Wording => new("=1+1 ", " <script>alert(1)</script><img src=x onerror=alert(1)>");
}

/// <summary>Whatever a text holds, it stays a text in everything that is made of it.</summary>
public sealed class InjectionTests(HostileSuite suite) : IClassFixture<HostileSuite>
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/rounds")]
    [InlineData("/rounds/apa-2006")]
    [InlineData("/rounds/apa-2006?name=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/authorities/919")]
    [InlineData("/authorities/919/letters/apa-2006")]
    [InlineData("/authorities/919/letters/apa-2006/documents/letter.html")]
    [InlineData("/%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task No_text_becomes_markup_of_a_page(string address)
    {
        using var answer = await suite.Pages.GetAsync(new Uri(address, UriKind.Relative), Ct);
        using var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Ct));
        Assert.DoesNotContain(page.Scripts, script => script.TextContent.Contains("alert", StringComparison.Ordinal));
        Assert.DoesNotContain(page.All, element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("/judgements.csv")]
    [InlineData("/rounds/apa-2006/judgements.csv")]
    public async Task No_text_becomes_a_formula_in_a_table(string address)
    {
        using var bytes = new MemoryStream(await suite.Pages.GetByteArrayAsync(new Uri(address, UriKind.Relative), Ct));
        using var csv = CsvReader.Create(bytes, new CsvReaderOptions { Separator = ',' });
        var fields = new List<string>();
        while (csv.Read()) fields.AddRange(csv.Headers.Select((_, i) => csv.GetString(i)));
        Assert.Contains(fields, field => field.StartsWith("'=1+1 ", StringComparison.Ordinal));
        Assert.DoesNotContain(fields, field => field.Length > 0 && field[0] is '=' or '+' or '@' or '\t' or '\r');
        Assert.DoesNotContain(fields, field => field.StartsWith('-') && !decimal.TryParse(field, CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task Feed_events_and_letters_carry_the_text_as_text()
    {
        var feed = XDocument.Parse(await suite.Pages.GetStringAsync(new Uri("/feed.atom", UriKind.Relative), Ct));
        Assert.DoesNotContain(feed.Descendants(), element => element.Name.LocalName == "script");
        Assert.All(await suite.Published(), row => JsonDocument.Parse(row.Data).Dispose());

        Assert.Contains("=1+1 ", JsonNode.Parse(await Document("letter.json"))!.ToJsonString(Plain), StringComparison.Ordinal);

        using var docx = new ZipArchive(new MemoryStream(await Document("letter.docx")));
        foreach (var part in docx.Entries.Where(entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal) || entry.Name.EndsWith(".rels", StringComparison.Ordinal)))
        {
            await using var stream = await part.OpenAsync(Ct);
            var xml = await XDocument.LoadAsync(stream, LoadOptions.None, Ct);
            Assert.DoesNotContain(xml.Descendants(), element => element.Name.LocalName is "script" or "img" || (string?)element.Attribute("TargetMode") == "External");
        }
    }

    [Fact]
    public async Task Text_and_pdf_of_a_letter_hold_it_as_words_and_do_nothing()
    {
        var text = Encoding.UTF8.GetString(await Document("letter.txt"));
        Assert.Contains("=1+1 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');

        var pdf = Path.GetTempFileName();
        await File.WriteAllBytesAsync(pdf, await Document("letter.pdf"), Ct);
        Assert.Contains("<script>alert(1)</script>", string.Concat((await Poppler("pdftotext", "-raw", pdf, "-")).Where(c => !char.IsWhiteSpace(c))), StringComparison.Ordinal);
        Assert.Empty((await Poppler("pdfinfo", "-js", pdf)).Trim());
        Assert.DoesNotContain("http", await Poppler("pdfinfo", "-url", pdf), StringComparison.Ordinal);
        Assert.Contains("0 embedded files", await Poppler("pdfdetach", "-list", pdf), StringComparison.Ordinal);
        Assert.Contains("JavaScript:      no", await Poppler("pdfinfo", pdf), StringComparison.Ordinal);
        File.Delete(pdf);
    }

    [Fact]
    public async Task Cells_of_workbooks_are_texts_that_nothing_runs()
    {
        var board = new ModerationBoardService.ModerationBoardServiceClient(suite.Backends.Single(one => one.Name == "judgement").With(TestTokens.For("judgement", "mona", Role.Moderator)));
        using (var answer = board.ExportWorkbook(new() { Board = new() { Round = $"rounds/{Suite.RoundId}" } }, cancellationToken: Ct))
            IsInert(await Bytes(answer.ResponseStream, chunk => chunk.Data));
        using (var answer = suite.Indicators("ivan", Role.Inspector).ExportProfile(new() { Profile = new() { DatasetVersion = "datasets/figures/versions/1", LaCode = "919" }, Format = ExportFormat.Xlsx }, cancellationToken: Ct))
            IsInert(await Bytes(answer.ResponseStream, chunk => chunk.Data));
    }

    /// <summary>No formula, no link, no part from elsewhere; the hostile text is there as it was written.</summary>
    static void IsInert(byte[] workbook)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(workbook), isEditable: false);
        var parts = document.WorkbookPart!.WorksheetParts.ToList();
        Assert.Empty(parts.SelectMany(part => part.Worksheet!.Descendants<CellFormula>()));
        Assert.Empty(parts.SelectMany(part => part.HyperlinkRelationships));
        Assert.Empty(parts.SelectMany(part => part.ExternalRelationships));
        Assert.Empty(document.WorkbookPart.ExternalRelationships);
        Assert.Null(document.WorkbookPart.VbaProjectPart);
        var texts = parts.SelectMany(part => part.Worksheet!.Descendants<InlineString>().Select(text => text.InnerText))
            .Concat(document.WorkbookPart.SharedStringTablePart?.SharedStringTable?.Descendants<SharedStringItem>().Select(text => text.InnerText) ?? []);
        Assert.Contains(texts, text => text.StartsWith("=1+1 ", StringComparison.Ordinal));
    }

    static async Task<byte[]> Bytes<T>(IAsyncStreamReader<T> stream, Func<T, ByteString> data)
    {
        using var bytes = new MemoryStream();
        await foreach (var chunk in stream.ReadAllAsync(Ct)) bytes.Write(data(chunk).Span);
        return bytes.ToArray();
    }

    static async Task<string> Poppler(string program, params string[] arguments) => Encoding.UTF8.GetString(await Tool.Run(Path.GetTempPath(), program, arguments));

    Task<byte[]> Document(string file) => suite.Pages.GetByteArrayAsync(new Uri($"/authorities/919/letters/apa-2006/documents/{file}", UriKind.Relative), Ct);
}
