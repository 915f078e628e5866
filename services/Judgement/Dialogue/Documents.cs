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

    /// <summary>Adds the faults of a header to a check.</summary>
    public static void Header(this Check check, DocumentHeader header)
    {
        check.ResourceName(header.Assessment, "header.assessment", Names.AssessmentPattern);
        check.Said(header.Kind, "header.kind");
        check.Required(header.Title, "header.title");
        check.FileName(header.FileName, "header.file_name");
    }

    /// <summary>The document of a checked header and its bytes.</summary>
    public static FiledDocument Of(DocumentHeader header, int number, byte[] content, string person, DateTimeOffset now) => new()
    {
        Name = $"{header.Assessment}/documents/d-{number}",
        Id = $"d-{number}",
        Kind = header.Kind,
        Title = header.Title,
        FileName = header.FileName,
        MediaType = FiledFiles.MediaTypeOf(header.FileName)!,
        Size = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        FiledBy = person,
        FiledAt = Mapping.Instant(now),
    };
}
