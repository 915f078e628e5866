using System.Text.Json.Nodes;

namespace Apa.Contracts.Tests;

/// <summary>AsyncAPI's own parser, which <c>npm ci</c> in <c>protos/</c> has put there.</summary>
static class AsyncApi
{
    /// <summary>What it finds in a document: <c>diagnostics</c>, <c>channels</c>, <c>operations</c>.</summary>
    public static async Task<JsonNode> Parse(string document)
    {
        var folder = Path.Combine(Repository.Root, "protos");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "@asyncapi")), "AsyncAPI's parser is missing: run npm ci in protos/");
        return JsonNode.Parse(await Tool.Run(folder, "node", ["tools/asyncapi.mjs", document]))!;
    }
}
