using System.Security.Cryptography;
using Apa.Cli;
using Apa.Contracts.Tests;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Apa.Tests;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using IndicatorsClient = Apa.Protos.Indicators.V1.IndicatorsService.IndicatorsServiceClient;
using IndicatorsDb = Apa.Indicators.IndicatorsDb;
using JudgementClient = Apa.Protos.Judgements.V1.JudgementService.JudgementServiceClient;
using JudgementDb = Apa.Judgements.JudgementDb;
using LetterClient = Apa.Protos.Letters.V1.LetterService.LetterServiceClient;
using LetterDb = Apa.Letters.LetterDb;
using PublicationClient = Apa.Protos.Publications.V1.PublicationService.PublicationServiceClient;
using PublicationDb = Apa.Publications.PublicationDb;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
// What a test measures of memory and of the database is of itself alone.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Apa.Walls.Tests;

/// <summary>
/// The four services as they are, wired to each other, with the framework of 2006 and invented content: 919 has a published letter,
/// 820 one that its council is checking.
/// </summary>
public class Suite(PostgresFixture postgres) : IAsyncLifetime
{
    public const string RoundId = "apa-2006";
    readonly string keyFile = Path.GetTempFileName();
    readonly FrameworkFile framework = FrameworkFile.Read(Path.Combine(Repository.Root, "seeds", "frameworks", $"{RoundId}.json"));
    readonly List<Backend> backends = [];

    /// <summary>What is written wherever a text goes that people read.</summary>
    public virtual Wording Wording => Wording.Harmless;

    public IReadOnlyList<Backend> Backends => backends;
    public LogCapture Logs { get; } = new();
    public HttpClient Pages => publication.Http;

    ServiceHost<IndicatorsDb> indicators = null!;
    ServiceHost<JudgementDb> judgement = null!;
    ServiceHost<LetterDb> letter = null!;
    ServiceHost<PublicationDb> publication = null!;

    public IndicatorsClient Indicators(string person, params string[] roles) => new(indicators.As(person, roles));
    public JudgementClient Judgement(string person, params string[] roles) => new(judgement.As(person, roles));
    public LetterClient Letter(string person, params string[] roles) => new(letter.As(person, roles));
    public PublicationClient Publication(string person, params string[] roles) => new(publication.As(person, roles));
    public PublicationClient PublicPublication => new(publication.Anonymous);
    public Task<List<OutboxRow>> Published() => publication.Emitted();

