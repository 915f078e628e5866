using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Apa.Contracts.Tests;
using Apa.Protos.Indicators.V1;
using Apa.Tests;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.FSharp.Core;

namespace Apa.Walls.Tests;

/// <summary>
/// Requests twisted in every way, over every RPC: only codes that a caller can act on come back, what is refused changes nothing, no
/// memory is lost and no body is logged. APA_LONG=1 asks for 10,000 requests and 2,000 files; APA_SEED repeats a run.
/// </summary>
public sealed class BadInputTests(Suite suite) : IClassFixture<Suite>
{
    static readonly bool Long = Environment.GetEnvironmentVariable("APA_LONG") == "1";
    static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("APA_SEED"), out var given) ? given : (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
    static readonly StatusCode[] Never = [StatusCode.Unknown, StatusCode.Internal, StatusCode.DataLoss, StatusCode.Unimplemented, StatusCode.DeadlineExceeded, StatusCode.Cancelled, StatusCode.Unavailable];
    const long MostGrowth = 96L * 1024 * 1024;

    [Fact]
    public async Task Every_rpc_takes_twisted_requests_with_a_documented_code_and_without_a_trace()
    {
        var targets = suite.Backends.SelectMany(backend => backend.Rpcs.Select(rpc => (Backend: backend, Rpc: rpc))).ToList();
        var tables = new Dictionary<string, Tables>();
        foreach (var backend in suite.Backends) tables[backend.Name] = await Tables.Of(backend.Database, "imports");
        var seen = new Dictionary<StatusCode, int>();
        var reached = new HashSet<string>();

        await Heap.Bounded(MostGrowth, half => Run(Long ? 5000 : 1500, Seed + half, Attack.Generator, async attack =>
        {
            var (backend, rpc) = targets[attack.Rpc % targets.Count];
            reached.Add(rpc.Name);
            var message = attack.Make(rpc);
            var before = await tables[backend.Name].Digest();
            var outcome = await rpc.Call(backend.With(Token(backend, rpc, attack.Caller)), message.ToByteArray());
            seen[outcome.Code] = seen.GetValueOrDefault(outcome.Code) + 1;
            Assert.False(Never.Contains(outcome.Code), $"{rpc.Name}: {outcome}\n{Cut($"{message}")}\n{string.Join('\n', suite.Logs.Errors.TakeLast(1))}");
            if (outcome.Code != StatusCode.OK) Assert.True(before == await tables[backend.Name].Digest(), $"{rpc.Name} was refused with {outcome}, and tables changed\n{Cut($"{message}")}");
        }));

        foreach (var table in tables.Values) await table.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {string.Join(", ", seen.Select(one => $"{one.Value} {one.Key}"))}");
        // Operations are the same in every service.
        Assert.Equal(targets.Select(target => target.Rpc.Name).Distinct().Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));
        Assert.True(seen.GetValueOrDefault(StatusCode.OK) > 50, "too few requests reach the end: the words have gone stale");
        Quiet();
    }

    [Fact]
    public async Task A_property_that_fails_on_one_attack_fails_its_run() => await Assert.ThrowsAnyAsync<Exception>(() =>
        Run(50, 1, Attack.Generator, attack => attack.Twists.Count > 2 ? Task.FromException(new InvalidOperationException("found")) : Task.CompletedTask));

    /// <summary>Somebody who may call it, since others are turned away at the door; one in eight is somebody else.</summary>
    static string? Token(Backend backend, Rpc rpc, int caller)
    {
        var columns = AccessTable.Columns.Where(column => column != AccessTable.Public).ToList();
        var allowed = rpc.Allowed is null || rpc.Allowed.Contains("*") ? columns : [.. columns.Where(rpc.Allowed.Contains)];
        var column = caller % 8 == 0 ? columns[caller / 8 % columns.Count] : allowed[caller / 8 % allowed.Count];
        var (person, roles) = Callers.Of(column, Requests.Known[backend.Name][0]);
        return TestTokens.For(backend.Name, person, roles);
    }

    [Fact]
    public async Task A_corrupted_file_is_refused_whole_or_taken_whole()
    {
        var analyst = suite.Indicators("anna", "analyst");
        await analyst.OpenDatasetVersionAsync(new() { RequestId = Suite.Id(), Name = "datasets/figures", Etag = (await analyst.GetDatasetAsync(new() { Name = "datasets/figures" })).Etag });
        await using var tables = await Tables.Of(suite.Backends[0].Database, "imports");
        var mapping = JsonParser.Default.Parse<ImportMapping>(Repository.Read("seeds/mappings/long.json"));
        var seen = new Dictionary<StatusCode, int>();

        await Heap.Bounded(MostGrowth, half => Run(Long ? 1000 : 250, Seed + half, CorruptFile.Generator, async file =>
        {
            var bytes = file.Make();
            var before = await tables.Digest();
            var code = await Import(analyst, "datasets/figures", mapping, bytes, file.Name);
            seen[code] = seen.GetValueOrDefault(code) + 1;
            Assert.True(code is StatusCode.OK or StatusCode.InvalidArgument or StatusCode.ResourceExhausted or StatusCode.FailedPrecondition, $"{file}: {code}\n{string.Join('\n', suite.Logs.Errors.TakeLast(1))}");
            if (code != StatusCode.OK) Assert.True(before == await tables.Digest(), $"{file} was refused with {code}, and tables changed");
        }));

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {string.Join(", ", seen.Select(one => $"{one.Value} {one.Key}"))}");
        Assert.True(seen.GetValueOrDefault(StatusCode.InvalidArgument) > 0 && seen.GetValueOrDefault(StatusCode.OK) > 0, "files are all refused or all taken");
        Quiet();
    }

    /// <summary>A few megabytes that unpack to a gigabyte: refused, with nothing of it kept in memory or in a table.</summary>
    [Theory]
    [InlineData("one line without end, by gzip")]
    [InlineData("a sheet without end, in a workbook")]
    [InlineData("a workbook by gzip")]
    public async Task A_file_that_unpacks_to_very_much_is_refused(string what)
    {
        var analyst = suite.Indicators("anna", "analyst");
        var mapping = JsonParser.Default.Parse<ImportMapping>(Repository.Read("seeds/mappings/long.json"));
        var dataset = await analyst.CreateDatasetAsync(new() { RequestId = Suite.Id(), Dataset = new() { Id = $"bomb-{Suite.Id()[..8]}", Title = "For a bomb" } });
        if (what != "one line without end, by gzip") mapping.Sheet = "data";
        await using var tables = await Tables.Of(suite.Backends[0].Database, "imports");
        var bytes = what switch
        {
            "one line without end, by gzip" => Bombs.Line(),
            "a sheet without end, in a workbook" => Bombs.Workbook(),
            _ => Bombs.Gzip(Bombs.Workbook()),
        };
        Assert.True(bytes.Length < 16 * 1024 * 1024, $"{bytes.Length} bytes are no small file");
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var (before, peak) = (await tables.Digest(), process.PeakWorkingSet64);
        Assert.Contains(await Import(analyst, dataset.Name, mapping, bytes, "bomb"), (StatusCode[])[StatusCode.ResourceExhausted, StatusCode.InvalidArgument]);
        process.Refresh();
        Assert.True(process.PeakWorkingSet64 - peak < 256L * 1024 * 1024, $"{process.PeakWorkingSet64 - peak:N0} bytes more were used");
        Assert.Equal(before, await tables.Digest());
    }

    static async Task<StatusCode> Import(IndicatorsService.IndicatorsServiceClient analyst, string dataset, ImportMapping mapping, byte[] bytes, string fileName)
    {
        using var call = analyst.ImportObservations(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60), cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new()
            {
                Header = new()
                {
                    RequestId = Suite.Id(),
                    Dataset = dataset,
                    FileName = fileName,
                    Size = bytes.Length,
                    ContentSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                    Mapping = mapping,
                },
            });
            foreach (var part in bytes.Chunk(64 * 1024)) await call.RequestStream.WriteAsync(new() { Data = ByteString.CopyFrom(part) });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // It has heard enough; its answer tells why.
        }
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }

    /// <summary>FsCheck runs a property on its own thread; one that fails names its seed and the smallest attack found.</summary>
    static Task Run<T>(int count, ulong seed, Arbitrary<T> arbitrary, Func<T, Task> property) => Task.Run(() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(new(new Rnd(seed), FSharpOption<int>.None))), Prop.ForAll(arbitrary, property)));

    void Quiet()
    {
        Assert.True(suite.Logs.Lines > 0, "no log was heard");
        Assert.True(suite.Logs.Leaks.IsEmpty, $"bodies were logged: {string.Join('\n', suite.Logs.Leaks.Take(3))}");
    }

    static string Cut(string text) => text.Length <= 2000 ? text : text[..2000] + "…";
}

