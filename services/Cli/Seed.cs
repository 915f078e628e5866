using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf;

namespace Apa.Cli;

/// <summary>The files of <c>seeds/</c>: reference data for every round, and one folder for each case.</summary>
sealed class Seed(string folder)
{
    static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    string Reference(string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder))!, file);
    string Own(string file) => Path.Combine(folder, file);

    /// <summary>Who does what on the road.</summary>
    public Cast Cast { get; } = Json<Cast>(Path.Combine(folder, "road.json"));

    public PutGeographiesRequest Geographies()
    {
        var request = Message<PutGeographiesRequest>(Reference("geographies.json"));
        request.Geographies.First(g => g.Code == Cast.LaCode).Addressees.Add(Message<Addressee>(Own("addressee.json")));
        return request;
    }

    public IEnumerable<PutComparatorSetRequest> ComparatorSets() =>
        Directory.GetFiles(Reference("comparators"), "*.json").Order(StringComparer.Ordinal).Select(Message<PutComparatorSetRequest>);

    public PutIndicatorsRequest Indicators() => Message<PutIndicatorsRequest>(Reference("indicators.json"));

    /// <summary>Rules by which imports are looked at, by id.</summary>
    public PutValidationRulesRequest ValidationRules() => Message<PutValidationRulesRequest>(Reference("validation-rules.json"));

    /// <summary>The invented figures that a first look finds: the dataset, its file, and how that is read.</summary>
    public (Dataset Dataset, FileInfo File, ImportMapping Mapping) Synthetic() => (
        ReadDataset(Reference("synthetic-2006/dataset.json")).Dataset,
        new(Reference("synthetic-2006/observations.csv")),
        Message<ImportMapping>(Reference("synthetic-2006/mapping.json")));

    public FrameworkFile Framework() => FrameworkFile.Read(Reference($"frameworks/{Round().Framework.Id}.json"));

    public Round Round() => Message<Round>(Own("round.json"));

    public (Dataset Dataset, PutObservationsRequest Observations) Dataset() => ReadDataset(Own("dataset.json"));

    /// <summary>A dataset and its observations from one file.</summary>
    public static (Dataset Dataset, PutObservationsRequest Observations) ReadDataset(string path)
    {
        try
        {
            var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            var dataset = JsonParser.Default.Parse<Dataset>(file["dataset"]?.ToJsonString() ?? throw new JsonException("'dataset' is missing"));
            var observations = JsonParser.Default.Parse<PutObservationsRequest>(
                new JsonObject { ["observations"] = file["observations"]?.DeepClone() }.ToJsonString());
            observations.Dataset = $"datasets/{dataset.Id}";
            return (dataset, observations);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }

    public PutStatementsRequest Statements() => Message<PutStatementsRequest>(Own("statements.json"));

    public FindingsFile Findings(Apa.Protos.Judgements.V1.Framework framework) => FindingsFile.Parse(File.ReadAllText(Own("findings.md")), framework);

    public Decisions Decisions() => Json<Decisions>(Own("decisions.json"));

    /// <summary>What the authority says in the factual accuracy check, and what it is answered.</summary>
    public SeedCheck Check() => Json<SeedCheck>(Own("check.json"));

    /// <summary>A file that goes with a comment.</summary>
    public FileInfo Attachment(string file) => new(Own(Path.Combine("check", file)));

    /// <summary>Reads a file as proto3 JSON; unknown fields are mistakes.</summary>
    public static T Message<T>(string path) where T : IMessage<T>, new()
    {
        try
        {
            return JsonParser.Default.Parse<T>(File.ReadAllText(path));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }

    static bool IsUnreadable(Exception e) => e is JsonException or InvalidProtocolBufferException or IOException or InvalidOperationException;

    static T Json<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Lenient)!;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }
}

/// <summary>The people of a case by what they do, each a person of the token authority.</summary>
sealed record Cast(
    string Administrator, string Analyst, string Lead, IReadOnlyList<CastMember> Members, string Moderator, string Authority,
    string Editor, string Approver, IReadOnlyDictionary<string, string> Signatories, string Publisher,
    string LaCode, string Round, string DatasetVersion);

/// <summary>A member of the team and the body that sent them.</summary>
sealed record CastMember(string Person, string Body);

/// <summary>What the inspectors decided: grades, designations and the answers to the checklist's warnings.</summary>
sealed record Decisions(IReadOnlyList<DecidedGrade> Grades, IReadOnlyList<DecidedDesignation> Designations, IReadOnlyList<AnsweredWarning> Waivers);

/// <summary>A grade by area, on the area's own scale; the reason where it differs from the suggestion.</summary>
sealed record DecidedGrade(string Area, int Value, string? Reason);

/// <summary>A designation and why.</summary>
sealed record DecidedDesignation(string Kind, string Scope, string Status, string Cause, string Reason);

/// <summary>Why warnings of a check may stand, at one place or (<c>*</c>) at all.</summary>
sealed record AnsweredWarning(string Check, string Place, string Reason);

/// <summary>What is said in a factual accuracy check.</summary>
sealed record SeedCheck(bool Synthetic, IReadOnlyList<SeedComment> Comments);

/// <summary>A comment on a paragraph with the file that goes with it, and its answer: wording, substance or rejected.</summary>
sealed record SeedComment(string Paragraph, string Text, string Attachment, string Answer, string Reply);
