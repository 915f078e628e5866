using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Cli;

/// <summary>
/// The findings of a case as one Markdown file. A heading names a section (<c># Staying safe {#SS grading=adequate}</c>) or a
/// list (<c># Key strengths {#strengths}</c>) of the framework; a list stands by outcome under second headings
/// (<c>## Being healthy {#BH}</c>), an item a line (<c>- Text {backed="s-07 t-012" key=1.4 group="…" from="SS:1" to="…"}</c>).
/// What <see cref="Write"/> gives, <see cref="Parse"/> takes; the etag in a heading refuses to overwrite what moved on.
/// </summary>
sealed partial record FindingsFile(IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, IReadOnlyList<ListItem>> Lists, IReadOnlyDictionary<string, string> ListEtags)
{
    [GeneratedRegex("""^(?<level>#{1,2}) (?<title>.*?)\s*\{#(?<id>[A-Za-z0-9-]+)(?<attributes>[^}]*)\}\s*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("""^- (?<text>.*?)\s*(\{(?<attributes>[^{}]*)\})?\s*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex("""(?<name>[a-z]+)=("(?<value>[^"]*)"|(?<value>\S+))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();

    public static FindingsFile Parse(string text, Framework framework) => new Reader(framework).Read(text);

    public static string Write(Findings findings, Framework framework)
    {
        var text = new StringBuilder();
        foreach (var finding in findings.Findings_)
        {
            var grading = finding.Grading is null ? "" : $" grading={finding.Grading.Word}";
            var title = framework.Outcomes.FirstOrDefault(o => o.Id == finding.Section)?.Title ?? finding.Section;
            text.Append(CultureInfo.InvariantCulture, $"# {title} {{#{finding.Section}{grading}{Etag(finding.Etag)}}}\n\n{finding.Markdown.Trim()}\n\n");
        }
        foreach (var list in framework.Lists)
        {
            text.Append(CultureInfo.InvariantCulture, $"# {list.Title} {{#{list.Id}{Etag(findings.Lists.FirstOrDefault(known => known.List == list.Id)?.Etag)}}}\n\n");
            foreach (var group in findings.Items.Where(i => i.List == list.Id).GroupBy(i => i.Outcome))
            {
                if (group.Key.Length > 0)
                    text.Append(CultureInfo.InvariantCulture, $"## {framework.Outcomes.FirstOrDefault(o => o.Id == group.Key)?.Title ?? group.Key} {{#{group.Key}}}\n\n");
                foreach (var item in group.OrderBy(i => i.Position)) text.Append(Line(item)).Append('\n');
                text.Append('\n');
            }
        }
        return text.ToString().TrimEnd() + "\n";
    }

    static string Etag(string? etag) => string.IsNullOrEmpty(etag) ? "" : $" etag={etag}";

    static string Line(ListItem item)
    {
        var attributes = new List<string>();
        if (item.BackedBy.Count > 0) attributes.Add($"backed=\"{string.Join(' ', item.BackedBy)}\"");
        if (item.KeyJudgement.Length > 0) attributes.Add($"key={item.KeyJudgement}");
        if (item.ChildGroup.Length > 0) attributes.Add($"group=\"{item.ChildGroup}\"");
        if (item.ComesFrom.Count > 0) attributes.Add($"from=\"{string.Join(' ', item.ComesFrom)}\"");
        if (item.AddressedTo.Length > 0) attributes.Add($"to=\"{item.AddressedTo}\"");
        return attributes.Count == 0 ? $"- {item.Text}" : $"- {item.Text} {{{string.Join(' ', attributes)}}}";
    }

    /// <summary>Reads line by line and names every violation with its line.</summary>
    sealed class Reader(Framework framework)
    {
        readonly List<string> violations = [];
        readonly List<Finding> findings = [];
        readonly Dictionary<string, List<ListItem>> lists = [];
        readonly Dictionary<string, string> listEtags = [];
        readonly StringBuilder body = new();
        Finding? section;
        List<ListItem>? list;
        string listId = "", outcome = "";

        public FindingsFile Read(string text)
        {
            var number = 0;
            foreach (var line in text.ReplaceLineEndings("\n").Split('\n')) Take(line, ++number);
            Close();
            if (violations.Count > 0) throw new CommandFailed("the findings file has mistakes, nothing was sent:\n  " + string.Join("\n  ", violations));
            return new(findings, lists.ToDictionary(l => l.Key, l => (IReadOnlyList<ListItem>)l.Value), listEtags);
        }

        void Take(string line, int number)
        {
            if (Heading().Match(line) is { Success: true } heading) Open(heading, number);
            else if (line.StartsWith("# ", StringComparison.Ordinal)) violations.Add($"line {number}: a heading needs its id, e.g. {{#SS}}");
            else if (list is not null) TakeItem(line, number);
            else if (section is not null) body.Append(line).Append('\n');
            else if (line.Trim().Length > 0) violations.Add($"line {number}: text before the first heading");
        }

        void Open(Match heading, int number)
        {
            var id = heading.Groups["id"].Value;
            if (heading.Groups["level"].Value == "##")
            {
                if (list is null) violations.Add($"line {number}: a second heading stands only inside a list");
                else if (framework.Outcomes.All(o => o.Id != id)) violations.Add($"line {number}: no section '{id}' in this framework");
                outcome = id;
                return;
            }
            Close();
            var attributes = Attributes(heading.Groups["attributes"].Value);
            if (framework.Lists.Any(l => l.Id == id))
            {
                listId = id;
                listEtags[id] = attributes.GetValueOrDefault("etag", "");
                list = lists.TryGetValue(id, out var known) ? known : lists[id] = [];
            }
            else if (framework.Outcomes.FirstOrDefault(o => o.Id == id) is { } known)
                section = new() { Section = id, Etag = attributes.GetValueOrDefault("etag", ""), Grading = Grading(known, attributes, number) };
            else violations.Add($"line {number}: no section or list '{id}' in this framework");
        }

        Grade? Grading(Outcome outcome, Dictionary<string, string> attributes, int number)
        {
            if (!attributes.TryGetValue("grading", out var word)) return null;
            var grade = framework.Scales.FirstOrDefault(s => s.Id == outcome.Scale)?.Grades.FirstOrDefault(g => g.Word == word);
            if (grade is null) violations.Add($"line {number}: '{word}' is no grade of section '{outcome.Id}'");
            return grade is null ? null : new() { Scale = outcome.Scale, Value = grade.Value, Word = grade.Word };
        }

        void TakeItem(string line, int number)
        {
            if (line.Trim().Length == 0) return;
            if (Bullet().Match(line) is not { Success: true } bullet)
            {
                violations.Add($"line {number}: an item begins with '- '");
                return;
            }
            var attributes = Attributes(bullet.Groups["attributes"].Value);
            var item = new ListItem
            {
                List = listId,
                Outcome = outcome,
                Position = list!.Count(i => i.Outcome == outcome) + 1,
                Text = bullet.Groups["text"].Value,
                KeyJudgement = attributes.GetValueOrDefault("key", ""),
                ChildGroup = attributes.GetValueOrDefault("group", ""),
                AddressedTo = attributes.GetValueOrDefault("to", ""),
            };
            item.BackedBy.Add(Words(attributes.GetValueOrDefault("backed", "")));
            item.ComesFrom.Add(Words(attributes.GetValueOrDefault("from", "")));
            list!.Add(item);
        }

        void Close()
        {
            if (section is not null)
            {
                section.Markdown = body.ToString().Trim();
                findings.Add(section);
            }
            body.Clear();
            (section, list, outcome) = (null, null, "");
        }

        static Dictionary<string, string> Attributes(string text) =>
            Attribute().Matches(text).GroupBy(m => m.Groups["name"].Value).ToDictionary(g => g.Key, g => g.Last().Groups["value"].Value);

        static string[] Words(string text) => text.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);
    }
}
