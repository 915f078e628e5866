namespace Apa.Shared;

/// <summary>Files that people outside may file: which kinds, and what a name may be.</summary>
public static class FiledFiles
{
    static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = Workbook.MediaType,
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".csv"] = "text/csv",
        [".txt"] = "text/plain",
        [".md"] = "text/markdown",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
    };

    /// <summary>Media type by the ending of a name; null where such files are not taken.</summary>
    public static string? MediaTypeOf(string fileName) => MediaTypes.GetValueOrDefault(Path.GetExtension(fileName));

    /// <summary>Adds the faults of a file name to a check. One with a path in it is refused, not cut.</summary>
    public static Check FileName(this Check check, string fileName, string field) => check
        .Required(fileName, field, 200)
        .That(fileName.IndexOfAny(['/', '\\', ':', '\n', '\r', '\t', '"']) < 0 && !fileName.StartsWith('.'), field, "is a name without a path")
        .That(MediaTypeOf(fileName) is not null, field, $"ends in one of {string.Join(", ", MediaTypes.Keys)}");
}
