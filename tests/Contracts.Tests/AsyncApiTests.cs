using System.Text.Json.Nodes;

namespace Apa.Contracts.Tests;

/// <summary>docs/asyncapi.yaml is valid by AsyncAPI's own parser, and describes what the suite has on the broker.</summary>
public sealed class AsyncApiTests
{
    /// <summary>What the parser may remark, and why it stands. Errors never do.</summary>
    static readonly Dictionary<string, string> Accepted = new()
    {
        ["asyncapi-latest-version"] = "3.0 is what more tools read; nothing of 3.1 is needed.",
    };

    static readonly Lazy<Task<JsonNode>> Parsed = new(() => AsyncApi.Parse("../docs/asyncapi.yaml"));

    [Fact]
    public async Task The_document_is_valid_by_its_own_parser()
    {
        var diagnostics = (await Parsed.Value)["diagnostics"]!.AsArray().Where(d => (string)d!["severity"]! == "error" || !Accepted.ContainsKey((string)d["code"]!));
        Assert.Empty(diagnostics.Select(d => d!.ToJsonString()));
    }

    [Fact]
    public async Task Its_channels_are_the_exchanges_of_the_broker()
    {
        var channels = (await Parsed.Value)["channels"]!.AsArray();
        Assert.Equal(TopologyTests.ExchangesOfPublication, channels.Select(channel => (string)channel!["address"]!).Order(StringComparer.Ordinal));
        Assert.All(channels, channel => Assert.Equal(
            ("routingKey", (string?)channel!["address"], "fanout", true, false, Apa.Hosting.Stack.VirtualHost),
            ((string?)channel["is"], (string?)channel["exchange"]!["name"], (string?)channel["exchange"]!["type"], (bool)channel["exchange"]!["durable"]!,
                (bool)channel["exchange"]!["autoDelete"]!, (string?)channel["exchange"]!["vhost"])));
    }

    [Fact]
    public async Task Its_channels_are_the_audiences_and_events_of_the_frameworks()
    {
        var told = Repository.Files("seeds/frameworks", "apa-*.json")
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["publication"]!["audiences"]!.AsArray())
            .SelectMany(audience => audience!["events"]!.AsArray().Select(name => $"apa.publication.v1.{(string)audience["id"]!}.{(string)name!}"));
        Assert.Equal(told.Distinct().Order(StringComparer.Ordinal), (await Parsed.Value)["channels"]!.AsArray().Select(channel => (string)channel!["address"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_channel_carries_one_message_by_its_published_schema_with_the_packed_sample()
    {
        foreach (var channel in (await Parsed.Value)["channels"]!.AsArray())
        {
            var (address, message) = (((string)channel!["address"]!).Split('.'), Assert.Single(channel["messages"]!.AsArray())!);
            var (audience, name) = (address[^2], address[^1]);
            Assert.Equal(
                ($"apa.publication.v1.{name}", "application/cloudevents+json", "application/schema+json;version=draft-07", $"apa.publication.v1.{name}.schema.json"),
                ((string?)message["type"], (string?)message["contentType"], (string?)message["schemaFormat"], (string?)message["schema"]));
            var sample = JsonNode.Parse(Repository.Read($"protos/samples/{audience}/{name}.json"));
            Assert.Contains(message["examples"]!.AsArray(), example => JsonNode.DeepEquals(example, sample));
        }
    }

    [Fact]
    public async Task Every_channel_is_heard_by_an_operation()
    {
        var operations = (await Parsed.Value)["operations"]!.AsArray();
        Assert.All(operations, operation => Assert.Equal(("receive", 1, 1), ((string?)operation!["action"], operation["channels"]!.AsArray().Count, operation["messages"]!.AsArray().Count)));
        Assert.Equal(TopologyTests.ExchangesOfPublication, operations.Select(operation => (string)operation!["channels"]![0]!).Order(StringComparer.Ordinal));
    }
}
