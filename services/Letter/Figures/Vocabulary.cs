using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Figures;

/// <summary>
/// What looks like a figure and is none (key stages, sections, ages, spans of years), words that say a value, and words that tell nothing.
/// It is data, <c>vocabulary.json</c>, and a framework may add names to it.
/// </summary>
public sealed class Vocabulary
{
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    static readonly English Known = ReadEnglish();

    /// <summary>Patterns are costly to compile; a framework is loaded once.</summary>
    static readonly ConditionalWeakTable<Proto.Framework, Vocabulary> OfFrameworks = [];

    readonly List<Name> names;

    Vocabulary(IEnumerable<NamePattern> more) => names = [.. more.Select(name => new Name(new(name.Pattern, Options), name.What)), .. Known.Names];

    /// <summary>With the names that a framework adds.</summary>
    public static Vocabulary Of(Proto.Framework framework) => OfFrameworks.GetValue(framework, one => new(one.Vocabulary));

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

    /// <summary>The names in a text, in their order.</summary>
    public IReadOnlyList<NameFound> Names(string text) =>
        [.. names.SelectMany(name => name.Pattern.Matches(text).Select(match => new NameFound(match.Index, match.Index + match.Length, name.What))).OrderBy(name => name.From)];

    /// <summary>The numerals of a short text that name nothing.</summary>
    public IReadOnlyList<Written> Figures(string text)
    {
        var inside = Names(text);
        return [.. Numerals.In(text).Where(written => !inside.Any(name => name.From <= written.Offset && written.End <= name.To))];
    }

    /// <summary>The words that tell what a text is about.</summary>
    public HashSet<string> Terms(string text) => Letters.Figures.Terms.In(text, Known.Common);

    /// <summary>Ways to say a value that is a word, longest first: up is also said as increased.</summary>
    public static IReadOnlyList<string> Sayings(string value) => Known.Sayings.TryGetValue(value, out var said) ? said : [value];

    /// <summary>The share that a word stands for, as a numeral: all is 100 %.</summary>
    public IEnumerable<Written> Percent(string value) => Known.Percents.TryGetValue(value, out var percent) ? [new(value, 0, [percent], Measure.Percent)] : [];

    static English ReadEnglish()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("vocabulary.json")!;
        using var json = JsonDocument.Parse(stream);
        var root = json.RootElement;
        var sayings = root.GetProperty("sayings").EnumerateArray().ToList();
        return new(
            [.. root.GetProperty("names").EnumerateArray().Select(name => new Name(new(Text(name, "pattern"), Options), Text(name, "what")))],
            sayings.ToDictionary(one => Text(one, "value"), one => (IReadOnlyList<string>)[.. Texts(one, "said").Append(Text(one, "value")).Distinct().OrderByDescending(said => said.Length)], StringComparer.OrdinalIgnoreCase),
            sayings.Where(one => one.TryGetProperty("percent", out _)).ToDictionary(one => Text(one, "value"), one => one.GetProperty("percent").GetDecimal(), StringComparer.OrdinalIgnoreCase),
            Texts(root, "common").SelectMany(line => line.Split(' ')).ToHashSet(StringComparer.Ordinal));
    }

    static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    static IEnumerable<string> Texts(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    sealed record Name(Regex Pattern, string What);

    sealed record English(
        IReadOnlyList<Name> Names,
        IReadOnlyDictionary<string, IReadOnlyList<string>> Sayings,
        IReadOnlyDictionary<string, decimal> Percents,
        IReadOnlySet<string> Common);
}

/// <summary>A name in a text.</summary>
/// <param name="From">First character.</param>
/// <param name="To">First character behind it.</param>
/// <param name="What">What it names.</param>
public sealed record NameFound(int From, int To, string What);
