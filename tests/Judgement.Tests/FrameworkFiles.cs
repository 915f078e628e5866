using System.Text.Json.Nodes;
using Apa.Protos.Judgements.V1;

namespace Apa.Judgements.Tests;

/// <summary>Framework files as they ship, and an invented one: this service's part of each.</summary>
static class FrameworkFiles
{
    public static Framework Of(string id)
    {
        var file = JsonNode.Parse(File.ReadAllText(PathOf(id)))!.AsObject();
        foreach (var other in new[] { "$schema", "letter", "publication" })
            file.Remove(other);
        return Framework.Parser.ParseJson(file.ToJsonString());
    }

    static string PathOf(string id) => id.StartsWith("apa-")
        ? Path.Combine(Root(), "seeds", "frameworks", $"{id}.json")
        : Path.Combine(Root(), "tests", "Judgement.Tests", "Data", $"{id}.json");

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Apa.Micro.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Apa.Micro.sln");
        return folder;
    }
}
