using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters.Rendering;

/// <summary>
/// The letter for programs: what it says, with its text resolved, and the trace of every figure. Its form is <c>letter.schema.json</c>,
/// which every one names.
/// </summary>
public static class JsonLetter
{
    /// <summary>Id of the schema; a change that a reader could notice gets the next number.</summary>
    public const string SchemaId = "urn:apa:schema:letter:1";

    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The schema, JSON Schema of draft 2020-12.</summary>
    public static string Schema()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("letter.schema.json")!);
        return reader.ReadToEnd();
    }

    public static string Render(LetterView letter)
    {
        // Not an anonymous object, whose members could not have a name with a dollar.
        var json = new OrderedDictionary<string, object>
        {
            ["$schema"] = SchemaId,
            ["name"] = letter.Name,
            ["revision"] = letter.Revision,
            ["issued"] = letter.Issued,
            ["synthetic"] = letter.Synthetic,
            ["title"] = letter.Title,
            ["letterDate"] = letter.LetterDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["round"] = letter.Round,
            ["framework"] = new { letter.Framework.Id, letter.Framework.Version },
            ["contentRevision"] = letter.ContentRevision,
            ["authority"] = new
            {
                letter.Authority.LaCode,
                letter.Authority.Name,
                letter.Authority.FormalName,
                Codes = letter.Authority.Codes.Select(code => new { code.Scheme, code.Value, ValidFrom = Said(code.ValidFrom), ValidTo = Said(code.ValidTo) }),
            },
            ["bodies"] = letter.Bodies.Select(body => new { body.Id, body.Name, body.ShortName }),
            ["grades"] = letter.Grades.Select(grade => new { grade.Area, grade.Grade.Scale, grade.Grade.Value, grade.Grade.Word }),
            ["designations"] = letter.Designations.Select(designation => new { designation.Kind, designation.Scope, Status = Word(designation.Status), designation.Cause }),
            ["blocks"] = letter.Text.Blocks.Select(block => Block(letter, block)),
            ["figures"] = letter.Text.Sources.Select(Figure),
            ["signedBy"] = letter.SignedBy,
            ["textSha256"] = letter.TextSha256,
        };
        return JsonSerializer.Serialize(json, Options) + "\n";
    }

    static object Block(LetterView letter, TextBlock block) => new
    {
        block.Id,
        Kind = block.Kind.ToString(),
        Level = block.Level > 0 ? block.Level : (int?)null,
        Text = Said(Inline.Plain(block.Runs)),
        Runs = Marked(letter, block.Runs),
        Caption = Said(block.Caption),
        Columns = block.Columns.Count > 0 ? block.Columns : null,
        RowHeaders = block.Table?.RowHeaders,
        Rows = block.Rows.Count > 0 ? block.Rows.Select(row => row.Select(cell => Cell(letter, cell))) : null,
        FootnoteMark = Said(block.FootnoteMark),
        Footnote = Said(Inline.Plain(block.Footnote)),
        Figures = Numbers(letter, block) is { Length: > 0 } numbers ? numbers : null,
    };

    static object Cell(LetterView letter, TextCell cell) => new
    {
        Heading = Said(Inline.Plain(cell.Heading)),
        Lines = cell.Lines.Select(line => new { Text = Inline.Plain(line), Runs = Marked(letter, line) }),
    };

    /// <summary>The stretches of a text; null where it is plain, so that its text says all.</summary>
    static IEnumerable<object>? Marked(LetterView letter, IReadOnlyList<Run> runs) => runs.All(run => run is { Emphasis: false, Strong: false, Figure: null })
        ? null
        : runs.Select(run => new
        {
            run.Text,
            Emphasis = run.Emphasis ? true : (bool?)null,
            Strong = run.Strong ? true : (bool?)null,
            Figure = run.Figure is { } reference ? letter.Text.NumberOf(reference) : (int?)null,
        });

    static object Figure(TracedFigure source, int index) => new
    {
        Number = index + 1,
        source.Reference,
        source.Text,
        Origin = source.Statement.Length > 0 ? "statement" : "observation",
        Statement = Said(source.Statement),
        DatasetVersion = Said(source.DatasetVersion),
        Indicator = Said(source.Indicator),
        ComparatorSet = Said(source.ComparatorSet),
        Period = source.Period is { } period ? new { period.Label, Kind = Word(period.Kind), Start = Said(period.Start), End = Said(period.End) } : null,
        source.Trace,
        Doubt = Said(source.Doubt),
        source.Synthetic,
    };

    /// <summary>Numbers of the figures that a block cites.</summary>
    static int[] Numbers(LetterView letter, TextBlock block) =>
        [.. block.Runs.Concat(block.Rows.SelectMany(row => row).SelectMany(cell => cell.Lines).SelectMany(line => line))
            .Where(run => run.Figure is not null).Select(run => letter.Text.NumberOf(run.Figure!)).Distinct()];

    static string? Said(string text) => text.Length > 0 ? text : null;

    static string Word(DesignationStatus status) => status switch
    {
        DesignationStatus.Raised => "raised",
        DesignationStatus.Removed => "removed",
        DesignationStatus.NotDeterminable => "not determinable",
        _ => "not said",
    };

    static string Word(PeriodKind kind) => kind switch
    {
        PeriodKind.FinancialYear => "financial year",
        PeriodKind.SchoolYear => "school year",
        PeriodKind.CalendarYear => "calendar year",
        PeriodKind.Point => "day",
        PeriodKind.Range => "range",
        _ => "not stated",
    };
}
