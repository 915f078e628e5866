using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.Contracts.Tests;

/// <summary>The sample events are what subscribers build on: one for each exchange, valid, and honest about being invented.</summary>
public sealed class SampleTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "protos", "samples");
    static readonly TypeRegistry Events = TypeRegistry.FromFiles(EventsReflection.Descriptor);

    public static IEnumerable<TheoryDataRow<string>> Samples() => Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(file => new TheoryDataRow<string>(Path.GetRelativePath(Folder, file)));

    static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, path)))!.AsObject();

    static IReadOnlyList<string> Errors(JsonObject sample)
    {
        using var json = JsonDocument.Parse(sample.ToJsonString());
        return PublishedSchemas.Errors(json.RootElement);
    }

    [Fact]
    public void Every_exchange_has_a_sample() => Assert.Equal(
        TopologyTests.ExchangesOfPublication,
        Samples().Select(row => Path.ChangeExtension(row.Data, null).Split('/')).Select(path => $"apa.publication.v1.{path[0]}.{path[1]}").Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_is_valid_by_its_schema_and_parses_as_its_proto(string path)
    {
        var sample = Read(path);
        Assert.Empty(Errors(sample));
        Assert.Equal($"apa.publication.v1.{Path.GetFileNameWithoutExtension(path)}", (string?)sample["type"]);
        var data = JsonParser.Default.Parse(sample["data"]!.ToJsonString(), Events.Find((string)sample["type"]!));
        Assert.True(JsonNode.DeepEquals(sample["data"], JsonNode.Parse(JsonFormatter.Default.Format(data))), "is not as Publication would write it");
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_says_that_it_is_invented(string path)
    {
        var sample = Read(path);
        Assert.StartsWith("rounds/sample-", (string?)sample["subject"], StringComparison.Ordinal);
        if (sample["data"]!["key"] is { } key) Assert.True((bool?)key["synthetic"]);
        Assert.False(sample.ContainsKey("rehearsal"), "whoever rehearses with it marks it");
    }

    [Fact]
    public void Samples_have_ids_and_positions_of_their_own()
    {
        var samples = Samples().Select(row => Read(row.Data)).ToList();
        Assert.Equal(samples.Count, samples.Select(sample => (string)sample["id"]!).Distinct().Count());
        Assert.Equal(samples.Count, samples.Select(sample => (string)sample["position"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("specversion", "\"0.3\"")]
    [InlineData("id", "\"1\"")]
    [InlineData("source", "\"/apa/letter\"")]
    [InlineData("subject", "\"rounds/sample-2006\"")]
    [InlineData("subject", "null")]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("revision", "\"1\"")]
    [InlineData("revision", "0")]
    [InlineData("position", "1")]
    [InlineData("position", "null")]
    [InlineData("traceparent", "\"none\"")]
    [InlineData("rehearsal", "true")]
    [InlineData("data", "{}")]
    [InlineData("data/key/letterDate", "\"1 November 2006\"")]
    [InlineData("data/key/publishedAt", "\"\"")]
    [InlineData("data/key/letterRevision", "1")]
    [InlineData("data/key/authority/laCode", "\"\"")]
    [InlineData("data/grades/0/grade/value", "\"3\"")]
    [InlineData("data/designations/0/status", "\"raised\"")]
    [InlineData("data/documents/0/sha256", "null")]
    public void The_schema_refuses_what_is_no_event(string member, string value)
    {
        var sample = Read("public/LetterPublished.json");
        Set(sample, member, value);
        Assert.NotEmpty(Errors(sample));
    }

    [Theory]
    [InlineData("later", "1")]
    [InlineData("rehearsal", "\"true\"")]
    [InlineData("data/later", "{}")]
    [InlineData("data/key/authority/later", "\"x\"")]
    [InlineData("data/designations/0/status", "\"DESIGNATION_STATUS_LATER\"")]
    [InlineData("data/designations/0/status", "9")]
    public void The_schema_takes_what_is_added_later(string member, string value)
    {
        var sample = Read("public/LetterPublished.json");
        Set(sample, member, value);
        Assert.Empty(Errors(sample));
    }

    static void Set(JsonNode sample, string member, string value)
    {
        var steps = member.Split('/');
        foreach (var step in steps[..^1]) sample = (sample is JsonArray list ? list[int.Parse(step)] : sample[step])!;
        sample[steps[^1]] = JsonNode.Parse(value);
    }
}
