namespace Apa.Shared;

/// <summary>Resource names, e.g. <c>authorities/919/assessments/apa-2006</c>.</summary>
public static class Names
{
    /// <summary>
    /// The parts of a name by a pattern whose segments in braces are free, in order; null where it does not fit.
    /// A free segment has 1 to 63 letters, digits, dashes or dots.
    /// </summary>
    public static string[]? Parse(string name, string pattern)
    {
        var given = name.Split('/');
        var asked = pattern.Split('/');
        if (given.Length != asked.Length) return null;
        var parts = new List<string>();
        for (var i = 0; i < asked.Length; i++)
        {
            if (!asked[i].StartsWith('{'))
            {
                if (given[i] != asked[i]) return null;
                continue;
            }
            if (given[i].Length is 0 or > 63 || !given[i].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')) return null;
            parts.Add(given[i]);
        }
        return [.. parts];
    }

    /// <summary>As <see cref="Parse"/>, answering INVALID_ARGUMENT where the name does not fit.</summary>
    public static string[] Require(string name, string field, string pattern)
    {
        new Check().ResourceName(name, field, pattern).ThrowIfAny();
        return Parse(name, pattern)!;
    }
}
