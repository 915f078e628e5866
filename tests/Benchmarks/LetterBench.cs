using System.Diagnostics;
using Apa.LocalHost;
using Apa.Protos.Letters.V1;
using Grpc.Core;
using Npgsql;
using Spectre.Console;
using Client = Apa.Protos.Letters.V1.LetterService.LetterServiceClient;

namespace Apa.Benchmarks;

/// <summary>
/// The Hertfordshire letter of the seeds through the real stack, then the same judgement for many invented authorities: what the Letter
/// service itself takes from judgement to issue, everything but the PDF renderer, against that renderer alone as a process; and PDFs two
/// at a time against one, by the service and by the renderer alone: two cores that share their memory are not twice one.
/// </summary>
static class LetterBench
{
    const int Rounds = 3;
    // A service that has written a round of letters, not the first minute of one: what it runs often is compiled well only by then.
    const int WarmUp = 150;
    const int FirstCode = 100;
    const string SeedCode = "919";

    public static async Task<int> Run(Place place, int letters, CancellationToken ct)
    {
        Directory.CreateDirectory(place.Bench);
        var renderer = new BenchRenderer(place);
        await using var stack = await BenchStack.Start(place, ct, new Dictionary<string, string> { ["Pdf__Python"] = renderer.Script });
        await stack.Travel(ct);
        var bare = await renderer.Bare(times: 7, ct);
        var people = new People(stack);

        renderer.AnswerAtOnce();
        var standIn = Results.Middle(await renderer.StandIn(times: 20, ct)) * 1000;
        await Judge(stack, FirstCode, WarmUp, final: true, ct);
        foreach (var name in Names(FirstCode, WarmUp)) await people.Issue(name, ct);
        var before = stack.ProcessorTime("letter");
        await Judge(stack, FirstCode + WarmUp, letters, final: true, ct);
        var ways = new List<Way>();
        foreach (var name in Names(FirstCode + WarmUp, letters)) ways.Add((await people.Issue(name, ct)).Without(standIn));
        var processor = (stack.ProcessorTime("letter") - before).TotalMilliseconds / letters;
        AnsiConsole.WriteLine(FormattableString.Invariant($"{letters} letters issued: {Results.Middle(ways.Select(way => way.Issue)):0.0} ms for IssueLetter, {Results.Middle(ways.Select(way => way.All)):0.0} ms for all calls, {processor:0.0} ms of processor time; the renderer's stand-in, {standIn:0.0} ms, is taken off"));

        renderer.Render();
        await Judge(stack, FirstCode + WarmUp + letters, letters, final: false, ct);
        var rates = await TwoAgainstOne(people, renderer, [.. Names(FirstCode + WarmUp + letters, letters)], ct);
        await Tell(place, Results.Middle(bare) * 1000, ways, processor, rates, ct);
        return 0;
    }

    static Task Tell(Place place, double bare, List<Way> ways, double processor, Rates rates, CancellationToken ct) => Results.Tell(place, "letter",
    [
        new("the renderer alone, a process a letter", "ms", bare),
        Against("IssueLetter but the renderer: other renderings, hashes, signature, store", bare, ways.Select(way => way.Issue)),
        Against("every call from check to issue, the check of figures too", bare, ways.Select(way => way.All)),
        new("processor time of the service, from event to issue", "ms", processor, bare, processor / bare, Wanted: "ratio at most 0.05"),
        new("the renderer alone, two processes at a time against one", "letters/s", rates.BareTwo, rates.BareOne, rates.BareTwo / rates.BareOne),
        new("PDFs by the service, two at a time against one", "letters/s", rates.Two, rates.One, rates.Two / rates.One, Wanted: "ratio at least 1.6"),
        new("PDFs by the service, two at a time against the renderer alone, two at a time", "letters/s", rates.Two, rates.BareTwo, rates.Two / rates.BareTwo),
    ], ct);

    static Measure Against(string name, double bare, IEnumerable<double> milliseconds)
    {
        List<double> sorted = [.. milliseconds.Order()];
        var middle = Results.Middle(sorted);
        return new(name, "ms", middle, bare, middle / bare, middle, sorted[(int)(sorted.Count * 0.99)], Wanted: "ratio at most 0.05");
    }

    static IEnumerable<string> Names(int first, int count) => Enumerable.Range(first, count).Select(code => $"authorities/{code}/letters/apa-2006");

