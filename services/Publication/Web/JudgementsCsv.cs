using System.Globalization;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

/// <summary>
/// Judgements as CSV, RFC 4180 in UTF-8, a grade a line, by LA code and year. Written as it is read, one authority in memory at a time.
/// </summary>
static class JudgementsCsv
{
    /// <summary>In this order; docs/register.md says what they mean.</summary>
    public static readonly string[] Columns =
    [
        "la_code", "ons_code", "gss_code", "name", "region", "year", "round", "area", "scale", "grade", "word", "change", "published_at", "revision",
        "letter", "sha256", "synthetic", "region_name", "area_title",
    ];

    const string Main = "letter.pdf";

    /// <param name="round">Only of this round; null: of all.</param>
    /// <param name="absolute">Makes an address of a path.</param>
    public static async Task Write(Stream stream, PublicationDb db, string? round, Func<string, string> absolute, CancellationToken ct)
    {
        // Texts that a spreadsheet would run begin with an apostrophe; numbers are numbers, a minus before them or not.
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader(Columns);
        var titles = await db.AreaTitles(ct);
        var standing = db.PublicRevisions().Where(p => p.State == PublicationState.Published);
        // The year before may be of another round.
        if (round is not null) standing = standing.Where(p => db.Publications.Any(of => of.LaCode == p.LaCode && of.RoundId == round && of.State == PublicationState.Published));
        var years = new List<Publication>();
        await foreach (var publication in standing.OrderBy(p => p.LaCode).ThenBy(p => p.RoundId).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (years.Count > 0 && years[0].LaCode != publication.LaCode) await Authority(csv, years, round, titles, absolute, ct);
            years.Add(publication);
        }
        await Authority(csv, years, round, titles, absolute, ct);
    }

    static async Task Authority(CsvWriter csv, List<Publication> years, string? round, AreaTitles titles, Func<string, string> absolute, CancellationToken ct)
    {
        foreach (var publication in years.Where(p => round is null || p.RoundId == round).OrderBy(Year).ThenBy(p => p.RoundId, StringComparer.Ordinal))
        {
            var before = years.Where(p => Year(p) == Year(publication) - 1).SelectMany(p => p.Letter.Grades).ToLookup(grade => (grade.Area, grade.Grade.Scale));
            foreach (var grade in publication.Letter.Grades)
            {
                Line(csv, publication, grade, before[(grade.Area, grade.Grade.Scale)].FirstOrDefault()?.Grade, absolute);
                csv.WriteField(publication.Letter.Authority.RegionName);
                csv.WriteField(titles.Of(publication.Letter.Framework, grade.Area));
                await csv.EndRecordAsync(ct);
            }
        }
        years.Clear();
    }

    static void Line(CsvWriter csv, Publication publication, AreaGrade grade, Grade? before, Func<string, string> absolute)
    {
        var letter = publication.Letter;
        csv.WriteField(publication.LaCode);
        csv.WriteField(Code(letter.Authority, "snac"));
        csv.WriteField(Code(letter.Authority, "gss"));
        csv.WriteField(letter.Authority.Name);
        csv.WriteField(letter.Authority.Region);
        csv.WriteField(Year(publication));
        csv.WriteField(publication.RoundId);
        csv.WriteField(grade.Area);
        csv.WriteField(grade.Grade.Scale);
        csv.WriteField(grade.Grade.Value);
        csv.WriteField(grade.Grade.Word);
        if (before is null) csv.WriteField("");
        else csv.WriteField(grade.Grade.Value - before.Value);
        csv.WriteField(Mapping.Instant(publication.PublishedAt));
        csv.WriteField(publication.LetterRevision);
        csv.WriteField(absolute(Addresses.Letter(publication.LaCode, publication.RoundId)));
        csv.WriteField(letter.Documents.FirstOrDefault(document => document.FileName == Main)?.Sha256 ?? "");
        csv.WriteField(letter.Synthetic ? "true" : "false");
    }

    static int Year(Publication publication) => int.Parse(publication.Letter.LetterDate.AsSpan(0, 4), CultureInfo.InvariantCulture);

    /// <summary>The code of a scheme that holds, or the last that did; empty where none is known.</summary>
    static string Code(AuthorityRef authority, string scheme)
    {
        var codes = authority.Codes.Where(code => code.Scheme == scheme).ToList();
        return (codes.LastOrDefault(code => code.ValidTo.Length == 0) ?? codes.LastOrDefault())?.Value ?? "";
    }
}
