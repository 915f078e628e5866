using System.Text.Json;
using System.Text.RegularExpressions;
using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost.Consumers;

/// <summary>
/// The consumers of a stack: those of <see cref="Stack"/>, and those that were added here, kept by name and audience in
/// <c>consumers.json</c> of the state directory. No secret is in it.
/// </summary>
public sealed partial class ConsumerList
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    readonly string root;
    readonly string path;

    ConsumerList(string root, string path, IReadOnlyList<ConsumerEntry> added) => (this.root, this.path, Added) = (root, path, added);

    public IReadOnlyList<ConsumerEntry> Added { get; }
    public IEnumerable<ConsumerEntry> All => Stack.Consumers.Concat(Added);

    public ConsumerEntry? Find(string name) => All.FirstOrDefault(consumer => consumer.Name == name);

    /// <param name="root">The repository's root: the audiences and people of its seeds.</param>
    /// <param name="stateDirectory">Where the list is, or will be.</param>
    /// <exception cref="ServerFailed">All that is wrong with the list.</exception>
    public static ConsumerList Read(string root, string stateDirectory)
    {
        var path = Path.Combine(stateDirectory, "consumers.json");
        ConsumersFile? file = null;
        try
        {
            if (File.Exists(path)) file = JsonSerializer.Deserialize<ConsumersFile>(File.ReadAllText(path), Format);
        }
        catch (JsonException e)
        {
            throw new ServerFailed($"{path}: {e.Message}");
        }
        var added = (file?.Consumers ?? []).Select(consumer => new ConsumerEntry(consumer.Name ?? "", consumer.Audience ?? "")).ToList();
        var wrong = added.SelectMany(consumer => Wrong(root, consumer))
            .Concat(added.GroupBy(consumer => consumer.Name).Where(same => same.Count() > 1).Select(same => $"'{same.Key}' stands {same.Count()} times"))
            .ToList();
        return wrong.Count == 0 ? new(root, path, added) : throw new ServerFailed($"{path}: {string.Join("; ", wrong)}");
    }

    /// <summary>The list with one more; nothing is kept until <see cref="Write"/>.</summary>
    /// <exception cref="ServerFailed">All that is wrong with it; or it is there with another audience.</exception>
    public ConsumerList With(ConsumerEntry consumer)
    {
        if (Find(consumer.Name) is { } known)
            return known.Audience == consumer.Audience
                ? this
                : throw new ServerFailed($"'{known.Name}' is there already, for the audience '{known.Audience}', and a consumer keeps its audience: take another name, or remove it first");
        var wrong = Wrong(root, consumer).ToList();
        return wrong.Count == 0 ? new(root, path, [.. Added, consumer]) : throw new ServerFailed(string.Join("; ", wrong));
    }

    public ConsumerList Without(string name) => new(root, path, [.. Added.Where(consumer => consumer.Name != name)]);

    public void Write() => Secret.Write(path, JsonSerializer.Serialize(new ConsumersFile([.. Added.Select(consumer => new Line(consumer.Name, consumer.Audience))]), Format));

    /// <summary>
    /// A name is a broker user, a token client, a file of tokens and the beginning of queues, so it may be nobody else's. It holds no
    /// underscore: the queues <c>NAME_…</c> of one are never those of another.
    /// </summary>
    static IEnumerable<string> Wrong(string root, ConsumerEntry consumer)
    {
        var (name, audience) = (consumer.Name, consumer.Audience);
        if (name.Length > 60 || !Id().IsMatch(name)) yield return $"'{name}' is no name for a consumer: lower-case letters, digits and single hyphens, first a letter, at most 60";
        if (Stack.Services.Any(service => service.Name == name)) yield return $"'{name}' is a service";
        if (Stack.Consumers.Any(known => known.Name == name)) yield return $"'{name}' is a consumer of the stack itself";
        if (name is "admin" or "guest" or TokenFiles.Client || name == Stack.DevAuthority.Name) yield return $"'{name}' is a name of the stack's own";
        if (TokenFiles.People(root).Contains(name)) yield return $"'{name}' is a person, whose tokens lie under that name";
        var audiences = Audience.ReadAll(root);
        if (audiences.All(a => a.Id != audience)) yield return $"there is no audience '{audience}': the frameworks name {string.Join(", ", audiences.Select(a => a.Id))}";
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    sealed record ConsumersFile(IReadOnlyList<Line>? Consumers);

    sealed record Line(string? Name, string? Audience);
}
