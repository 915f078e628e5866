using Apa.Protos.Types.V1;

namespace Apa.Publications;

/// <summary>What the areas of judgement are called, by framework.</summary>
public sealed class AreaTitles(IEnumerable<LoadedFramework> frameworks)
{
    readonly Dictionary<(string, int), IReadOnlyList<Proto.AreaTitle>> areas = frameworks.ToDictionary(row => (row.Id, row.Version), row => (IReadOnlyList<Proto.AreaTitle>)row.Document.Areas);

    /// <summary>In the framework's order; empty where they are not known.</summary>
    public IReadOnlyList<Proto.AreaTitle> Of(FrameworkRef? framework) => framework is null ? [] : areas.GetValueOrDefault((framework.Id, framework.Version)) ?? [];

    /// <summary>An area's title, or empty where it is not known.</summary>
    public string Of(FrameworkRef? framework, string area) => Of(framework).FirstOrDefault(title => title.Id == area)?.Title ?? "";
}
