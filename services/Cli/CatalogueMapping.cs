using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apa.Cli;

/// <summary>How a CSV file of indicators is read: which column is what, and what its words mean.</summary>
sealed record CatalogueMapping
{
    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>For people.</summary>
    public string Title { get; init; } = "";
    /// <summary>What parts the columns.</summary>
    public char Delimiter { get; init; } = ',';
    /// <summary>The column with the file's own code, the scheme it belongs to, and what goes before it in the catalogue's code.</summary>
    public required CodeColumn Code { get; init; }
    /// <summary>Column of the title.</summary>
    public required string TitleColumn { get; init; }
    /// <summary>Column of the definition; empty: none.</summary>
    public string DefinitionColumn { get; init; } = "";
    /// <summary>Column of the unit; empty: none.</summary>
    public string UnitColumn { get; init; } = "";
    /// <summary>BH, SS, EA, PC, EW or MG by the file's words.</summary>
    public required WordColumn Outcome { get; init; }
    /// <summary>higher | lower | range LOW..HIGH | none, by the file's words.</summary>
    public required WordColumn Polarity { get; init; }
    /// <summary>Digits after the point by the file's words; a number stands for itself.</summary>
    public WordColumn? Decimals { get; init; }
    /// <summary>calendar-year, financial-year, school-year, calendar-years, financial-years, school-years, point MM-dd, year-to MM-dd, unknown.</summary>
    public WordColumn? PeriodForm { get; init; }
    /// <summary>Which rows count children.</summary>
    public CountedWords? CountsChildren { get; init; }
    /// <summary>The return or survey that all rows come from.</summary>
    public string SourceReturn { get; init; } = "";
    /// <summary>Where the file was found: source, verification (verified, inferred, unverified), note.</summary>
    public required Origin Provenance { get; init; }

    /// <summary>Columns that the file must have.</summary>
    public IEnumerable<string> Columns =>
        new[] { Code.Column, TitleColumn, DefinitionColumn, UnitColumn, Outcome.Column, Polarity.Column, Decimals?.Column, PeriodForm?.Column }
            .Concat(CountsChildren?.Columns ?? []).OfType<string>().Where(c => c.Length > 0);

    public static CatalogueMapping Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CatalogueMapping>(File.ReadAllText(path), Strict) ?? throw new CommandFailed($"{path}: is no mapping");
        }
        catch (JsonException e)
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }
}

/// <summary>A column of codes.</summary>
sealed record CodeColumn(string Column, string Scheme, string Prefix = "");

/// <summary>A column and what each of its words means.</summary>
sealed record WordColumn(string Column, IReadOnlyDictionary<string, string> Words);

/// <summary>Whole words of which one makes a row one that counts children, unless one of the others is there.</summary>
sealed record CountedWords(IReadOnlyList<string> Columns, IReadOnlyList<string> Words, IReadOnlyList<string>? Unless = null);

/// <summary>Where something was found, and how sure that is.</summary>
sealed record Origin(string Source, string Verification, string Note = "");
