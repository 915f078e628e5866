using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Figures;

/// <summary>What looks like a figure and is none: key stages, sections, ages, years. It is data, <c>vocabulary.json</c>, and a framework may add to it.</summary>
public sealed class Vocabulary
{
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    static readonly IReadOnlyList<(Regex Pattern, string What)> English = ReadEnglish();

    readonly List<(Regex Pattern, string What)> names;

    public Vocabulary(IEnumerable<NamePattern> more) => names = [.. more.Select(name => (new Regex(name.Pattern, Options), name.What)), .. English];

    /// <summary>What is wrong with a pattern; null where nothing is.</summary>
    public static string? Fault(string pattern)
    {
        if (pattern.Length == 0) return "is required";
        try
        {
            return new Regex(pattern, Options).IsMatch("") ? "matches where nothing stands" : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"is no regular expression without backtracking: {e.Message}";
        }
    }

    /// <summary>The names in a text, each with where it stands.</summary>
    public IReadOnlyList<(int From, int To, string What)> In(string text) =>
        [.. names.SelectMany(name => name.Pattern.Matches(text).Select(match => (match.Index, match.Index + match.Length, name.What)))];

    static List<(Regex, string)> ReadEnglish()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("vocabulary.json")!;
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.GetProperty("names").EnumerateArray().Select(name => (new Regex(name.GetProperty("pattern").GetString()!, Options), name.GetProperty("what").GetString()!))];
    }
}
