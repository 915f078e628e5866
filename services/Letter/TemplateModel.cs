using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters;

/// <summary>
/// What the Liquid texts of a framework may ask for. All text is escaped, so that a name with an asterisk in it stays a name.
/// <code>
/// authority     name, formal_name, la_code
/// addressee     honorific, name, surname (last word of the name), job_title, organisation, postcode
/// round         id, title, year, letter_date ("1 November 2006"), notice (nil where the round has none)
/// meeting       date ("5 July 2005"), with; nil where the evidence has no dated meeting
/// grades        by area id: grades.social-care.value, .word, .scale
/// designations  by kind: true where raised, else nil
/// bodies        a list of id, name, short_name, strapline
/// signatories   a list of body, name, job_title, organisation
/// </code>
/// An empty text is nil, so that it counts as absent in a condition.
/// </summary>
static class TemplateModel
{
    /// <summary>Key under which any name may be asked for: designations are not known before a judgement names them.</summary>
    public const string AnyName = "*";

    public static Dictionary<string, object?> Of(Proto.Framework framework, Round round, Judgement judgement) => new()
    {
        ["authority"] = Texts(("name", judgement.Authority.Name), ("formal_name", judgement.Authority.FormalName), ("la_code", judgement.Authority.LaCode)),
        ["addressee"] = AddresseeOf(judgement.Addressee ?? new()),
        ["round"] = Texts(("id", round.Id), ("title", round.Title), ("year", round.LetterDate.Year.ToString(CultureInfo.InvariantCulture)),
            ("letter_date", LongDate(round.LetterDate)), ("notice", round.Notice)),
        ["meeting"] = judgement.Meeting is { } meeting ? Texts(("date", LongDate(DateOnly.ParseExact(meeting.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture))), ("with", meeting.With)) : null,
        ["grades"] = judgement.Grades.ToDictionary(grade => grade.Area, grade => (object?)GradeOf(grade.Grade)),
        ["designations"] = judgement.Designations.Where(d => d.Status == DesignationStatus.Raised).Select(d => d.Kind).Distinct()
            .ToDictionary(kind => kind, _ => (object?)true),
        ["bodies"] = framework.Bodies.Select(body => Texts(("id", body.Id), ("name", body.Name), ("short_name", body.ShortName), ("strapline", body.Strapline))).ToArray(),
        ["signatories"] = framework.Signatories.Select(s => Texts(("body", s.Body), ("name", s.Name), ("job_title", s.JobTitle), ("organisation", s.Organisation))).ToArray(),
    };

    /// <summary>A model that has everything that a judgement under this framework could have.</summary>
    public static Dictionary<string, object?> Sample(Proto.Framework framework)
    {
        var judgement = new Judgement
        {
            Authority = new() { LaCode = "000", Name = "Sample", FormalName = "Sample Council" },
            Addressee = new() { Honorific = "Ms", Name = "Ann Sample", JobTitle = "Director", Organisation = "Sample Council", Postcode = "AA1 1AA" },
            Meeting = new() { Date = "2000-01-01", With = "the director and colleagues" },
            Grades = { framework.Areas.DistinctBy(area => area.Area).Select(area => new AreaGrade { Area = area.Area, Grade = new() { Scale = "sample", Value = 1, Word = "sample" } }) },
        };
        var model = Of(framework, new("sample", "Sample round", new(2000, 1, 1), "Sample notice"), judgement);
        model["designations"] = new Dictionary<string, object?> { [AnyName] = true };
        return model;
    }

    public static string LongDate(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    static Dictionary<string, object?> AddresseeOf(Addressee addressee) => Texts(
        ("honorific", addressee.Honorific),
        ("name", addressee.Name),
        ("surname", addressee.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? ""),
        ("job_title", addressee.JobTitle),
        ("organisation", addressee.Organisation),
        ("postcode", addressee.Postcode));

    static Dictionary<string, object?> GradeOf(Grade grade) => new() { ["value"] = grade.Value, ["word"] = Inline.Escape(grade.Word), ["scale"] = grade.Scale };

    static Dictionary<string, object?> Texts(params (string Key, string Value)[] texts) =>
        texts.ToDictionary(text => text.Key, text => text.Value.Length > 0 ? (object?)Inline.Escape(text.Value) : null);
}
