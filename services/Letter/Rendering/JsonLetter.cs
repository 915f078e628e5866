using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters.Rendering;

/// <summary>The letter for programs: what it says, with its text resolved, and the trace of every figure.</summary>
public static class JsonLetter
{
    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = true,
        NewLine = "\n",
    };

    public static string Render(LetterView letter) => JsonSerializer.Serialize(new
    {
        letter.Name,
        letter.Revision,
        letter.Issued,
        letter.Synthetic,
        letter.Title,
        LetterDate = letter.LetterDate.ToString("yyyy-MM-dd"),
        letter.Round,
        Framework = new { letter.Framework.Id, letter.Framework.Version },
        letter.ContentRevision,
        Authority = new
        {
            letter.Authority.LaCode,
            letter.Authority.Name,
            letter.Authority.FormalName,
            Codes = letter.Authority.Codes.Select(code => new { code.Scheme, code.Value, ValidFrom = Said(code.ValidFrom), ValidTo = Said(code.ValidTo) }),
        },
        Bodies = letter.Bodies.Select(body => new { body.Id, body.Name, body.ShortName }),
        Grades = letter.Grades.Select(grade => new { grade.Area, grade.Grade.Scale, grade.Grade.Value, grade.Grade.Word }),
        Designations = letter.Designations.Select(designation => new { designation.Kind, designation.Scope, Status = Word(designation.Status), designation.Cause }),
        Blocks = letter.Text.Blocks.Select(block => Block(letter, block)),
        Figures = letter.Text.Sources.Select((source, i) => new { Number = i + 1, source.Reference, source.Text, source.Trace, Doubt = Said(source.Doubt), source.Synthetic }),
        SignedBy = letter.SignedBy,
        letter.TextSha256,
    }, Options) + "\n";

    static object Block(LetterView letter, TextBlock block) => new
    {
        block.Id,
        Kind = block.Kind.ToString(),
        Level = block.Level > 0 ? block.Level : (int?)null,
        Text = block.Runs.Count > 0 ? Inline.Plain(block.Runs) : null,
        Figures = Numbers(letter, block) is { Length: > 0 } numbers ? numbers : null,
        Caption = Said(block.Caption),
        Columns = block.Columns.Count > 0 ? block.Columns : null,
        Rows = block.Rows.Count > 0
            ? block.Rows.Select(row => row.Select(cell => new { Heading = Said(Inline.Plain(cell.Heading)), Lines = cell.Lines.Select(Inline.Plain) }))
            : null,
        Footnote = Said(Inline.Plain(block.Footnote)),
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
}
