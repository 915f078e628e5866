using System.IO.Compression;
using System.IO.Packaging;
using System.Reflection;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Apa.Letters.Rendering;

/// <summary>The parts of a Word document and the package around them: the same parts give the same bytes.</summary>
static class DocxPackage
{
    /// <summary>Ids of the parts that the body names.</summary>
    public const string HeaderId = "rHeader", FirstHeaderId = "rFirstHeader", FooterId = "rFooter", FirstFooterId = "rFirstFooter";

    const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    static readonly byte[] Styles = Part("styles.xml");
    static readonly byte[] Numbering = Part("numbering.xml");
    static readonly byte[] Settings = Part("settings.xml");

    // The first moment that a zip entry can bear.
    static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Of(LetterView letter, Body body, Footnotes notes, Header header, Header firstHeader, Func<Footer> footer)
    {
        using var loose = new MemoryStream();
        using (var document = WordprocessingDocument.Create(loose, WordprocessingDocumentType.Document))
        {
            document.CompressionOption = CompressionOption.NotCompressed;
            // Every part gets its id: the library would make random ones.
            var main = document.AddNewPart<MainDocumentPart>(MainType, "rDocument");
            Feed(document.AddNewPart<CoreFilePropertiesPart>("rCore"), Core(letter));
            Feed(main.AddNewPart<StyleDefinitionsPart>("rStyles"), Styles);
            Feed(main.AddNewPart<NumberingDefinitionsPart>("rNumbering"), Numbering);
            Feed(main.AddNewPart<DocumentSettingsPart>("rSettings"), Settings);
            main.AddNewPart<FootnotesPart>("rFootnotes").Footnotes = notes;
            main.AddNewPart<HeaderPart>(HeaderId).Header = header;
            main.AddNewPart<HeaderPart>(FirstHeaderId).Header = firstHeader;
            main.AddNewPart<FooterPart>(FooterId).Footer = footer();
            main.AddNewPart<FooterPart>(FirstFooterId).Footer = footer();
            main.Document = new Document(body);
        }
        return Packed(loose);
    }

    /// <summary>The same entries in the order of their names, without the time of writing.</summary>
    static byte[] Packed(MemoryStream loose)
    {
        using var packed = new MemoryStream();
        using (var from = new ZipArchive(loose, ZipArchiveMode.Read))
        using (var to = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            // The content types come first, as readers that take the package as a stream expect.
            foreach (var entry in from.Entries.OrderBy(entry => entry.FullName != "[Content_Types].xml").ThenBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                var copy = to.CreateEntry(entry.FullName, CompressionLevel.Fastest);
                copy.LastWriteTime = NoTime;
                using var read = entry.Open();
                using var write = copy.Open();
                read.CopyTo(write);
            }
        }
        return packed.ToArray();
    }

    /// <summary>Title, authors and date for whoever looks at the file's properties; the date is the letter's own.</summary>
    static byte[] Core(LetterView letter)
    {
        XNamespace cp = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", dc = "http://purl.org/dc/elements/1.1/";
        XNamespace terms = "http://purl.org/dc/terms/", xsi = "http://www.w3.org/2001/XMLSchema-instance";
        var day = $"{letter.LetterDate:yyyy-MM-dd}T00:00:00Z";
        XElement Moment(string name) => new(terms + name, new XAttribute(xsi + "type", "dcterms:W3CDTF"), day);
        using var bytes = new MemoryStream();
        new XDocument(new XElement(cp + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "cp", cp), new XAttribute(XNamespace.Xmlns + "dc", dc), new XAttribute(XNamespace.Xmlns + "dcterms", terms), new XAttribute(XNamespace.Xmlns + "xsi", xsi),
            new XElement(dc + "title", DocxLetter.Clean(letter.Title)),
            new XElement(dc + "creator", DocxLetter.Clean(string.Join("; ", letter.Bodies.Select(body => body.Name)))),
            new XElement(dc + "description", letter.Identity),
            new XElement(dc + "language", "en-GB"),
            Moment("created"), Moment("modified"))).Save(bytes, SaveOptions.DisableFormatting);
        return bytes.ToArray();
    }

    static void Feed(OpenXmlPart part, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        part.FeedData(stream);
    }

    static byte[] Part(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"docx.{name}")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