    public async ValueTask InitializeAsync()
    {
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256)) await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        var signing = new Dictionary<string, string> { ["Signing:KeyFile"] = keyFile };
        indicators = await ServiceHost<IndicatorsDb>.StartAsync(postgres, "indicators", configure: Capture);
        judgement = await ServiceHost<JudgementDb>.StartAsync(postgres, "judgement", configure: services =>
        {
            Capture(services);
            services.AddSingleton(Indicators("judgement", "service:judgement"));
        });
        letter = await ServiceHost<LetterDb>.StartAsync(postgres, "letter", configure: Capture, settings: signing);
        publication = await ServiceHost<PublicationDb>.StartAsync(postgres, "publication", configure: services =>
        {
            Capture(services);
            services.AddSingleton(Letter("publication", "service:publication"));
        }, settings: new Dictionary<string, string>(signing) { ["Web:RateLimit:Permits"] = "100000" });
        backends.AddRange([Backend.Of(indicators, "indicators"), Backend.Of(judgement, "judgement"), Backend.Of(letter, "letter"), Backend.Of(publication, "publication")]);

        await Figures();
        await Cases();
        await Letters();
        await Release();
    }

    void Capture(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(Logs));

    async Task Figures()
    {
        var (administrator, analyst) = (Indicators("ada", Role.Administrator), Indicators("anna", Role.Analyst));
        await administrator.PutGeographiesAsync(new()
        {
            RequestId = Id(),
            Geographies =
            {
                new Geography { Code = "england", Kind = GeographyKind.Country, DisplayName = "England" },
                new Geography { Code = "east", Kind = GeographyKind.Region, DisplayName = "East" },
                new[] { "919", "820" }.Select(code => new Geography { Code = code, Kind = GeographyKind.Authority, DisplayName = Wording.Of($"Place {code}"), FormalName = Wording.Of($"Council {code}"), Region = "east", Addressees = { new Addressee { Name = "Joan Example" } } }),
            },
        });
        await administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { new Indicator { Code = "SS/2", Title = Wording.Of("Reviews in time"), Unit = "%", Decimals = 1, Polarity = Polarity.Higher, PeriodForm = PeriodForm.FinancialYear, Outcome = "SS", KeyJudgement = "2.2" } } });
        await administrator.PutComparatorSetAsync(new()
        {
            RequestId = Id(),
            Set = new()
            {
                Id = "near",
                Kind = ComparatorKind.StatisticalNeighbours,
                Title = "Near",
                Provenance = Invented,
                Lists = { new ComparatorList { LaCode = "919", Comparators = { new Comparator { Rank = 1, LaCode = "820", Closeness = "close" } } } },
            },
        });
        await analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = "figures", Title = "Invented figures", StatisticalNeighboursSet = "comparatorSets/near" } });
        await analyst.PutObservationsAsync(new()
        {
            RequestId = Id(),
            Dataset = "datasets/figures",
            Observations = { new[] { ("919", "-1.5"), ("820", "2.5"), ("england", "2.0") }.Select(seen => new Observation { Indicator = "indicators/SS-2", Geography = $"geographies/{seen.Item1}", Period = Year, Value = seen.Item2, Doubt = seen.Item1 == "919" ? Wording.Of("doubtful") : "", Synthetic = true }) },
        });
        var dataset = await analyst.GetDatasetAsync(new() { Name = "datasets/figures" });
        await analyst.ReleaseDatasetAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag });
    }

    async Task Cases()
    {
        await Judgement("ada", Role.Administrator).PutFrameworkAsync(new() { RequestId = Id(), Framework = framework.Judgement });
        await Judgement("ada", Role.Administrator).OpenRoundAsync(new()
        {
            RequestId = Id(),
            Round = new()
            {
                Id = RoundId,
                Title = "Invented round",
                Framework = framework.Judgement.Framework_,
                LetterDate = "2006-11-01",
                ReleaseInstant = "2006-11-01T00:00:00Z",
                TimeZone = "Europe/London",
                Members = { new[] { "919", "820" }.Select(laCode => new Member { Authority = Authority(laCode), State = MemberState.ToAssess }) },
            },
        });
        foreach (var laCode in (string[])["919", "820"])
        {
            await Judgement("ina", Role.Inspector).OpenAssessmentAsync(new()
            {
                RequestId = Id(),
                Round = $"rounds/{RoundId}",
                LaCode = laCode,
                DatasetVersion = "datasets/figures/versions/1",
                Team = new() { Lead = "ina", Moderator = "mona", Members = { new TeamMember { Person = "ian", Body = "csci" } } },
            });
            await Eventually.Holds($"the case of {laCode} is open", async () =>
                (await Judgement("mona", Role.Moderator).GetAssessmentAsync(new() { Name = $"authorities/{laCode}/assessments/{RoundId}" })).State == AssessmentState.Open);
        }
    }

    async Task Letters()
    {
        var round = (await judgement.Emitted<RoundOpened>()).Single();
        await Letter("ada", Role.Administrator).PutFrameworkAsync(new() { RequestId = Id(), Framework = framework.Letter });
        await letter.Deliver(round, round.Round.Name, 1);
        foreach (var laCode in (string[])["919", "820"])
        {
            var judged = Judged(laCode);
            Assert.Equal(InboxState.Handled, await letter.Deliver(new JudgementProposed { Judgement = judged }, judged.Assessment, 1));
            var name = $"authorities/{laCode}/letters/{RoundId}";
            await Letter("edith", Role.Editor).SendForCheckAsync(new() { RequestId = Id(), Name = name, Etag = await Etag(name) });
            if (laCode == "820") continue;
            await Letter("edith", Role.Editor).CloseCheckAsync(new() { RequestId = Id(), Name = name, Etag = await Etag(name) });
            await letter.Deliver(new JudgementFinalised { Judgement = judged }, judged.Assessment, 1);
            await Letter("emil", Role.Editor).ApproveLetterAsync(new() { RequestId = Id(), Name = name, Etag = await Etag(name) });
            foreach (var body in framework.Letter.Signatories.Select(signatory => signatory.Body).Distinct())
                await Letter($"signer-{body}", $"signatory:{body}").SignLetterAsync(new() { RequestId = Id(), Name = name, TextSha256 = (await Letter("emil", Role.Editor).GetLetterAsync(new() { Name = name })).TextSha256 });
            await Letter("edith", Role.Editor).IssueLetterAsync(new() { RequestId = Id(), Name = name, Etag = await Etag(name) });
        }
    }

    async Task<string> Etag(string name) => (await Letter("edith", Role.Editor).GetLetterAsync(new() { Name = name })).Etag;

    async Task Release()
    {
        var publisher = Publication("petra", Role.Publisher);
        var round = (await judgement.Emitted<RoundOpened>()).Single();
        await Publication("ada", Role.Administrator).PutFrameworkAsync(new() { RequestId = Id(), Framework = framework.Publication });
        await publication.Deliver(round, round.Round.Name, 1);
        var issued = (await letter.Emitted<LetterIssued>()).Single();
        await publication.Deliver(issued, issued.Letter, 1);
        const string name = $"rounds/{RoundId}/publications/919";
        var pending = await Reaches(PublicationState.Pending);
        await publisher.SchedulePublicationAsync(new() { RequestId = Id(), Name = name, Etag = pending.Etag });
        await Reaches(PublicationState.Published);

        Task<Protos.Publications.V1.Publication> Reaches(PublicationState state) => Eventually.Get($"{name} {state}", async () =>
        {
            var found = await publisher.GetPublicationAsync(new() { Name = name });
            return found.State == state ? found : null;
        });
    }

    /// <summary>A judgement of every area and section of the framework; its words are invented.</summary>
    Protos.Judgements.V1.Judgement Judged(string laCode) => new()
    {
        Assessment = $"authorities/{laCode}/assessments/{RoundId}",
        Round = $"rounds/{RoundId}",
        Framework = framework.Judgement.Framework_,
        ContentRevision = 1,
        Authority = Authority(laCode),
        Addressee = new() { Honorific = "Ms", Name = Wording.Of("Joan Example"), JobTitle = Wording.Of("Director"), Organisation = Wording.Of("Council"), AddressLines = { Wording.Of("Shire Hall") } },
        Grades = { framework.Judgement.Areas.Select(area => new AreaGrade { Area = area.Id, Grade = Good(area.Scale) }) },
        Findings = { framework.Judgement.Outcomes.Select(outcome => new Finding { Section = outcome.Id, Markdown = Wording.Of($"All is well in {outcome.Title}."), Grading = outcome.Graded ? Good(outcome.Scale) : null }) },
        Items = { framework.Judgement.Lists.Where(list => list.Id != "focus-items").Select(list => new ListItem { List = list.Id, Outcome = "SS", Position = 1, Text = Wording.Of("Calm homes") }) },
        People = new() { Lead = "ina", DecidedBy = { "ina" }, ModeratedBy = "mona" },
        DatasetVersion = "datasets/figures/versions/1",
        Synthetic = true,
    };

    Grade Good(string scale) => new() { Scale = scale, Value = 3, Word = framework.Judgement.Scales.Single(one => one.Id == scale).Grades.Single(grade => grade.Value == 3).Word };

    AuthorityRef Authority(string laCode) => new() { LaCode = laCode, Name = Wording.Of($"Place {laCode}"), FormalName = Wording.Of($"Council {laCode}") };

    public static Period Year => new() { Label = "2005-06", Kind = PeriodKind.FinancialYear, Start = "2005-04-01", End = "2006-03-31" };

    static Provenance Invented => new() { Source = "A test", Verification = Verification.Verified };

    public static string Id() => Guid.NewGuid().ToString();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (IAsyncDisposable?[])[publication, letter, judgement, indicators])
            if (host is not null) await host.DisposeAsync();
        File.Delete(keyFile);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Words of the invented content, with or without something hostile behind each.</summary>
public sealed record Wording(string Before, string After)
{
    public static readonly Wording Harmless = new("", "");

    public string Of(string text) => Before + text + After;
}
