using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Letters.Rendering;
using Json.Schema;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The JSON rendering keeps to its published schema, and the schema describes all of it.</summary>
public sealed class JsonTests
{
    static readonly JsonSchema Schema = JsonSchema.FromText(JsonLetter.Schema());

    [Theory, MemberData(nameof(HtmlTests.Shapes), MemberType = typeof(HtmlTests))]
    public void Every_letter_keeps_to_the_schema(string shape)
    {
        using var letter = JsonDocument.Parse(JsonLetter.Render(Letters.Of(shape)));
        var result = Schema.Evaluate(letter.RootElement, new() { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, string.Join('\n', (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))));
    }

    [Theory]
    [InlineData("textSha256", "\"not a hash\"")]
    [InlineData("letterDate", "\"1 November\"")]
    [InlineData("surprise", "1")]
    [InlineData("figures", "[{ \"number\": 1, \"reference\": \"s-1\", \"text\": \"1\", \"origin\": \"statement\", \"trace\": \"t\", \"synthetic\": false }]")]
    public void The_schema_refuses_what_is_none(string member, string value)
    {
        var letter = JsonNode.Parse(JsonLetter.Render(Letters.Issued))!.AsObject();
        letter[member] = JsonNode.Parse(value);
        using var changed = JsonDocument.Parse(letter.ToJsonString());
        Assert.False(Schema.Evaluate(changed.RootElement).IsValid);
    }

    [Fact]
    public void The_schema_describes_every_member_and_lets_no_other_in()
    {
        using var schema = JsonDocument.Parse(JsonLetter.Schema());
        Assert.Equal(JsonLetter.SchemaId, schema.RootElement.GetProperty("$id").GetString());
        Described(schema.RootElement, "");

        static void Described(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.Array)
                foreach (var item in element.EnumerateArray()) Described(item, path);
            if (element.ValueKind != JsonValueKind.Object) return;
            if (element.TryGetProperty("properties", out var properties) && element.TryGetProperty("type", out _))
            {
                Assert.True(element.TryGetProperty("additionalProperties", out var other) && other.ValueKind == JsonValueKind.False, path);
                foreach (var member in properties.EnumerateObject())
                    Assert.True(member.Value.TryGetProperty("description", out _) || member.Value.TryGetProperty("$ref", out _), $"{path}/{member.Name}");
            }
            foreach (var member in element.EnumerateObject()) Described(member.Value, $"{path}/{member.Name}");
        }
    }

    [Fact]
    public void A_figure_says_what_it_was_taken_from()
    {
        var judgement = Sample.Judgement();
        judgement.Figures.Single(figure => figure.Reference == "CF/C20 2005-06").ComparatorSet = "comparatorSets/nfer-2006";
        using var letter = JsonDocument.Parse(JsonLetter.Render(LetterView.Of(Letters.Signed(judgement), Sample.Framework, issued: true)));
        var figures = letter.RootElement.GetProperty("figures").EnumerateArray().ToList();
        var stated = figures.Single(figure => figure.GetProperty("reference").GetString() == "s-2");
        Assert.Equal(("statement", "authorities/998/assessments/apa-2006/statements/s-2", "not stated"),
            (stated.GetProperty("origin").GetString(), stated.GetProperty("statement").GetString(), stated.GetProperty("period").GetProperty("kind").GetString()));
        var observed = figures.Single(figure => figure.GetProperty("reference").GetString() == "CF/C20 2005-06");
        Assert.Equal(("observation", "datasets/apa-2006/versions/1", "indicators/CF-C20", "comparatorSets/nfer-2006"),
            (observed.GetProperty("origin").GetString(), observed.GetProperty("datasetVersion").GetString(), observed.GetProperty("indicator").GetString(), observed.GetProperty("comparatorSet").GetString()));
        Assert.Equal(("financial year", "2005-04-01"), (observed.GetProperty("period").GetProperty("kind").GetString(), observed.GetProperty("period").GetProperty("start").GetString()));
    }

    [Fact]
    public void Runs_of_a_text_are_the_text()
    {
        using var letter = JsonDocument.Parse(JsonLetter.Render(Letters.Issued));
        var marked = letter.RootElement.GetProperty("blocks").EnumerateArray().Where(block => block.TryGetProperty("runs", out _)).ToList();
        Assert.NotEmpty(marked);
        Assert.All(marked, block => Assert.Equal(block.GetProperty("text").GetString(), string.Concat(block.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("text").GetString()))));
        Assert.Contains(marked, block => block.GetProperty("runs").EnumerateArray().Any(run => run.TryGetProperty("emphasis", out _)));
        Assert.Contains(marked, block => block.GetProperty("runs").EnumerateArray().Any(run => run.TryGetProperty("figure", out var figure) && figure.GetInt32() == 1));
    }
}
