using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Apa.AuditCommission.Tests;

/// <summary>From kept events and entered scores to the files of a round, without a broker.</summary>
public sealed class CpaBookTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-cpa-").FullName;
    readonly FakeTimeProvider time = new(new(2007, 2, 1, 0, 0, 0, TimeSpan.Zero));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The consumer's parts as its Program puts them together; a new one is a restart.</summary>
    sealed class Consumer : IAsyncDisposable
    {
        readonly CpaBook book;
        readonly EventFiles events;

        public Consumer(string directory, TimeProvider time)
        {
            var blocks = new BlockScores(StarsTests.Rules.Block);
            var scores = new AcceptedScores(Path.Combine(directory, "in.csv"), directory, StarsTests.Rules, NullLogger<AcceptedScores>.Instance);
            book = new(StarsTests.Rules, blocks, scores, new(directory, NullLogger<CpaFiles>.Instance), TimeSpan.FromMilliseconds(20), time, NullLogger<CpaBook>.Instance);
            events = new(directory, received =>
            {
                blocks.Take(received);
                book.Tell();
            }, NullLogger<EventFiles>.Instance);
        }

        public async Task<Consumer> Start()
        {
            await book.StartAsync(Ct);
            return this;
        }

        public void Take(params byte[][] bodies)
        {
            foreach (var body in bodies) events.Keep(Received.Read(body));
        }

        public async ValueTask DisposeAsync()
        {
            await book.StopAsync(CancellationToken.None);
            book.Dispose();
        }
    }

    Task<Consumer> Start() => new Consumer(directory, time).Start();

    void Enter(string laCode, params string[] scores)
    {
        var path = Path.Combine(directory, "in.csv");
        var before = File.Exists(path) ? File.ReadAllLines(path).Where(line => !line.StartsWith($"2006,{laCode},", StringComparison.Ordinal)) : [string.Join(',', ScoreSheet.Columns)];
        var name = laCode == "919" ? "Hertfordshire" : "Elsewhere";
        File.WriteAllLines(path, [.. before, .. scores.Select(s => s.Split('=')).Select(s => $"2006,{laCode},{name},{s[0]},{s[1]},made for a test,true,")]);
    }

    void EnterCounty(string laCode, params string[] more) => Enter(laCode,
        ["corporate-assessment=3", "use-of-resources=3", "adult-social-care=3", "environment=3", "culture=3", "fire=3", "housing=n/a", "benefits=n/a", .. more]);

    JsonNode? Result(string laCode)
    {
        var path = Path.Combine(directory, "cpa-2006.json");
        return !File.Exists(path) ? null : JsonNode.Parse(File.ReadAllText(path))!["authorities"]!.AsArray().FirstOrDefault(a => (string)a!["laCode"]! == laCode);
    }

    Task<JsonNode> Shows(string what, Func<JsonNode, bool> condition, string laCode = "919") =>
        Eventually.Get(what, () => Task.FromResult(Result(laCode) is { } found && condition(found) ? found : null));

    static bool HasStars(JsonNode result, int? stars) => (int?)result["stars"] == stars;

    IReadOnlyList<CpaResult> History() => new CpaFiles(directory, NullLogger<CpaFiles>.Instance).History("2006");

    [Fact]
    public async Task The_stars_wait_for_the_authoritys_own_scores_and_say_what_they_were_computed_from()
    {
        await using var consumer = await Start();
        var score = Events.Score("919");
        consumer.Take(score);
        var held = await Shows("a held result", r => (string)r["status"]! == "held");
        Assert.Null((int?)held["stars"]);
        Assert.Equal(8, held["missing"]!.AsArray().Count);

        EnterCounty("919");
        var computed = await Shows("four stars", r => HasStars(r, 4));
        Assert.Equal(("CA3-1", "verified"), ((string)computed["rule"]!["row"]!, (string)computed["rule"]!["provenance"]!["verification"]!));
        var block = computed["scores"]!["children-and-young-people"]!;
        Assert.Equal(("3", "APA", (string)JsonNode.Parse(score)!["id"]!, 1), ((string)block["score"]!, (string)block["origin"]!, (string)block["eventId"]!, (int)block["revision"]!));
        Assert.True((bool)computed["synthetic"]!);
        Assert.Equal("2007-02-01T00:00:00.000Z", (string)computed["computedAt"]!);

        var lines = await File.ReadAllLinesAsync(Path.Combine(directory, "cpa-2006.csv"), Ct);
        Assert.Equal("round,la_code,ons_code,gss_code,authority,status,stars,rule,rule_verification,table_verification,subject_to_review,missing,corporate_assessment,children_and_young_people,use_of_resources,adult_social_care,environment,housing,culture,benefits,fire,block_origin,block_event,block_revision,synthetic,computed_at", lines[0]);
        Assert.Equal($"2006,919,26,E10000015,Hertfordshire,computed,4,CA3-1,verified,inferred,,,3,3,3,3,3,n/a,3,n/a,3,APA,{(string)block["eventId"]!},1,true,2007-02-01T00:00:00.000Z", lines[1]);
    }

    [Fact]
    public async Task A_correction_moves_the_stars_a_withdrawal_takes_them_back_and_all_of_it_is_kept()
    {
        EnterCounty("919");
        await using var consumer = await Start();
        consumer.Take(Events.Score("919"));
        await Shows("four stars", r => HasStars(r, 4));
        time.Advance(TimeSpan.FromDays(1));
        consumer.Take(Events.Correction("919", 2, 2));
        var corrected = await Shows("three stars", r => HasStars(r, 3));
        Assert.Equal(("corrected: reviews were counted twice", 2), ((string)corrected["scores"]!["children-and-young-people"]!["note"]!, (int)corrected["scores"]!["children-and-young-people"]!["revision"]!));
        consumer.Take(Events.Withdrawal("919", 3));
        var withdrawn = await Shows("a held result", r => (string)r["status"]! == "held");
        Assert.Equal("children-and-young-people", (string)Assert.Single(withdrawn["missing"]!.AsArray())!);
        consumer.Take(Events.Score("919", 4, grade: 1));
        await Shows("one star", r => HasStars(r, 1));
        Assert.Equal([4, 3, null, 1], History().Where(r => r.LaCode == "919").Select(r => r.Stars).SkipWhile(s => s is null));
    }

    [Fact]
    public async Task The_order_in_which_events_come_does_not_matter()
    {
        EnterCounty("919");
        await using var consumer = await Start();
        consumer.Take(Events.Correction("919", 2, 1), Events.Score("919"));
        await Shows("one star", r => HasStars(r, 1));
        consumer.Take(Events.Withdrawal("919", 5), Events.Correction("919", 4, 4));
        await Shows("a held result", r => (string)r["status"]! == "held");
    }

    [Fact]
    public async Task A_joint_area_review_gives_the_block_its_score_and_stands_beside_an_assessment()
    {
        EnterCounty("820", "children-and-young-people=2");
        await using var consumer = await Start();
        var review = await Shows("three stars", r => HasStars(r, 3), "820");
        Assert.Equal(("JAR", "made for a test"), ((string)review["scores"]!["children-and-young-people"]!["origin"]!, (string)review["scores"]!["children-and-young-people"]!["source"]!));
        consumer.Take(Events.Score("820", grade: 1));
        var both = await Shows("a note of the other", r => ((string)r["scores"]!["children-and-young-people"]!["note"]!).Contains("also says 1", StringComparison.Ordinal), "820");
        Assert.Equal(3, (int)both["stars"]!);
    }

    [Fact]
    public async Task A_change_by_hand_is_computed_anew_a_bad_sheet_is_not_and_a_score_under_review_is_flagged()
    {
        EnterCounty("919");
        await using var consumer = await Start();
        consumer.Take(Events.Score("919"));
        await Shows("four stars", r => HasStars(r, 4));
        EnterCounty("919", "children-and-young-people=7");
        await Eventually.Holds("the problems are told", () => Task.FromResult(File.Exists(Path.Combine(directory, "scores.problems.txt"))));
        Assert.Equal(4, (int)Result("919")!["stars"]!);
        Enter("919", "corporate-assessment=2", "use-of-resources=3", "adult-social-care=3", "environment=3", "culture=1 s/r", "fire=3", "housing=n/a", "benefits=n/a");
        var result = await Shows("one star", r => HasStars(r, 1));
        Assert.Equal(("CA2-3", "unverified", "culture"), ((string)result["rule"]!["row"]!, (string)result["rule"]!["provenance"]!["verification"]!, (string)Assert.Single(result["subjectToReview"]!.AsArray())!));
        Assert.False(File.Exists(Path.Combine(directory, "scores.problems.txt")));
    }

    [Theory]
    [InlineData("apa-four-point", 5)]
    [InlineData("school-inspection", 1)]
    public async Task A_grade_on_another_scale_is_no_score(string scale, int grade)
    {
        EnterCounty("919");
        await using var consumer = await Start();
        consumer.Take(Events.Score("919", grade: grade, scale: scale));
        var held = await Shows("a held result", r => r["missing"]!.AsArray().Count == 1);
        Assert.Equal("children-and-young-people", (string)held["missing"]![0]!);
    }

    [Fact]
    public async Task A_rehearsal_changes_no_stars()
    {
        EnterCounty("919");
        await using var consumer = await Start();
        consumer.Take(Events.Rehearsal(Events.Score("919", 9, grade: 1)), Events.Score("919"));
        await Shows("four stars", r => HasStars(r, 4));
        Assert.DoesNotContain(History(), r => r.Stars == 1);
    }

    /// <summary>What a kill leaves, at every point between an event on the disk and the last file: whatever is missing or cut is made again, the same.</summary>
    [Theory]
    [InlineData("nothing is lost")]
    [InlineData("cpa-2006.json")]
    [InlineData("cpa-2006.csv")]
    [InlineData("both files, and the history's last line is cut")]
    [InlineData("a part of a file is left over")]
    public async Task After_a_restart_the_same_result_is_there(string lost)
    {
        EnterCounty("919");
        string[] Shown() => [.. ((string[])["cpa-2006.json", "cpa-2006.csv", "cpa-2006.history.jsonl"]).Select(name => File.ReadAllText(Path.Combine(directory, name)))];
        await using (var consumer = await Start())
        {
            consumer.Take(Events.Score("919"), Events.Correction("919", 2, 2));
            await Shows("three stars", r => HasStars(r, 3));
        }
        var before = Shown();
        foreach (var name in (string[])["cpa-2006.json", "cpa-2006.csv"])
            if (lost == name || lost.StartsWith("both", StringComparison.Ordinal)) File.Delete(Path.Combine(directory, name));
        if (lost.StartsWith("both", StringComparison.Ordinal)) await File.WriteAllTextAsync(Path.Combine(directory, "cpa-2006.history.jsonl"), before[2][..^10], Ct);
        if (lost.StartsWith("a part", StringComparison.Ordinal)) await File.WriteAllTextAsync(Path.Combine(directory, "cpa-2006.json.part"), "{", Ct);

        await using var again = await Start();
        await Eventually.Holds("the same files", () => Task.FromResult(File.Exists(Path.Combine(directory, "cpa-2006.json")) && File.Exists(Path.Combine(directory, "cpa-2006.csv")) && Shown().SequenceEqual(before)));
        Assert.Equal(JsonSerializer.Serialize(before), JsonSerializer.Serialize(Shown()));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
