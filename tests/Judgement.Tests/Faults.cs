using Apa.Shared;

namespace Apa.Judgements.Tests;

/// <summary>What a check finds, as paths.</summary>
static class Faults
{
    public static IEnumerable<string> Of(Action<Check> act)
    {
        var check = new Check();
        act(check);
        return check.Violations.Select(violation => violation.Field);
    }
}
