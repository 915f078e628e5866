using System.Globalization;
using System.Text.RegularExpressions;

namespace Apa.Shared;

/// <summary>Collects everything that is wrong with a request, so that one answer names it all.</summary>
public sealed partial class Check
{
    readonly List<Violation> violations = [];

    /// <summary>The grammar of decimals on the wire: optional minus, up to 15 digits, optional point and up to 6 digits.</summary>
    [GeneratedRegex(@"^-?[0-9]{1,15}(\.[0-9]{1,6})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalGrammar();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IdGrammar();

    [GeneratedRegex(@"^[0-9]{3}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LaCodeGrammar();

    public IReadOnlyList<Violation> Violations => violations;
    public bool Failed => violations.Count > 0;

    /// <summary>Notes a violation; <paramref name="field"/> is its path, e.g. <c>observations[3].value</c>.</summary>
    public Check Fail(string field, string why)
    {
        violations.Add(new(field, why));
        return this;
    }

    /// <summary>Notes a violation unless the condition holds.</summary>
    public Check That(bool holds, string field, string why) => holds ? this : Fail(field, why);

    /// <summary>Text that must be there, of bounded length, without control characters.</summary>
    public Check Required(string value, string field, int maxLength = 500) =>
        string.IsNullOrWhiteSpace(value) ? Fail(field, "is required") : Text(value, field, maxLength);

    /// <summary>Text that may be empty, of bounded length; line breaks and tabs are the only control characters.</summary>
    public Check Text(string value, string field, int maxLength = 500)
    {
        That(value.Length <= maxLength, field, $"is {value.Length} characters long, at most {maxLength} are taken");
        return That(!value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')), field, "holds control characters");
    }

    /// <summary>A lower-case id: letters, digits and inner dashes, at most 63.</summary>
    public Check Id(string value, string field) =>
        That(IdGrammar().IsMatch(value), field, $"'{Shown(value)}' is no id: lower-case letters, digits and inner dashes, 1 to 63");

    /// <summary>A three-digit DfES LA code.</summary>
    public Check LaCode(string value, string field) => That(LaCodeGrammar().IsMatch(value), field, $"'{Shown(value)}' is no LA code: three digits");

    /// <summary>A resource name of the form <paramref name="pattern"/>, e.g. <c>datasets/{id}/versions/{n}</c>: a segment in braces is any.</summary>
    public Check ResourceName(string value, string field, string pattern) => That(Names.Parse(value, pattern) is not null, field, $"'{Shown(value)}' is not of the form {pattern}");

    /// <summary>A decimal on the wire; empty is allowed.</summary>
    public Check Decimal(string value, string field) =>
        That(value.Length == 0 || IsDecimal(value), field, $"'{Shown(value)}' is no decimal such as 5.5");

    /// <summary>A date yyyy-MM-dd; empty is allowed.</summary>
    public Check Date(string value, string field) =>
        That(value.Length == 0 || DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), field, $"'{Shown(value)}' is no date yyyy-MM-dd");

    /// <summary>One of a few words.</summary>
    public Check OneOf(string value, string field, params string[] words) => That(words.Contains(value), field, $"'{Shown(value)}' is none of {string.Join(", ", words)}");

    /// <summary>An enum value that is said and known.</summary>
    public Check Said<T>(T value, string field) where T : struct, Enum =>
        That(Enum.IsDefined(value) && Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0, field, "must be said, with a known value");

    /// <summary>Whether a text is a decimal on the wire.</summary>
    public static bool IsDecimal(string value) => DecimalGrammar().IsMatch(value);

    /// <summary>Answers INVALID_ARGUMENT with all violations, where there are any.</summary>
    public void ThrowIfAny()
    {
        if (violations.Count > 0) throw Errors.Invalid(violations);
    }

    /// <summary>Answers ABORTED where the etag given is not the row's.</summary>
    public static void Etag(string given, string current, string name, Changed? changed = null)
    {
        if (given.Length == 0) throw Errors.Invalid([new("etag", "is required: the one that was read")]);
        if (given != current) throw Errors.EtagMismatch(name, given, current, changed);
    }

    /// <summary>An input as an error may repeat it: short and without control characters.</summary>
    static string Shown(string value)
    {
        var clean = new string([.. value.Where(c => !char.IsControl(c))]);
        return clean.Length <= 60 ? clean : clean[..60] + "…";
    }
}
