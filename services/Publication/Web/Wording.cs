using System.Globalization;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;

namespace Apa.Publications.Web;

/// <summary>What the pages and the feed call things.</summary>
public static class Wording
{
    public const string Publisher = "Apa.Micro, register of annual performance assessments";
    public const string Licence = "Open Government Licence v3.0";
    public const string LicenceAddress = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";
    public const string Synthetic = "Some of what is shown here is synthetic: made up or reconstructed to show how the register works. It is no record of what was published at the time.";

    static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static readonly IReadOnlyList<RegisterState> States =
        [RegisterState.Published, RegisterState.NotYetPublished, RegisterState.NotAssessed, RegisterState.Withdrawn];

    public static string State(RegisterState state) => state switch
    {
        RegisterState.Published => "published",
        RegisterState.NotAssessed => "not assessed",
        RegisterState.Withdrawn => "withdrawn",
        _ => "not yet published",
    };

    /// <summary>A state as addresses name it.</summary>
    public static string Id(RegisterState state) => State(state).Replace(' ', '-');

    /// <summary>An area by its title; as the words of its id where the framework came without titles.</summary>
    public static string Area(string id, IEnumerable<AreaTitle> titles) => titles.FirstOrDefault(title => title.Id == id)?.Title is { Length: > 0 } title ? title : Words(id);

    /// <summary>An authority's region by its name; empty where it is not known.</summary>
    public static string Region(AuthorityRef authority) => authority.RegionName.Length > 0 ? authority.RegionName : Words(authority.Region);

    /// <summary>An id as words: of designations nothing else comes here.</summary>
    public static string Words(string id) => id.Length == 0 ? "" : char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' ');

    public static string Scheme(string scheme) => scheme switch
    {
        "dfes" => "DfES",
        "snac" => "ONS (SNAC)",
        "gss" => "GSS",
        _ => scheme,
    };

    public static string Grade(Grade grade) => $"{grade.Word} ({grade.Value})";

    public static string Day(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : date;

    /// <summary>An instant as clocks in London showed it.</summary>
    public static string Moment(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, London).ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " London time";

    /// <summary>E.g. 345 KB.</summary>
    public static string Size(long bytes) => bytes < 1000 ? $"{bytes} bytes" : $"{Math.Ceiling(bytes / 1000m)} KB";

    /// <summary>What a reader must know before the content; empty where there is nothing.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="reason">Why it was withdrawn; may be empty.</param>
    public static string Notice(PublicLetter letter, string reason) => letter switch
    {
        { Current: null } => reason.Length > 0 ? $"Withdrawn: {reason}" : "Withdrawn.",
        { Current: { } current } when letter.Before(current) is { } before =>
            $"Corrected on {Moment(current.PublishedAt!.Value)}: revision {current.LetterRevision} took the place of revision {before.LetterRevision}.",
        _ => "",
    };
}
