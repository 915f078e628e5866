using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>What several checks of this service say in the same words.</summary>
public static class Checking
{
    /// <summary>Checks every element under its own path, items[3].</summary>
    public static void Each<T>(this Check check, IEnumerable<T> elements, string path, Action<T, string> act) =>
        check.Each(elements, path, (element, at, _) => act(element, at));

    /// <summary>Checks every element under its own path, with its index.</summary>
    public static void Each<T>(this Check check, IEnumerable<T> elements, string path, Action<T, string, int> act)
    {
        foreach (var (index, element) in elements.Index())
            act(element, $"{path}[{index}]", index);
    }

    /// <summary>Adds a fault where there is no element.</summary>
    public static void Some<T>(this Check check, IReadOnlyCollection<T> elements, string path) =>
        check.That(elements.Count > 0, path, "holds one at least");

    /// <summary>Adds a fault for every key that stands more than once.</summary>
    public static void Unique(this Check check, IEnumerable<string> keys, string path, string key)
    {
        foreach (var twice in keys.GroupBy(value => value).Where(group => group.Count() > 1))
            check.That(false, path, $"{key} '{twice.Key}' stands more than once");
    }

    /// <summary>A provenance names its source and how sure we are.</summary>
    public static void Provenance(this Check check, Provenance? provenance, string path)
    {
        check.That(provenance is { Source.Length: > 0 }, $"{path}.source", "is required");
        check.That(provenance is not (null or { Verification: Verification.Unspecified }), $"{path}.verification", "is required");
    }
}
