using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>What several checks of this service say in the same words.</summary>
public static class Checking
{
    /// <summary>Checks every element under its own path, items[3].</summary>
    public static void Each<T>(this Check check, IEnumerable<T> elements, string path, Action<T, string> act)
    {
        foreach (var (index, element) in elements.Index())
            act(element, $"{path}[{index}]");
    }

    /// <summary>Notes a fault where there is one.</summary>
    public static void Fault(this Check check, string? fault, string path)
    {
        if (fault is not null)
            check.Fail(path, fault);
    }

    /// <summary>Notes a fault where there is no element.</summary>
    public static void Some<T>(this Check check, IReadOnlyCollection<T> elements, string path) =>
        check.That(elements.Count > 0, path, "holds one at least");

    /// <summary>Notes a fault for every key that stands more than once.</summary>
    public static void Unique(this Check check, IEnumerable<string> keys, string path, string key)
    {
        foreach (var twice in keys.GroupBy(value => value).Where(group => group.Count() > 1))
            check.Fail(path, $"{key} '{twice.Key}' stands more than once");
    }

    /// <summary>A provenance names its source and how sure we are.</summary>
    public static void Provenance(this Check check, Provenance? provenance, string path)
    {
        check.Required(provenance?.Source ?? "", $"{path}.source", 1000);
        check.Said(provenance?.Verification ?? Verification.Unspecified, $"{path}.verification");
    }
}
