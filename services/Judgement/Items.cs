using System.Text.RegularExpressions;
using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

/// <summary>List items: their two lists that can contradict each other, and how an item is named.</summary>
public static partial class Items
{
    /// <summary>Id of the list of strengths.</summary>
    public const string Strengths = "strengths";

    /// <summary>Id of the list of areas for improvement.</summary>
    public const string AreasForImprovement = "areas-for-improvement";

    /// <summary>An item's place within its list as other items cite it: SS:1, or 1 where the list has no outcomes.</summary>
    public static string Address(this ListItem item) => item.Outcome.Length == 0 ? $"{item.Position}" : $"{item.Outcome}:{item.Position}";

    /// <summary>An item's key within the case: strengths:SS:1.</summary>
    public static string Key(this ListItem item) => $"{item.List}:{item.Address()}";

    /// <summary>An item's place for people: strengths SS 1.</summary>
    public static string Place(this ListItem item) => item.Key().Replace(':', ' ');

    /// <summary>Items of one list as they stand: list and positions set by their order within each outcome.</summary>
    public static IEnumerable<ListItem> InOrder(this ItemList list, IEnumerable<ListItem> items)
    {
        var positions = new Dictionary<string, int>();
        foreach (var item in items)
        {
            positions[item.Outcome] = positions.GetValueOrDefault(item.Outcome) + 1;
            yield return new(item) { List = list.Id, Position = positions[item.Outcome] };
        }
    }

    /// <summary>A text's bare words, so that case and punctuation make no difference.</summary>
    public static string Words(string text) => string.Join(' ', Word().Matches(text.ToLowerInvariant()).Select(match => match.Value));

    [GeneratedRegex(@"\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