/// <summary>Small files that unpack to more than a gigabyte.</summary>
static class Bombs
{
    const int Megabytes = 1100;
    static readonly byte[] Megabyte = [.. Enumerable.Repeat((byte)'a', 1024 * 1024)];

    public static byte[] Line()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) Fill(gzip);
        return bytes.ToArray();
    }

    public static byte[] Workbook()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        using (var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open()) Fill(sheet);
        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] file)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(file);
        return bytes.ToArray();
    }

    static void Fill(Stream stream)
    {
        for (var i = 0; i < Megabytes; i++) stream.Write(Megabyte);
    }
}

/// <summary>A good file and the damage done to it.</summary>
sealed record CorruptFile(int Kind, int Seed)
{
    public static readonly Arbitrary<CorruptFile> Generator = (from kind in Gen.Choose(0, 13) from seed in Gen.Choose(0, 1_000_000) select new CorruptFile(kind, seed)).ToArbitrary();

    static readonly string[] Names = ["figures.csv", "../../etc/cron.d/figures.csv", "C:\\figures.csv", "/dev/null", "figures.csv\u0000.xlsx", "", $"{LogCapture.Marker}.csv", new('n', 5000)];

    public string Name => Names[Seed % Names.Length];

    public byte[] Make()
    {
        var random = new Random(Seed);
        var text = new StringBuilder("indicator,la_code,place,period,value,numerator,denominator\n");
        for (var i = 0; i < 5; i++) text.Append($"SS/2,{(i % 2 == 0 ? "919" : "820")},,{1990 + (Seed + i) % 14}-{(1991 + (Seed + i) % 14) % 100:00},{random.Next(-99, 99)}.{random.Next(9)},,\n");
        var good = Encoding.UTF8.GetBytes(text.ToString());
        var at = random.Next(good.Length);
        return Kind switch
        {
            0 => good,
            1 => Flipped(good, random, 1),
            2 => Flipped(good, random, 20),
            3 => good[..at],
            4 => With(good, at, "\""u8),
            5 => With(good, at, Encoding.UTF8.GetBytes(new string('9', 200_000))),
            6 => With(good, at, "\0"u8),
            7 => With(good, at, [0xFF, 0xFE, 0xC0]),
            8 => With(good, at, Encoding.UTF8.GetBytes($"\n{LogCapture.Marker},=1+1,@x,{new string(',', 500)}\n")),
            9 => Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text.ToString())).ToArray(),
            10 => With(good, 0, [0x1F, 0x8B, 8, 0]),
            11 => With(good, 0, "PK\u0003\u0004"u8),
            12 => Encoding.UTF8.GetBytes(text.ToString().Replace(",", random.Next(2) == 0 ? ";" : ",,").Replace("value", random.Next(2) == 0 ? "place" : "worth")),
            _ => Encoding.UTF8.GetBytes(text.ToString().Replace(".", Words.Odd[Seed % Words.Odd.Count])),
        };
    }

    static byte[] With(byte[] bytes, int at, ReadOnlySpan<byte> more) => [.. bytes.AsSpan(0, at), .. more, .. bytes.AsSpan(at)];

    static byte[] Flipped(byte[] bytes, Random random, int count)
    {
        for (var i = 0; i < count; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }
}

/// <summary>What is held after a collection may not grow from a first half to a second.</summary>
static class Heap
{
    public static async Task Bounded(long most, Func<ulong, Task> half)
    {
        await half(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await half(1);
        // Buffers that are pooled for the next large message are given back when nobody has wanted them for a minute.
        var growth = long.MaxValue;
        await Eventually.Holds("memory to be given back", () => Task.FromResult((growth = GC.GetTotalMemory(forceFullCollection: true) - before) < most), TimeSpan.FromMinutes(3));
        TestContext.Current.TestOutputHelper?.WriteLine($"{growth:N0} bytes more are held after the second half than after the first");
    }
}
