using System.Security.Cryptography;
using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters;

/// <summary>A file that goes with a comment, numbered within the letter.</summary>
public sealed class KeptAttachment
{
    public required Guid LetterUid { get; init; }
    public required int Number { get; init; }
    public required Attachment Document { get; init; }
    public required byte[] Content { get; init; }

    public static KeptAttachment Of(Letter letter, int number, string fileName, byte[] content) => new()
    {
        LetterUid = letter.Uid,
        Number = number,
        Content = content,
        Document = new()
        {
            Name = $"{letter.Name}/attachments/{number}",
            FileName = fileName,
            MediaType = FiledFiles.MediaTypeOf(fileName)!,
            Size = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        },
    };
}
