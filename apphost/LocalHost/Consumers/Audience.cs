using System.Text.Json;

namespace Apa.LocalHost.Consumers;

/// <summary>Whom events are addressed to, as the frameworks of the seeds name them: data, as in a framework file's <c>publication.audiences</c>.</summary>
/// <param name="Id">Lower-case id, part of the exchanges' names.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Events">Message names of all that any framework tells it, in the order of the files.</param>
public sealed record Audience(string Id, string Title, IReadOnlyList<string> Events)
{
    /// <summary>The durable fan-out exchange of an event of this audience; <c>Topology.Exchange</c> of the services makes the same name.</summary>
    public string Exchange(string message) => $"apa.publication.v1.{Id}.{message}";

    public IEnumerable<string> Exchanges => Events.Select(Exchange);

    /// <summary>All audiences of the framework files below a repository's root; one that stands in several years is told what any of them tells it.</summary>
    public static IReadOnlyList<Audience> ReadAll(string root) =>
    [
        .. Directory.GetFiles(Path.Combine(root, "seeds", "frameworks"), "*.json").Order(StringComparer.Ordinal)
            .SelectMany(Read)
            .GroupBy(audience => audience.Id)
            .Select(years => years.Last() with { Events = [.. years.SelectMany(year => year.Events).Distinct()] }),
    ];

    /// <summary>Those of a file; the schema beside the frameworks names none.</summary>
    static IReadOnlyList<Audience> Read(string path) =>
        JsonSerializer.Deserialize<Framework>(File.ReadAllText(path), JsonSerializerOptions.Web)!.Publication?.Audiences ?? [];

    sealed record Framework(Announced? Publication);

    sealed record Announced(IReadOnlyList<Audience> Audiences);
}
