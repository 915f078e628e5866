namespace Apa.Letters;

/// <summary>What the letters of a round print: kept from RoundOpened.</summary>
public sealed class Round(string id, string title, DateOnly letterDate, string notice)
{
    /// <summary>Lower-case id, e.g. apa-2006.</summary>
    public string Id { get; private set; } = id;
    public string Title { get; private set; } = title;

    /// <summary>Date printed on every letter.</summary>
    public DateOnly LetterDate { get; private set; } = letterDate;

    /// <summary>Printed on every letter where set.</summary>
    public string Notice { get; private set; } = notice;

    /// <summary>Takes over what a later event says; true where a letter would read differently.</summary>
    public bool Update(string title, DateOnly letterDate, string notice)
    {
        var changed = (Title, LetterDate, Notice) != (title, letterDate, notice);
        (Title, LetterDate, Notice) = (title, letterDate, notice);
        return changed;
    }
}
