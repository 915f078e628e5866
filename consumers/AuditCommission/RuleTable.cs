using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apa.AuditCommission;

/// <summary>How the Audit Commission's stars follow from scores, as data: <c>cpa-rules.json</c>. Nothing in C# names a service or a row.</summary>
/// <param name="Title">For people.</param>
/// <param name="Provenance">Of the table as a whole.</param>
/// <param name="Block">Which service takes its score from the annual performance assessment.</param>
/// <param name="SubjectToReview">What is known of the mark <c>s/r</c>.</param>
/// <param name="Rounds">The rounds of the comprehensive performance assessment.</param>
/// <param name="Services">What is scored.</param>
/// <param name="Rows">In order; the first that matches holds.</param>
public sealed record RuleTable(
    string Title, Provenance Provenance, BlockRule Block, Provenance SubjectToReview, IReadOnlyList<CpaRound> Rounds, IReadOnlyList<CpaService> Services, IReadOnlyList<RuleRow> Rows)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="InvalidDataException">What is wrong with it, all of it.</exception>
    public static RuleTable Read(string path)
    {
        RuleTable table;
        try
        {
            table = JsonSerializer.Deserialize<RuleTable>(File.ReadAllBytes(path), Json) ?? throw new InvalidDataException($"{path} is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
        var faults = table.Faults().ToList();
        return faults.Count == 0 ? table : throw new InvalidDataException($"{path}: {string.Join("; ", faults)}");
    }

    public CpaRound? Round(string id) => Rounds.FirstOrDefault(round => round.Id == id);

    /// <summary>The services that a round scores.</summary>
    public IEnumerable<CpaService> ServicesOf(string round) => Services.Where(service => service.Rounds is null || service.Rounds.Contains(round));

    IEnumerable<string> Faults()
    {
        foreach (var twice in Rounds.Select(r => r.Id).Concat(Services.Select(s => s.Id)).Concat(Rows.Select(r => r.Id)).GroupBy(id => id).Where(g => g.Count() > 1))
            yield return $"\"{twice.Key}\" is there twice";
        if (Services.Count(s => s.Level == 0) != 1) yield return "exactly one service has level 0, the corporate assessment";
        if (Services.FirstOrDefault(s => s.Id == Block.Service) is not { MayBeNotApplicable: false }) yield return $"the block's service \"{Block.Service}\" is scored for every authority";
        foreach (var service in Services.Where(s => s.Level is < 0 or > 2)) yield return $"\"{service.Id}\" has level {service.Level}, not 0, 1 or 2";
        foreach (var row in Rows.Where(r => r.Stars is < 0 or > 4 || r.CorporateAssessment is < 1 or > 4)) yield return $"\"{row.Id}\" is not of 0 to 4 stars for a corporate assessment of 1 to 4";
        for (var score = 1; score <= 4; score++)
            if (Rows.LastOrDefault(r => r.CorporateAssessment == score) is not { Level1: null, Level2: null }) yield return $"the last row for a corporate assessment of {score} has conditions";
        IEnumerable<(string Of, Provenance Provenance)> all =
        [
            ("the table", Provenance), ("the block", Block.Provenance), ("s/r", SubjectToReview),
            .. Rounds.Select(r => (r.Id, r.Provenance)), .. Services.Select(s => (s.Id, s.Provenance)), .. Rows.Select(r => (r.Id, r.Provenance)),
        ];
        foreach (var (of, provenance) in all)
            if (provenance.Verification is not ("verified" or "inferred" or "unverified") || provenance.Source.Length == 0)
                yield return $"the provenance of {of} names no source, or is not verified, inferred or unverified";
    }
}

/// <summary>Where something was found.</summary>
/// <param name="Verification"><c>verified</c>, <c>inferred</c> or <c>unverified</c>.</param>
/// <param name="Source">In words that a reader can follow.</param>
/// <param name="Note">What is doubtful.</param>
public sealed record Provenance(string Verification, string Source, string Note = "");

/// <summary>Which service takes its score from the annual performance assessment, and the scale that its grade must be on: 4 is best.</summary>
public sealed record BlockRule(string Service, string Scale, Provenance Provenance);

/// <summary>A round of the comprehensive performance assessment, and the round of the annual performance assessment that it takes the block's score from.</summary>
public sealed record CpaRound(string Id, string Title, string ApaRound, Provenance Provenance);

/// <summary>Something that is scored 1 to 4.</summary>
/// <param name="Level">0: the corporate assessment; 1 and 2: the level of a service.</param>
/// <param name="MayBeNotApplicable">Whether some authorities do not provide it.</param>
/// <param name="Rounds">The rounds that score it; null: all.</param>
public sealed record CpaService(string Id, string Title, int Level, bool MayBeNotApplicable, Provenance Provenance, IReadOnlyList<string>? Rounds = null);

/// <summary>A row of the table.</summary>
/// <param name="CorporateAssessment">The score that it is for.</param>
/// <param name="Level1">What it allows on level 1; null: anything.</param>
/// <param name="Level2">What it allows on level 2; null: anything.</param>
public sealed record RuleRow(string Id, int CorporateAssessment, int Stars, Provenance Provenance, Limit? Level1 = null, Limit? Level2 = null)
{
    /// <summary>The row in words.</summary>
    public string Words => Level1 is null && Level2 is null
        ? $"corporate assessment {CorporateAssessment}, anything else: {Stars}"
        : $"corporate assessment {CorporateAssessment}, level 1 {Level1?.Words ?? "anything"}, level 2 {Level2?.Words ?? "anything"}: {Stars}";
}

/// <summary>At most so many scores below a score.</summary>
public sealed record Limit(int Below, int AtMost)
{
    [JsonIgnore]
    public string Words => AtMost == 0 ? $"none below {Below}" : $"at most {AtMost} below {Below}";

    public bool Allows(IEnumerable<int> scores) => scores.Count(score => score < Below) <= AtMost;
}
