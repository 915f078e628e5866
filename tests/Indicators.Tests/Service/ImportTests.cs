using System.Text;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static Apa.Indicators.Tests.Service.Files;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class ImportTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    const string Good = Header + """
        fin,Place 101,101,2015-16,20.700000000000003
        fin,Place 101,101,2017,7.0000000000000007E-2
        fin,Place 102,,2014/15,-3
        fin,England,england,2016-17 (OT),5.50
        fin,"Place
        103",103,2015-16,-
        cal,Place 104,S104,2015 (Rev),1
        pooled,Place 101,101,2014-16,2
        threefold,Place 101,101,2014/15-16/17,3
        point,Place 101,101,2016 (prov),x
        cal,Place 110,110,2007,-
        """;

    static readonly string[] GoodRows =
    [
        "101 BH-1 2014/15-16/17 Range 2014-04-01 2017-03-31 3 Unspecified Final line 10",
        "101 MG-1 2016 (prov) Point 2016-03-31 2016-03-31  Suppressed Provisional line 11",
        "101 SS-10 2014-16 Range 2014-01-01 2016-12-31 2 Unspecified Final line 9",
        "101 SS-2 2015-16 FinancialYear 2015-04-01 2016-03-31 20.7 Unspecified Final line 2",
        "101 SS-2 2017 FinancialYear 2016-04-01 2017-03-31 0.07 Unspecified Final line 3",
        "102 SS-2 2014/15 FinancialYear 2014-04-01 2015-03-31 -3 Unspecified Final line 4",
        "103 SS-2 2015-16 FinancialYear 2015-04-01 2016-03-31  NotAvailable Final line 6",
        "104 SS-3 2015 (Rev) CalendarYear 2015-01-01 2015-12-31 1 Unspecified Revised line 8",
        "110 SS-3 2007 CalendarYear 2007-01-01 2007-12-31  NotApplicable Final line 12",
        "england SS-2 2016-17 (OT) FinancialYear 2016-04-01 2017-03-31 5.50 Unspecified Final line 5",
    ];

    [Fact]
    public async Task A_long_file_is_read_by_its_mapping()
    {
        await Dataset("long");
        var import = await Import("long", Bytes(Good));
        Assert.Equal((ImportState.Imported, 10, 10, 3, 0), (import.State, import.RowsRead, import.RowsKept, import.RowsMissing, import.RowsRefused));
        Assert.Equal((10, 0, 0), (import.Added, import.Replaced, import.Unchanged));
        Assert.Equal("datasets/long/versions/1", import.DatasetVersion);
        Assert.Equal(GoodRows, await Rows("long"));
        Assert.Equal(10, (await app.Analyst.GetDatasetAsync(new() { Name = "datasets/long" })).Versions[0].Observations);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("bom")]
    [InlineData("utf-16")]
    [InlineData("crlf")]
    [InlineData("tab")]
    [InlineData("two lines before the header")]
    public async Task The_same_rows_in_another_file_say_the_same(string kind)
    {
        var mapping = Long();
        var file = kind switch
        {
            "gzip" => Gzip(Bytes(Good)),
            "bom" => [0xEF, 0xBB, 0xBF, .. Bytes(Good)],
            "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Good)],
            "crlf" => Bytes(Good.Replace("\n", "\r\n")),
            "tab" => Bytes(Good.Replace(',', '\t')),
            _ => Bytes("Title of the table\n\n" + Good),
        };
        if (kind == "tab") mapping.Delimiter = "tab";
        if (kind.StartsWith("two")) mapping.HeaderLine = 3;
        var dataset = "as-" + kind.Split(' ')[0];
        await Dataset(dataset);
        await Import(dataset, file, mapping);
        Assert.Equal(GoodRows.Select(WithoutLine), (await Rows(dataset)).Select(WithoutLine));

        static string WithoutLine(string row) => row[..row.IndexOf(" line")];
    }

    [Fact]
    public async Task A_wide_file_has_a_column_for_each_year()
    {
        await Dataset("wide");
        var import = await Import("wide", Bytes("Place,2004-05,2005/06,Note\nPlace 101,1.5,2,a\nPlace 102,,3,b\n"), Wide());
        Assert.Equal((4, 4, 1), (import.RowsRead, import.RowsKept, import.RowsMissing));
        Assert.Equal(["1.5", "2", "", "3"], (await Rows("wide")).Select(row => row.Split(' ')[6]));
    }

    [Fact]
    public async Task A_code_that_was_passed_on_means_whoever_had_it_on_the_day()
    {
        await Dataset("codes");
        await Import("codes", Bytes(Header + "cal,,S110,2006,1\ncal,,S111,2007,2\n"));
        Assert.Equal(["110 SS-3 2006", "111 SS-3 2007"], (await Rows("codes")).Select(row => string.Join(' ', row.Split(' ')[..3])));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_and_nothing_is_kept()
    {
        await Dataset("bad");
        var file = Bytes(Header + """
            fin,Place 101,101,2015-16,1
            unknown,Place 101,101,2015-16,1
            fin,Nowhere,,2015-16,1
            fin,Place 101,101,2014-16,1
            cal,Place 101,101,2015-16,1
            fin,Place 101,101,2016-17,abc
            fin,Place 101,101,2017-18,
            fin,Place 101,101,2018-19
            fin,Place 101,"101"x,2019-20,1
            fin,Place 101,101,2015-16,2
            cal,Place 110,110,2007,5
            fin,Place 101,101,2020-21,1e20
            """);
        var report = await app.Refused(Describe("bad", file, Long()), file);
        (long, string, string, string)[] expected =
        [
            (3, "Measure", "unknown", "is no indicator"),
            (4, "Code", "Nowhere", "is no code or name of one place on 2016-03-31"),
            (5, "Period", "2014-16", "is not a financial year"),
            (6, "Period", "2015-16", "is not a calendar year"),
            (7, "Value", "abc", "is no number"),
            (8, "Value", "", "is empty"),
            (9, "", "", "has 4 columns, the header has 5"),
            (10, "", "", "text after a closing quote"),
            (11, "", "SS-2, 101, 2015-16", "says what line 2 says"),
            (13, "Value", "1e20", "is no number"),
        ];
        Assert.Equal(expected.Select(one => (one.Item1, one.Item2, one.Item3)), report.Problems.Select(problem => (problem.Line, problem.Column, problem.Value)));
        Assert.All(report.Problems.Zip(expected), pair => Assert.Contains(pair.Second.Item4, pair.First.Why));
        Assert.Equal((12, 10, 10), (report.RowsRead, report.ProblemsTotal, report.RowsRefused));
        Assert.Equal((12L, "110", "has a value for 2007, when this place was not there"), (report.Warnings.Single().Line, report.Warnings.Single().Value, report.Warnings.Single().Why));
        Assert.Equal(("unknown", 1L), (report.UnmatchedIndicators.Single().Text, report.UnmatchedIndicators.Single().Rows));
        Assert.Equal("Nowhere", report.UnmatchedGeographies.Single().Text);
        Assert.Empty(await Rows("bad"));
        Assert.Equal(0, (await app.Analyst.GetDatasetAsync(new() { Name = "datasets/bad" })).Versions[0].Observations);
    }

    [Fact]
    public async Task More_faults_than_are_told_are_counted()
    {
        await Dataset("many");
        var file = Bytes(Header + string.Concat(Enumerable.Range(0, 1500).Select(i => $"fin,Place 101,101,2015-16,v{i}\n")));
        var report = await app.Refused(Describe("many", file, Long()), file);
        Assert.Equal((1000, 1500), (report.Problems.Count, report.ProblemsTotal));
    }

    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "a ZIP", [0x50, 0x4B, 3, 4, 0, 0], "ZIP archive" },
        { "an old workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "old Excel" },
        { "a PDF", Bytes("%PDF-1.7\n"), "a PDF document" },
        { "NUL bytes", [65, 0, 66, 10], "NUL bytes" },
        { "nothing", [], "is empty" },
        { "a header only", Bytes(Header), "has no rows" },
        { "other columns", Bytes("A;B\n1;2\n"), "is not there" },
        { "windows-1252", [.. Bytes(Header + "fin,Place 101,1"), 0xE9, .. Bytes(",2015-16,1\n")], "encoding" },
        { "half a gzip file", Gzip(Bytes(Good))[..^20], "damaged gzip" },
        { "gzip in gzip", Gzip(Gzip(Bytes(Good))), "gzip twice" },
        { "an open quote", Bytes(Header + "fin,\"Place 101,101,2015-16,1\n"), "never closed" },
        { "a column twice", Bytes("Measure,Place,Code,Period,Value,Value\nfin,Place 101,101,2015-16,1,1\n"), "is there twice" },
        { "a column too many", Bytes("Measure,Place,Code,Period,Value,More\nfin,Place 101,101,2015-16,1,1\n"), "is not named by the mapping" },
        { "control characters", Bytes(Header + "fin,Place 101,1\u000101,2015-16,1\n"), "control characters" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_file_that_cannot_be_read_says_why(string what, byte[] file, string why)
    {
        var dataset = "un-" + what.ToLowerInvariant().Replace(' ', '-');
        await Dataset(dataset);
        var report = await app.Refused(Describe(dataset, file, Long()), file);
        Assert.Contains(report.Problems, problem => problem.Why.Contains(why));
        Assert.Empty(await Rows(dataset));
    }

    [Fact]
    public async Task A_file_in_windows_1252_is_read_where_the_mapping_says_so()
    {
        await Dataset("latin");
        var mapping = Long();
        mapping.Encoding = "windows-1252";
        await Import("latin", [.. Bytes(Header + "fin,Pl"), 0xE9, .. Bytes(",101,2015-16,1\n")], mapping);
        Assert.Single(await Rows("latin"));
    }

    [Fact]
    public async Task A_header_at_fault_is_refused_at_once_with_all_of_it()
    {
        var header = Describe("none", [], new() { Delimiter = "::", Encoding = "ebcdic", Wide = true, ValueColumn = "x" });
        header.ContentSha256 = "abc";
        var refusal = await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(header, []));
        var fields = refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field);
        Assert.Superset(
            new HashSet<string> { "header.content_sha256", "header.mapping.title", "header.mapping.delimiter", "header.mapping.encoding", "header.mapping.indicator_column", "header.mapping.geography_columns", "header.mapping.value_column" },
            fields.ToHashSet());
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_is_answered_as_before()
    {
        await Dataset("again");
        var first = await Import("again", Bytes(Good));
        var second = await Import("again", Bytes(Good));
        Assert.True(second.Repeated);
        second.Repeated = false;
        Assert.Equal(first, second);

        var header = Describe("again", Bytes(Good + "\ncal,Place 105,105,2015,1\n"), Long());
        var third = await app.Analyst.Send(header, Bytes(Good + "\ncal,Place 105,105,2015,1\n"));
        Assert.Equal((1, 0, 10), (third.Added, third.Replaced, third.Unchanged));
        Assert.Equal(third, await app.Analyst.Send(header, Bytes(Good + "\ncal,Place 105,105,2015,1\n")));
        Assert.Equal([third.Name, first.Name], (await app.Analyst.ListImportsAsync(new() { Dataset = "datasets/again" })).Imports.Select(one => one.Name));
    }

    [Fact]
    public async Task A_later_version_stores_what_differs_and_the_earlier_one_goes_on_saying_what_it_said()
    {
        await Dataset("later");
        await Import("later", Bytes(Header + "fin,,101,2015-16,1\nfin,,102,2015-16,2\n"));
        await app.Release("later");
        var released = await app.Analyst.GetDatasetAsync(new() { Name = "datasets/later" });
        await app.Analyst.OpenDatasetVersionAsync(new() { RequestId = Id(), Name = released.Name, Etag = released.Etag });
        var import = await Import("later", Bytes(Header + "fin,,101,2015-16,1\nfin,,102,2015-16,22\nfin,,103,2015-16,3\n"));
        Assert.Equal((1, 1, 1), (import.Added, import.Replaced, import.Unchanged));
        Assert.Equal(["1", "2"], (await Rows("later", 1)).Select(row => row.Split(' ')[6]));
        Assert.Equal(["1", "22", "3"], (await Rows("later", 2)).Select(row => row.Split(' ')[6]));
        var again = await Import("later", Bytes(Header + "fin,,102,2015-16,222\n"));
        Assert.Equal((0, 1, 0), (again.Added, again.Replaced, again.Unchanged));
        Assert.Equal(["1", "2"], (await Rows("later", 1)).Select(row => row.Split(' ')[6]));
        Assert.Equal(["1", "222", "3"], (await Rows("later", 2)).Select(row => row.Split(' ')[6]));
    }

    [Fact]
    public async Task A_look_keeps_nothing()
    {
        await Dataset("look");
        var header = Describe("look", Bytes(Good), Long());
        header.ValidateOnly = true;
        var looked = await app.Analyst.Send(header, Bytes(Good));
        Assert.Equal((ImportState.Validated, "", 10), (looked.State, looked.Name, looked.RowsKept));
        var bad = Describe("look", Bytes(Header + "fin,,101,2015-16,z\n"), Long());
        bad.ValidateOnly = true;
        var told = await app.Analyst.Send(bad, Bytes(Header + "fin,,101,2015-16,z\n"));
        Assert.Equal((ImportState.Refused, "z"), (told.State, told.Problems.Single().Value));
        Assert.Empty(await Rows("look"));
        Assert.Empty((await app.Analyst.ListImportsAsync(new() { Dataset = "datasets/look" })).Imports);
    }

    [Fact]
    public async Task A_broken_transfer_is_refused_and_leaves_no_table()
    {
        await Dataset("broken");
        var before = await Tables();
        var header = Describe("broken", Bytes(Good), Long());
        var refusal = await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(header, Bytes(Good + "\ncal,Place 105,105,2015,1\n")));
        Assert.Contains("content_sha256", refusal.Status.Detail);
        Assert.Empty(await Rows("broken"));
        Assert.Equal(before, await Tables());
    }

    /// <summary>The session ends in the last moment before the commit, with all rows written, as when the service or the server dies there.</summary>
    [Fact]
    public async Task An_import_that_is_cut_off_before_its_commit_keeps_nothing_and_the_same_request_imports_it()
    {
        await Dataset("cut");
        var before = await Tables();
        await app.WithDb(db => db.Database.ExecuteSqlRawAsync("""
            CREATE SEQUENCE cuts;
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF nextval('cuts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON imports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();
            """));
        var header = Describe("cut", Bytes(Good), Long());

        var cut = await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(header, Bytes(Good)));

        Assert.Equal(StatusCode.Unavailable, cut.StatusCode);
        Assert.Empty(await Rows("cut"));
        Assert.Equal(before, await Tables());
        Assert.Equal(10, (await app.Analyst.Send(header, Bytes(Good))).Added);
        Assert.Equal(GoodRows, await Rows("cut"));
        await app.WithDb(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER cut ON imports; DROP FUNCTION cut(); DROP SEQUENCE cuts;"));
    }

    [Fact]
    public async Task More_than_is_taken_is_refused_and_leaves_nothing()
    {
        await Dataset("large");
        var before = await Tables();
        var header = Describe("large", Bytes(Good), Long());
        header.Size = 513L * 1024 * 1024;
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(header, Bytes(Good)))).StatusCode);
        var piece = new byte[1024 * 1024 + 1];
        piece.AsSpan().Fill((byte)'a');
        var refusal = await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(Describe("large", piece, Long()), piece, piece.Length));
        Assert.Equal((StatusCode.ResourceExhausted, "FILE_TOO_LARGE"), (refusal.StatusCode, refusal.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason));
        Assert.Equal(before, await Tables());
    }

    [Fact]
    public async Task A_row_without_end_is_refused_before_it_fills_the_memory()
    {
        await Dataset("endless");
        var file = Bytes(Header + "fin,\"" + new string('a', 3 * 1024 * 1024));
        var report = await app.Refused(Describe("endless", file, Long()), file);
        Assert.Contains(report.Problems, problem => problem.Why.Contains("1024 KiB") || problem.Why.Contains("never closed"));
    }

    [Fact]
    public async Task Rules_warn_and_refuse_nothing()
    {
        await app.Administrator.PutValidationRulesAsync(new()
        {
            RequestId = Id(),
            Rules =
            {
                Rule("percentage", rule => { rule.Unit = "%"; rule.Range = new() { Low = "0", High = "100" }; }),
                Rule("jump", rule => { rule.Indicators.Add("indicators/SS-2"); rule.Jump = new() { Share = "0.5" }; }),
                Rule("ratio", rule => rule.Ratio = new() { Factor = "100", Tolerance = "0.05" }),
            },
        });
        await Dataset("rules");
        await app.Analyst.PutObservationsAsync(new() { RequestId = Id(), Dataset = "datasets/rules", Observations = { Catalogue.Seen("SS-2", "101", "10", 2014) } });
        var mapping = Long();
        (mapping.NumeratorColumn, mapping.DenominatorColumn) = ("N", "D");
        var import = await Import("rules", Bytes("Measure,Place,Code,Period,Value,N,D\nfin,,101,2015-16,16,4,25\nfin,,102,2015-16,101,,\nfin,,103,2015-16,50,1,3\nfin,,101,2016-17,17,17,100\n"), mapping);
        Assert.Equal(
            [(2L, "jump", "was 10 the year before"), (3L, "percentage", "is above 100"), (4L, "ratio", "1 of 3 gives 33.333")],
            import.Warnings.Select(warning => (warning.Line, warning.Rule, warning.Why)));
        Assert.Equal(4, import.RowsKept);

        static ValidationRule Rule(string id, Action<ValidationRule> say)
        {
            var rule = new ValidationRule { Id = id, Provenance = new() { Source = "A test", Verification = Verification.Unverified } };
            say(rule);
            return rule;
        }
    }

    [Fact]
    public async Task Nothing_is_imported_into_a_released_version_nor_by_others()
    {
        await app.Released("closed", Catalogue.Seen("SS-2", "101", "1"));
        var header = Describe("closed", Bytes(Good), Long());
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(header, Bytes(Good)))).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => app.As("ines", "inspector").Send(header, Bytes(Good)))).StatusCode);
    }

    Task Dataset(string id) => app.Analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = id, Title = id } }).ResponseAsync;

    Task<Import> Import(string dataset, byte[] file, ImportMapping? mapping = null) => app.Analyst.Send(Describe(dataset, file, mapping ?? Long()), file, piece: 37);

    Task<List<string>> Rows(string dataset, int version = 1) => app.WithDb(async db =>
        (await db.ObservationsOf(new() { DatasetId = dataset, Version = version }).ToListAsync())
        .Select(row => FormattableString.Invariant($"{row.GeographyCode} {row.IndicatorId} {row.PeriodLabel} {row.PeriodKind} {row.PeriodStart:yyyy-MM-dd} {row.PeriodEnd:yyyy-MM-dd} {row.Value} {row.Missing} {row.Status} line {row.Line}"))
        .Order(StringComparer.Ordinal).ToList());

    Task<int> Tables() => app.WithDb(db => db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_class WHERE relname LIKE 'observations%' AND relkind IN ('r', 'p')").SingleAsync());
}
