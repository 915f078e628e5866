namespace Apa.Contracts.Tests;

/// <summary>The published JSON Schemas of events are what the protos give.</summary>
public sealed class EventSchemaTests
{
    /// <summary>Set to 1, the test writes the files instead; look at what changed, then commit it.</summary>
    const string Write = "APA_WRITE_SCHEMAS";

    static readonly string Folder = Path.Combine(Repository.Root, "protos", "schemas");

    [Fact]
    public async Task Committed_schemas_are_what_the_protos_give()
    {
        var made = await EventSchemas.Make();
        if (Environment.GetEnvironmentVariable(Write) == "1") WriteFiles(made);
        var committed = Directory.GetFiles(Folder, "apa.*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        Assert.True(made.Count == 12, $"{made.Count} schemas were made");
        var differ = made.Where(file => committed.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)
            .Concat(committed.Keys.Except(made.Keys).Select(name => $"{name} (of no event)")).ToList();
        Assert.True(differ.Count == 0,
            $"protos/schemas is not what the protos give: {string.Join(", ", differ)}. Write it anew with {Write}=1 ./apa test contracts, and commit it.");
    }

    static void WriteFiles(SortedDictionary<string, string> made)
    {
        foreach (var file in Directory.GetFiles(Folder, "apa.*.json")) File.Delete(file);
        foreach (var (name, text) in made) File.WriteAllText(Path.Combine(Folder, name), text);
    }

    /// <summary>Without one a subscriber would have to guess.</summary>
    [Fact]
    public async Task Every_member_of_a_schema_is_described()
    {
        foreach (var (name, text) in await EventSchemas.Make())
            Assert.False(text.Contains("\"description\": \"\"", StringComparison.Ordinal), $"{name} holds an empty description");
    }
}