    /// <summary>The seed's judgement again, for invented authorities, through Judgement's outbox; returns when the letters are drafted.</summary>
    static async Task Judge(BenchStack stack, int first, int count, bool final, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(stack.Database("judgement"));
        await connection.OpenAsync(ct);
        foreach (var type in final ? (string[])["JudgementProposed", "JudgementFinalised"] : ["JudgementProposed"])
        {
            await using var insert = new NpgsqlCommand("""
                INSERT INTO outbox (id, type, exchange, subject, revision, data, created)
                SELECT gen_random_uuid(), type, exchange, replace(subject, @slashed, '/' || code || '/'), revision,
                    replace(replace(data, @slashed, '/' || code || '/'), @quoted, '"' || code || '"'), clock_timestamp()
                FROM (SELECT * FROM outbox WHERE type = @type AND subject LIKE '%' || @slashed || '%' ORDER BY created DESC LIMIT 1) AS seed,
                    generate_series(@first, @last) AS code
                """, connection);
            insert.Parameters.AddWithValue("type", $"apa.judgement.v1.{type}");
            insert.Parameters.AddWithValue("slashed", $"/{SeedCode}/");
            insert.Parameters.AddWithValue("quoted", $"\"{SeedCode}\"");
            insert.Parameters.AddWithValue("first", first);
            insert.Parameters.AddWithValue("last", first + count - 1);
            await insert.ExecuteNonQueryAsync(ct);
        }
        // Asked of the database: the service's processor time is measured.
        await using var drafted = new NpgsqlConnection(stack.Database("letter"));
        await drafted.OpenAsync(ct);
        await using var left = new NpgsqlCommand("""
            SELECT @count - count(*) FROM letters WHERE round_id = 'apa-2006' AND la_code = ANY (@codes) AND (judgement_final OR NOT @final)
            """, drafted);
        left.Parameters.AddWithValue("count", count);
        left.Parameters.AddWithValue("codes", Enumerable.Range(first, count).Select(code => $"{code}").ToArray());
        left.Parameters.AddWithValue("final", final);
        while ((long)(await left.ExecuteScalarAsync(ct))! > 0) await Task.Delay(50, ct);
    }

    /// <summary>Letters a second, the middle of three rounds, all ways in each.</summary>
    static async Task<Rates> TwoAgainstOne(People people, BenchRenderer renderer, List<string> names, CancellationToken ct)
    {
        var rounds = new List<Rates>();
        for (var round = 1; round <= Rounds; round++)
        {
            rounds.Add(new(await Rate(1), await Rate(2), await renderer.Rate(1, names.Count, ct), await renderer.Rate(2, names.Count, ct)));
            AnsiConsole.WriteLine(FormattableString.Invariant($"round {round}: {rounds[^1].One:0.00} letters/s one at a time, {rounds[^1].Two:0.00} two at a time; the renderer alone {rounds[^1].BareOne:0.00} and {rounds[^1].BareTwo:0.00}"));
        }
        return new(Middle(rates => rates.One), Middle(rates => rates.Two), Middle(rates => rates.BareOne), Middle(rates => rates.BareTwo));

        double Middle(Func<Rates, double> which) => Results.Middle(rounds.Select(which));

        async Task<double> Rate(int atATime)
        {
            var watch = Stopwatch.StartNew();
            await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = ct }, async (name, stop) => await people.Pdf(name, stop));
            return names.Count / watch.Elapsed.TotalSeconds;
        }
    }

    /// <summary>Letters a second: by the service and by the renderer alone, one and two at a time.</summary>
    sealed record Rates(double One, double Two, double BareOne, double BareTwo);

    /// <summary>Milliseconds of a letter's calls: all, and its issue.</summary>
    sealed record Way(double All, double Issue)
    {
        public Way Without(double milliseconds) => new(All - milliseconds, Issue - milliseconds);
    }

    sealed class People(BenchStack stack)
    {
        readonly Client editor = new(stack.As("letter", "edith-editor")), approver = new(stack.As("letter", "emil-editor"));
        readonly Client[] signatories = [new(stack.As("letter", "olive-ofsted")), new(stack.As("letter", "cecil-csci"))];

        public async Task<Way> Issue(string name, CancellationToken ct)
        {
            var letter = await editor.GetLetterAsync(new() { Name = name }, cancellationToken: ct);
            var all = 0.0;
            await Timed(() => editor.CheckFiguresAsync(new() { Letter = name }, cancellationToken: ct));
            letter = await Timed(() => editor.SendForCheckAsync(new() { RequestId = Request, Name = name, Etag = letter.Etag }, cancellationToken: ct));
            letter = await Timed(() => editor.CloseCheckAsync(new() { RequestId = Request, Name = name, Etag = letter.Etag }, cancellationToken: ct));
            letter = await Timed(() => approver.ApproveLetterAsync(new() { RequestId = Request, Name = name, Etag = letter.Etag }, cancellationToken: ct));
            foreach (var signatory in signatories)
                letter = await Timed(() => signatory.SignLetterAsync(new() { RequestId = Request, Name = name, TextSha256 = letter.TextSha256 }, cancellationToken: ct));
            var before = all;
            await Timed(() => editor.IssueLetterAsync(new() { RequestId = Request, Name = name, Etag = letter.Etag }, cancellationToken: ct));
            return new(all, all - before);

            async Task<T> Timed<T>(Func<AsyncUnaryCall<T>> call)
            {
                var watch = Stopwatch.GetTimestamp();
                var reply = await call();
                all += Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
                return reply;
            }
        }

        public async Task Pdf(string name, CancellationToken ct)
        {
            using var call = editor.GetDocument(new() { Letter = name, FileName = "letter.pdf" }, cancellationToken: ct);
            await foreach (var _ in call.ResponseStream.ReadAllAsync(ct))
            {
                // Its parts are not looked at.
            }
        }

        static string Request => Guid.NewGuid().ToString();
    }
}
