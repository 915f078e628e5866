using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Cli;
using Google.Protobuf.Reflection;
using JudgementContract = Apa.Protos.Judgements.V1;
using LetterContract = Apa.Protos.Letters.V1;
using PublicationContract = Apa.Protos.Publications.V1;

namespace Apa.Seeds.Tests;

/// <summary>Framework files: each that ships fits the published schema, and whatever breaks it is named by line and path.</summary>
public sealed class FrameworkFileTests
{
    static readonly string Folder = Path.Combine(Root(), "seeds", "frameworks");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "apa-*.json").Select(path => Path.GetFileName(path)).Order(), Path.Combine("..", "..", "tests", "Judgement.Tests", "Data", "school-visits.json")];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_framework_fits_the_schema_and_its_parts_name_only_what_is_there(string name)
    {
        var path = Path.Combine(Folder, name);

        Assert.Empty(await FrameworkSchema.Violations(path, TestContext.Current.CancellationToken));
        Assert.Empty(FrameworkFile.Read(path).Violations);
    }

    [Fact]
    public void Three_years_ship_with_their_areas()
    {
        Assert.Equal(["education", "social-care", "childrens-services", "capacity-to-improve"], Areas("apa-2005"));
        Assert.Equal(["childrens-services", "capacity-to-improve", "social-care"], Areas("apa-2006"));
        Assert.Equal(["childrens-services", "being-healthy", "staying-safe", "enjoying-and-achieving", "positive-contribution", "economic-well-being", "capacity-to-improve"], Areas("apa-2007"));

        static IEnumerable<string> Areas(string id) => FrameworkFile.Read(Path.Combine(Folder, $"{id}.json")).Judgement.Areas.Select(area => area.Id);
    }

    [Theory]
    [InlineData("apa-2005")]
    [InlineData("apa-2006")]
    [InlineData("apa-2007")]
    public void No_rule_is_called_official_without_having_been_found(string id) =>
        Assert.All(FrameworkFile.Read(Path.Combine(Folder, $"{id}.json")).Judgement.Rules, rule =>
        {
            Assert.NotEmpty(rule.Provenance.Source);
            Assert.NotEqual(Protos.Types.V1.Verification.Unspecified, rule.Provenance.Verification);
            Assert.NotEqual(Protos.Types.V1.Verification.Verified, rule.Provenance.Verification);
        });

    /// <summary>A break of the file of 2007, and how its line begins after the number.</summary>
    public static TheoryData<string, string> Breaks => new()
    {
        { "$.colour=red", "colour: is no member of a framework file" },
        { "$.areas[1].title=-", "areas[1].title: is required" },
        { "$.areas[0].id=Not An Id", "areas[0].id: does not fit" },
        { "$.rules[0].when[0].grade.is=~", "rules[0].when[0].grade.is: is none of <" },
        { "$.rules[1].suggests=two", "rules[1].suggests: is a whole number" },
        { "$.rules[2].provenance=-", "rules[2].provenance: is required" },
        { "$.severities[0].severity=HEAVY", "severities[0].severity: is none of SEVERITY_NOTE" },
        { "$.deadlines[0].workingDays=0", "deadlines[0].workingDays: is 1 at least" },
        { "$.letter.blocks[0].kind=BLOCK", "letter.blocks[0].kind: is none of" },
        { "$.publication.audiences=-", "publication.audiences: is required" },
        { "$.framework.version=0", "framework.version: is 1 at least" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_breaks_the_schema_is_named_by_line_and_path(string change, string line)
    {
        var violations = await Violations(change);

        Assert.Matches($@"^line \d+: {System.Text.RegularExpressions.Regex.Escape(line)}", Assert.Single(violations));
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once() =>
        Assert.Equal(Breaks.Count, (await Violations([.. Breaks.Select(row => row.Data.Item1)])).Count);

    [Fact]
    public void What_one_part_names_and_another_does_not_have_is_named()
    {
        var path = Broken("$.letter.openings.XX=?", "$.letter.listHeadings.YY=?", "$.publication.audiences[1].area=weather");

        Assert.Equal(
            [
                $"line {LineOf("\"XX\"")}: letter.openings.XX: 'XX' is no outcome of this framework",
                $"line {LineOf("\"YY\"")}: letter.listHeadings.YY: 'YY' is no outcome of this framework",
                $"line {LineOf("\"weather\"")}: publication.audiences[1].area: 'weather' is no area of this framework",
            ],
            FrameworkFile.Read(path).Violations);

        int LineOf(string written) => File.ReadAllLines(path).Index().First(line => line.Item.Contains(written, StringComparison.Ordinal)).Index + 1;
    }

    /// <summary>The schema and the contract cannot drift apart: every message of the file has exactly the contract's members.</summary>
    [Fact]
    public void The_schema_holds_exactly_the_members_of_the_contract()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "framework.schema.json")));
        var definitions = schema.RootElement.GetProperty("definitions");
        string[] derived = ["name", "framework", "title", "areas", "scales", "sections", "lists", "checkWorkingDays"];
        Assert.Equal(Members(JudgementContract.Framework.Descriptor).Except(["name"]).Concat(["$schema", "letter", "publication"]).Order(), Properties(schema.RootElement));
        Assert.Equal(Members(LetterContract.Framework.Descriptor).Except(derived).Concat(["openings", "listHeadings"]).Order(), Properties(definitions.GetProperty("letter")));
        Assert.Equal(Members(PublicationContract.Framework.Descriptor).Except(derived).Order(), Properties(definitions.GetProperty("publication")));
        var messages = Reached(JudgementContract.Framework.Descriptor).Concat(Reached(LetterContract.Framework.Descriptor)).Concat(Reached(PublicationContract.Framework.Descriptor)).DistinctBy(message => message.Name).ToDictionary(message => char.ToLowerInvariant(message.Name[0]) + message.Name[1..]);
        foreach (var definition in definitions.EnumerateObject().Where(definition => definition.Name is not ("letter" or "publication")))
            Assert.Equal(Members(messages[definition.Name]).Order(), Properties(definition.Value));

        static IEnumerable<string> Members(MessageDescriptor message) => message.Fields.InDeclarationOrder().Select(field => field.JsonName);
        static IEnumerable<string> Properties(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order();
        static IEnumerable<MessageDescriptor> Reached(MessageDescriptor message) => message.Fields.InDeclarationOrder()
            .Where(field => field.FieldType == FieldType.Message && !field.IsMap).Select(field => field.MessageType).SelectMany(inner => Reached(inner).Prepend(inner));
    }

    static async Task<IReadOnlyList<string>> Violations(params string[] changes) => await FrameworkSchema.Violations(Broken(changes), TestContext.Current.CancellationToken);

    /// <summary>The file of 2007 with changes such as <c>$.areas[1].title=-</c>, where a dash takes the member out.</summary>
    static string Broken(params string[] changes)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "apa-2007.json")))!;
        foreach (var change in changes)
        {
            var (path, value) = (change[2..change.IndexOf('=', StringComparison.Ordinal)], change[(change.LastIndexOf('=') + 1)..]);
            var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
            var at = steps[..^1].Aggregate(file, (node, step) => step[0] == '[' ? node[int.Parse(step[1..^1])]! : node[step]!);
            if (value == "-") at.AsObject().Remove(steps[^1]);
            else at[steps[^1]] = int.TryParse(value, out var number) ? number : value == "?" && steps[^1] == "XX" ? new JsonObject() : value;
        }
        var broken = Path.Combine(Directory.CreateTempSubdirectory("apa-framework-").FullName, "broken.json");
        File.WriteAllText(broken, file.ToJsonString(new() { WriteIndented = true }));
        return broken;
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Apa.Micro.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
