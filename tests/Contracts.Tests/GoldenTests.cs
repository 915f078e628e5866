using System.Text.Json.Nodes;
using Apa.Shared;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.Contracts.Tests;

/// <summary>What was on the wire once is understood for ever.</summary>
public sealed class GoldenTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "protos", "goldens");
    static readonly FileDescriptor[] Files =
    [
        Protos.Indicators.V1.EventsReflection.Descriptor, Protos.Judgements.V1.EventsReflection.Descriptor, Protos.Letters.V1.EventsReflection.Descriptor,
    ];

    public static IEnumerable<TheoryDataRow<string>> Goldens() =>
        Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories).Select(file => new TheoryDataRow<string>(Path.GetRelativePath(Folder, file)));

    static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path)).TrimEnd();

    [Fact]
    public void Every_event_between_services_has_a_golden_in_its_services_folder() => Assert.Equal(
        TopologyTests.ExchangesBetweenServices.Order(StringComparer.Ordinal),
        Goldens().Select(row => CloudEvent.Read(Read(row.Data)).Type).Distinct().Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Goldens))]
    public void An_old_event_is_read_as_it_was_written(string path)
    {
        var golden = CloudEvent.Read(Read(path));
        Assert.Equal($"/apa/{Path.GetDirectoryName(path)}", golden.Source);
        Assert.EndsWith($"-{golden.Type.Split('.')[^1]}.json", path, StringComparison.Ordinal);
        var data = JsonParser.Default.Parse(golden.Data.GetRawText(), TypeRegistry.FromFiles(Files).Find(golden.Type));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(golden.Data.GetRawText()), JsonNode.Parse(JsonFormatter.Default.Format(data))), "something of it is lost");
    }
}
