namespace Apa.Portal.Tests;

/// <summary>Every page once, with what it needs to show something. A page that is not here fails <see cref="PolicyTests"/>.</summary>
public static class Walk
{
    /// <param name="Route">The page's route.</param>
    /// <param name="Address">An address of it.</param>
    /// <param name="Person">Who opens it.</param>
    public sealed record Stop(string Route, string Address, string Person);

    public static readonly IReadOnlyList<Stop> Stops =
    [
        new("", "/", "august-auditor"),
        new("problem/{status:int}", "/nowhere", "august-auditor"),
        new("sign-out", "/sign-out", "august-auditor"),
        new("signed-out", "/signed-out", "august-auditor"),
        new("indicators", "/indicators", "harriet-authority"),
    ];

    public static TheoryData<string, string> Addresses()
    {
        var data = new TheoryData<string, string>();
        foreach (var stop in Stops) data.Add(stop.Address, stop.Person);
        return data;
    }
}
