using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Apa.Tests;

namespace Apa.Portal.Tests;

/// <summary>What people type in the case of a seed folder: sections, lists, decisions and answers.</summary>
public sealed partial class SeedCase
{
    /// <param name="Id">Id of the section.</param>
    /// <param name="Grading">Its word; empty where it takes none.</param>
    /// <param name="Text">Its Markdown.</param>
    public sealed record Section(string Id, string Grading, string Text);

    /// <param name="Outcome">Empty where the list does not stand by outcome.</param>
    /// <param name="Text">As printed.</param>
    /// <param name="Attributes">key, group, backed, from, to.</param>
    public sealed record Item(string Outcome, string Text, IReadOnlyDictionary<string, string> Attributes);

    public static string Folder { get; } = Path.Combine(StackClient.Root, "seeds", "hertfordshire-2006");
    public static string Beside(string path) => Path.Combine(StackClient.Root, "seeds", path);

    public IReadOnlyList<Section> Sections { get; }
    public IReadOnlyList<(string List, IReadOnlyList<Item> Items)> Lists { get; }
    public JsonNode Decisions { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "decisions.json")))!;

    public SeedCase()
    {
        var (sections, lists) = (new List<Section>(), new List<(string, IReadOnlyList<Item>)>());
        foreach (var part in Heading().Split(File.ReadAllText(Path.Combine(Folder, "findings.md"))).Where(part => part.Trim().Length > 0))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            var head = Head().Match(part[..end]);
            var (id, body) = (head.Groups["id"].Value, part[end..].Trim());
            if (body.StartsWith("- ", StringComparison.Ordinal) || body.StartsWith("## ", StringComparison.Ordinal)) lists.Add((id, [.. Items(body)]));
            else sections.Add(new(id, head.Groups["grading"].Value, body));
        }
        (Sections, Lists) = (sections, lists);
    }

    /// <summary>The answer to a warning: that of its own place, else that of its check.</summary>
    public string? Answer(string entry, string check)
    {
        var waivers = Decisions["waivers"]!.AsArray().Select(w => (Check: $"{w!["check"]}", Place: $"{w["place"]}", Reason: $"{w["reason"]}")).ToList();
        return waivers.Where(w => entry == $"{w.Check}:{w.Place}").Concat(waivers.Where(w => w.Check == check && w.Place == "*")).Select(w => w.Reason).FirstOrDefault();
    }

    static IEnumerable<Item> Items(string body)
    {
        var outcome = "";
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Head().Match(line) is { Success: true } head) outcome = head.Groups["id"].Value;
            else if (Bullet().Match(line) is { Success: true } bullet)
                yield return new(outcome, bullet.Groups["text"].Value, Attribute().Matches(bullet.Groups["attributes"].Value)
                    .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value));
        }
    }

    [GeneratedRegex("^# ", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\{#(?<id>[A-Za-z0-9-]+)( grading=(?<grading>\w+))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();

    [GeneratedRegex(@"^- (?<text>.*?)\s*(\{(?<attributes>[^{}]*)\})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex("""(?<name>[a-z]+)=("(?<value>[^"]*)"|(?<value>[^\s"]+))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();
}
