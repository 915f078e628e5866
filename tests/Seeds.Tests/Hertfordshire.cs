using Apa.Cli;
using Apa.Judgements;
using Apa.Letters;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Seeds.Tests;

/// <summary>The case of Hertfordshire 2006 as the seed has it, made into judgement and letter by the services' own pure code, with no service running.</summary>
static class Hertfordshire
{
    public static readonly string Root = FindRoot();
    public static readonly Seed Seed = new(Path.Combine(Root, "seeds", "hertfordshire-2006"));
    public static readonly FrameworkFile Framework = Seed.Framework();

    static readonly Lazy<Judgement> Made = new(Judge);

    /// <summary>The real letter, kept beside the project; null where it is not there.</summary>
    public static string? RealLetter => Shared("letter-hertfordshire-2006.txt");

    /// <summary>What is known of the process; null where it is not there.</summary>
    public static string? Dossier => Shared("dossier.md");

    /// <summary>The judgement as the event carries it; a copy that a test may change.</summary>
    public static Judgement Judgement => Made.Value.Clone();

    public static Letter Letter()
    {
        var round = Seed.Round();
        return Letters.Letter.Begin(Guid.Empty, Judgement, Framework.Letter, new(round.Id, round.Title, DateOnly.ParseExact(round.LetterDate, "yyyy-MM-dd"), round.Notice), DateTimeOffset.UnixEpoch);
    }

    static Judgement Judge()
    {
        var (framework, findings, decisions, round) = (Framework.Judgement, Seed.Findings(Framework.Judgement), Seed.Decisions(), Seed.Round());
        var file = new CaseFile
        {
            Framework = framework,
            Profile = Profile(),
            Statements = [.. Seed.Statements().Statements],
            Findings = findings.Findings,
            Items = [.. findings.Lists.Values.SelectMany(items => items)],
            Grades = [.. decisions.Grades.Select(grade => new GradeDecision { Grade = new() { Area = grade.Area, Grade = GradeOf(framework, grade) }, DecidedBy = Seed.Cast.Lead })],
            Designations = [.. decisions.Designations.Select(one => new DesignationDecision { Designation = new() { Kind = one.Kind, Scope = one.Scope, Status = DesignationStatus.Raised, Cause = one.Cause } })],
            Previous = new Dictionary<string, Grade>(),
        };
        var assessment = Judgements.Assessment.Open(round.Id, round.Members[0].Authority, round.Framework.Id, 1, new() { Lead = Seed.Cast.Lead, Moderator = Seed.Cast.Moderator }, Seed.Cast.Lead, DateTimeOffset.UnixEpoch);
        assessment.ProfileArrived(round.Members[0].Authority, Seed.Geographies().Geographies.First(one => one.Code == Seed.Cast.LaCode).Addressees[^1], new(), synthetic: false, DateTimeOffset.UnixEpoch);
        return file.ToJudgement(assessment);
    }

    static Grade GradeOf(Apa.Protos.Judgements.V1.Framework framework, DecidedGrade decided)
    {
        var scale = framework.Scales.First(scale => scale.Id == framework.Areas.First(area => area.Id == decided.Area).Scale);
        return new() { Scale = scale.Id, Value = decided.Value, Word = scale.Grades.First(grade => grade.Value == decided.Value).Word };
    }

    /// <summary>The profile that the dataset gives: the authority's values, each beside England's.</summary>
    static Profile Profile()
    {
        var indicators = Seed.Indicators().Indicators.ToDictionary(indicator => $"indicators/{indicator.Code.Replace('/', '-')}");
        var profile = new Profile { DatasetVersion = Seed.Cast.DatasetVersion };
        foreach (var values in Seed.Dataset().Observations.Observations.GroupBy(one => one.Indicator))
        {
            var row = new ProfileRow { Indicator = new Indicator(indicators[values.Key]) { Name = values.Key } };
            foreach (var value in values)
                if (value.Geography == "geographies/england") row.England = new() { Value = value.Value };
                else row.Values.Add(new ProfileValue { Period = value.Period, Value = value.Value, Doubt = value.Doubt });
            profile.Rows.Add(row);
        }
        return profile;
    }

    static string? Shared(string file)
    {
        var path = Path.Combine(Root, "..", "shared", "domain", file);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Apa.Micro.sln above the test");
    }
}
