namespace Apa.Portal;

/// <summary>A case by its address: the authority's LA code and the round's id.</summary>
public sealed record CaseName(string La, string Round)
{
    /// <summary>Name of its letter.</summary>
    public string Letter => $"authorities/{La}/letters/{Round}";

    /// <summary>Name of its publication.</summary>
    public string Publication => $"rounds/{Round}/publications/{La}";

    public override string ToString() => $"authorities/{La}/assessments/{Round}";

    /// <summary>Of a resource name, authorities/{la_code}/assessments/{round}.</summary>
    public static CaseName Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Split('/') is [_, var la, _, var round, ..] ? new(la, round) : throw new FormatException($"'{name}' is no name of a case");
    }
}
