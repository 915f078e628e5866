using System.Text.RegularExpressions;

namespace Apa.Seeds.Tests;

/// <summary>The structure of the real letter, read from its text: where it is kept, and line by line as it stands there.</summary>
sealed partial class RealLetter(string text)
{
    readonly string[] lines = [.. text.Split('\n').Select(line => line.Trim('\r', ' ', '\uF0B7'))];

    /// <summary>Everything above the salutation.</summary>
    public string Head => string.Join(' ', lines.TakeWhile(line => !line.StartsWith("Dear ", StringComparison.Ordinal)));

    public string Salutation => lines.First(line => line.StartsWith("Dear ", StringComparison.Ordinal));

    /// <summary>Lines that head what follows: short, without a full stop, between the salutation and the statement on use.</summary>
    public IReadOnlyList<string> Headings => [.. Headed.Select(one => one.Line)];

    IEnumerable<(string Line, int Number)> Headed => lines.Index().Where(line => line.Index > SalutationAt && line.Index < UseAt)
        .Where(line => line.Item.Length is > 3 and <= 150 && !line.Item.Contains('\t') && line.Item[0] is not '-' && line.Item[^1] is not ('.' or ':' or ',') && !line.Item.Contains(':'))
        .Where(line => line.Item.Length < 60 || line.Item.All(c => !char.IsLower(c)) || line.Item.StartsWith("The council's management", StringComparison.Ordinal) || line.Item.StartsWith("Aspects", StringComparison.Ordinal))
        .Select(line => (line.Item, line.Index + 1));

    /// <summary>Line numbers, from 1, of the section under a heading: from the line after it to the one before the next heading.</summary>
    public (int From, int To) Section(string heading)
    {
        var all = Headed.ToList();
        var at = all.FindIndex(one => one.Line.Equals(heading, StringComparison.OrdinalIgnoreCase));
        return (all[at].Number + 1, at + 1 < all.Count ? all[at + 1].Number - 1 : UseAt);
    }

    /// <summary>Words of the lines from one to another, those of tables left out.</summary>
    public int Words((int From, int To) span) => string.Join(' ', lines[(span.From - 1)..span.To].Where(line => !line.Contains('\t'))).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>The table whose first column is headed so: its rows, emphasis as it stands.</summary>
    public IReadOnlyList<string[]> Table(string firstColumn) =>
        [.. lines.SkipWhile(line => !line.StartsWith($"{firstColumn}\t", StringComparison.Ordinal)).TakeWhile(line => line.Contains('\t')).Select(line => line.Split('\t'))];

    /// <summary>The sentence in which a word stands.</summary>
    public string Sentence(string word) => text.Split(['.', '\n']).First(sentence => sentence.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Headings inside the paired lists, each once, in their order.</summary>
    public IReadOnlyList<string> PairHeadings => [.. PairHeading().Matches(string.Join('\n', lines[(Section("key strengths and areas for improvement").From - 30)..UseAt])).Select(match => match.Groups["heading"].Value.Trim()).Distinct()];

    /// <summary>Items of the list of aspects for focus.</summary>
    public IReadOnlyList<string> FocusItems => [.. lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..])];

    public string Use => lines[UseAt - 1];

    /// <summary>After the valediction: each name in capitals, and the line of title and organisation after it.</summary>
    public IReadOnlyList<(string Name, string Role)> Signatures
    {
        get
        {
            var after = lines[(ValedictionAt + 1)..].Where(line => line.Length > 0).ToList();
            return [.. after.Index().Where(line => line.Item.Any(char.IsLetter) && line.Item.All(c => !char.IsLower(c))).Select(line => (line.Item, after[line.Index + 1]))];
        }
    }

    int SalutationAt => Array.IndexOf(lines, Salutation);
    int UseAt => Array.FindIndex(lines, line => line.StartsWith("We confirm", StringComparison.Ordinal)) + 1;
    int ValedictionAt => Array.FindIndex(lines, line => line.StartsWith("Yours sincerely", StringComparison.Ordinal));

    [GeneratedRegex("(?<heading>(Being healthy|Staying safe|Enjoying and achieving|Making a positive contribution|Achieving economic well-being|Management of children's services))[:;]", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex PairHeading();
}
