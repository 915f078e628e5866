using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Apa.Cli;

/// <summary>The service that a part of a framework file goes to.</summary>
enum FrameworkPart
{
    Judgement,
    Letter,
    Publication,
}

/// <summary>
/// Tells where in a framework file something stands. A service names what it was given, e.g. <c>framework.blocks[thanks].text</c>; the
/// author reads the path and the line of the file: <c>line 241: letter.blocks[thanks].text: round.titel does not exist</c>.
/// </summary>
sealed partial class FrameworkLines
{
    readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);
    readonly List<string> blocks = [];

    /// <param name="json">The file; comments are passed over.</param>
    public FrameworkLines(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        var open = new Stack<(string Path, int Index)>();
        var (line, counted, member) = (1, 0, "");
        while (reader.Read())
        {
            for (; counted < reader.TokenStartIndex; counted++)
                if (bytes[counted] == '\n') line++;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = reader.GetString()!;
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }
            var path = Next(open, member);
            lines[path] = line;
            if (reader.TokenType == JsonTokenType.String && IsBlockId(path)) blocks.Add(reader.GetString()!);
            if (reader.TokenType is JsonTokenType.StartObject) open.Push((path, -1));
            else if (reader.TokenType is JsonTokenType.StartArray) open.Push((path, 0));
        }
    }

    /// <summary>What a service found wrong with its part, by the file's line and path.</summary>
    public string Told(FrameworkPart part, string field, string description)
    {
        var path = PathOf(part, field);
        var template = InTemplate().Match(description);
        var why = template.Success ? template.Groups["why"].Value + (template.Groups["line"].Value == "1" ? "" : $" (line {template.Groups["line"].Value} of the text)") : description;
        return LineOf(path) is { } line ? $"line {line}: {path}: {why}" : $"{path}: {why}";
    }

    /// <summary>The line of a path, or of the nearest that holds it; null where the file has nothing of it.</summary>
    public int? LineOf(string path)
    {
        for (var at = Numbered(path); at.Length > 0; at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))])
            if (lines.TryGetValue(at, out var line)) return line;
        return null;
    }

    /// <summary>A service's path as the file has it: framework.rules[2].at_most is rules[2].atMost, and Letter's blocks stand under letter.</summary>
    static string PathOf(FrameworkPart part, string field)
    {
        var path = field.StartsWith("framework.", StringComparison.Ordinal) ? field["framework.".Length..] : field;
        if (part == FrameworkPart.Letter && Opening().Match(path) is { Success: true } opening)
            return $"letter.openings.{opening.Groups["section"].Value}.{opening.Groups["word"].Value}";
        path = string.Join('.', path.Split('.').Select(name => string.Concat(name.Split('_').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]))));
        return part switch
        {
            FrameworkPart.Letter when path.StartsWith("sections", StringComparison.Ordinal) => "outcomes" + path["sections".Length..],
            FrameworkPart.Letter when path == "checkWorkingDays" => "deadlines",
            FrameworkPart.Letter or FrameworkPart.Publication when Own(part).Any(own => path == own || path.StartsWith($"{own}[", StringComparison.Ordinal)) => $"{(part == FrameworkPart.Letter ? "letter" : "publication")}.{path}",
            _ => path,
        };
    }

    static string[] Own(FrameworkPart part) => part == FrameworkPart.Letter ? ["bodies", "signatories", "blocks", "vocabulary"] : ["audiences"];

    /// <summary>Blocks are named by their ids, and stand in the file by their places.</summary>
    string Numbered(string path) => Named().Replace(path, match =>
    {
        var place = blocks.IndexOf(match.Groups["id"].Value);
        return place < 0 ? match.Value : $"letter.blocks[{place.ToString(CultureInfo.InvariantCulture)}]";
    });

    static string Next(Stack<(string Path, int Index)> open, string member)
    {
        if (open.Count == 0) return "";
        var (path, index) = open.Pop();
        open.Push((path, index < 0 ? index : index + 1));
        return index >= 0 ? $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]" : path.Length == 0 ? member : $"{path}.{member}";
    }

    static bool IsBlockId(string path) => path.StartsWith("letter.blocks[", StringComparison.Ordinal) && path.EndsWith("].id", StringComparison.Ordinal);

    [GeneratedRegex(@"^line (?<line>[0-9]+): (?<why>.*)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex InTemplate();

    [GeneratedRegex(@"^sections\[(?<section>[^\]]+)\]\.openings\[(?<word>[^\]]+)\]$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Opening();

    [GeneratedRegex(@"letter\.blocks\[(?<id>[^\]]+)\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
