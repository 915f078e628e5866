using Apa.Shared;

namespace Apa.Indicators;

/// <summary>Whose small numbers a caller may see.</summary>
/// <param name="All">Those of every place.</param>
/// <param name="Own">Those of these authorities, by LA code.</param>
public sealed record Sight(bool All, IReadOnlySet<string> Own)
{
    static readonly string[] SeeAll = [Role.Analyst, Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor, Role.Service];

    /// <summary>Everything: for those who work on the numbers.</summary>
    public static Sight Whole { get; } = new(true, new HashSet<string>());

    /// <summary>Nothing small: for everybody else.</summary>
    public static Sight Public { get; } = new(false, new HashSet<string>());

    public static Sight Of(Caller caller) => SeeAll.Any(caller.Is) ? Whole : new(false, caller.Authorities.ToHashSet(StringComparer.Ordinal));

    public bool Sees(string geography) => All || Own.Contains(geography);
}
