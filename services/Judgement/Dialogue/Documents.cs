using System.Security.Cryptography;
using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Judgements.Dialogue;

/// <summary>What a filed document may be.</summary>
public static class Documents
{
    /// <summary>Bytes of one document at most.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    /// <summary>Bytes of all documents of a case at most.</summary>
    public const long MostBytesOfACase = 200L * 1024 * 1024;

    static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".csv"] = "text/csv",
        [".txt"] = "text/plain",
        [".md"] = "text/markdown",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
    };

    /// <summary>Adds the faults of a header to a check. A file name with a path in it is refused, not cut.</summary>
    public static void Header(this Check check, DocumentHeader header)
    {
        check.ResourceName(header.Assessment, "header.assessment", Names.AssessmentPattern);
        check.Said(header.Kind, "header.kind");
        check.Required(header.Title, "header.title");
        check.Required(header.FileName, "header.file_name", 200);
        check.That(header.FileName.IndexOfAny(['/', '\\', ':', '\n', '\r', '\t', '"']) < 0 && !header.FileName.StartsWith('.'), "header.file_name", "is a name without a path");
        check.That(MediaTypes.ContainsKey(Path.GetExtension(header.FileName)), "header.file_name", $"ends in one of {string.Join(", ", MediaTypes.Keys)}");
    }

    /// <summary>The document of a checked header and its bytes.</summary>
    public static FiledDocument Of(DocumentHeader header, int number, byte[] content, string person, DateTimeOffset now) => new()
    {
        Name = $"{header.Assessment}/documents/d-{number}",
        Id = $"d-{number}",
        Kind = header.Kind,
        Title = header.Title,
        FileName = header.FileName,
        MediaType = MediaTypes[Path.GetExtension(header.FileName)],
        Size = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        FiledBy = person,
        FiledAt = Mapping.Instant(now),
    };
}
