namespace Apa.Portal;

/// <summary>A field of a request inside a list: decisions[0].reason.</summary>
/// <param name="Index">Which of the list.</param>
/// <param name="Rest">What comes after it: reason.</param>
public readonly record struct Indexed(int Index, string Rest)
{
    /// <summary>Reads such a field; null where it is not of that list.</summary>
    public static Indexed? Of(string field, string list)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(list);
        if (!field.StartsWith($"{list}[", StringComparison.Ordinal) || field.IndexOf(']') is not (> 0 and var end) || !int.TryParse(field[(list.Length + 1)..end], out var index)) return null;
        return new(index, field[(end + 1)..].TrimStart('.'));
    }
}
