using System.Text.Json;
using Json.Schema;

namespace Apa.Contracts.Tests;

/// <summary>The JSON Schemas of events as they are published, and what an event has against them.</summary>
static class PublishedSchemas
{
    static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
    static readonly Dictionary<string, JsonSchema> ByType = Read();

    /// <summary>What is wrong with a CloudEvent by the schema of its type; nothing where it is valid.</summary>
    public static IReadOnlyList<string> Errors(JsonElement cloudEvent)
    {
        var type = cloudEvent.GetProperty("type").GetString()!;
        if (!ByType.TryGetValue(type, out var schema)) return [$"{type} has no schema"];
        var result = schema.Evaluate(cloudEvent, Strict);
        if (result.IsValid) return [];
        return [.. (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{type} {detail.InstanceLocation}: {error.Value}"))];
    }

    static Dictionary<string, JsonSchema> Read()
    {
        var (options, schemas) = (new BuildOptions { SchemaRegistry = new() }, new Dictionary<string, JsonSchema>());
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "protos", "schemas"), "apa.*.schema.json");
        // Data first: the schema of a CloudEvent refers to that of its data.
        foreach (var file in files.OrderByDescending(file => file.EndsWith(".data.schema.json", StringComparison.Ordinal)))
            schemas[Path.GetFileName(file).Replace(".schema.json", "", StringComparison.Ordinal)] = JsonSchema.FromText(File.ReadAllText(file), options);
        return schemas;
    }
}
