using System.Text.RegularExpressions;
using Apa.Indicators.Importing;
using Apa.Shared;

namespace Apa.Indicators;

/// <summary>What is asked of geographies, comparator sets and indicators by themselves.</summary>
static partial class ReferenceCheck
{
    /// <summary>Most that one request may bring.</summary>
    public const int Most = 1000;

    static readonly string[] Closeness = ["", "extremely close", "very close", "close", "somewhat close", "not close"];

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9/.-]{0,62}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IndicatorCode();

    [GeneratedRegex(@"^[A-Za-z0-9]{1,20}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OutcomeId();

    [GeneratedRegex(@"^[1-9][0-9]?(\.[1-9][0-9]?)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyJudgement();

    /// <summary>A key judgement as text that sorts as its numbers do: 2.10 after 2.9.</summary>
    public static string Rank(string keyJudgement) => string.Join('.', keyJudgement.Split('.').Select(part => part.PadLeft(3, '0')));

    /// <summary>How many there are, and that no key is there twice.</summary>
    public static void Batch<T>(this Check check, IReadOnlyList<T> given, string field, string keyField, Func<T, string> key)
    {
        check.That(given.Count is > 0 and <= Most, field, $"holds {given.Count}, 1 to {Most} are taken");
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
            if (!first.TryAdd(key(given[i]), i))
                check.Fail($"{field}[{i}].{keyField}", $"is the same as that of {field}[{first[key(given[i])]}]");
    }

    public static void Geography(this Check check, Proto.Geography given, string field)
    {
        if (given.Kind is Proto.GeographyKind.Authority) check.LaCode(given.Code, $"{field}.code");
        else check.Id(given.Code, $"{field}.code");
        check.Said(given.Kind, $"{field}.kind").Required(given.DisplayName, $"{field}.display_name")
            .That(given.Kind is not Proto.GeographyKind.Country || given.Code == Place.England, $"{field}.code", $"the only country is '{Place.England}'")
            .Text(given.FormalName, $"{field}.formal_name").Text(given.AuthorityType, $"{field}.authority_type").Text(given.GovernmentOffice, $"{field}.government_office")
            .OneOf(given.LondonPart, $"{field}.london_part", "", "inner-london", "outer-london")
            .Days(given.ValidFrom, given.ValidTo, field)
            .Provenance(given.Provenance, $"{field}.provenance");
        foreach (var (code, i) in given.Codes.Select((code, i) => (code, i)))
            check.Id(code.Scheme, $"{field}.codes[{i}].scheme").Required(code.Value, $"{field}.codes[{i}].value", 60)
                .Days(code.ValidFrom, code.ValidTo, $"{field}.codes[{i}]").Provenance(code.Provenance, $"{field}.codes[{i}].provenance");
        foreach (var (code, i) in given.Predecessors.Select((code, i) => (code, i))) check.LaCode(code, $"{field}.predecessors[{i}]");
        foreach (var (code, i) in given.Successors.Select((code, i) => (code, i))) check.LaCode(code, $"{field}.successors[{i}]");
        foreach (var (to, i) in given.Addressees.Select((to, i) => (to, i)))
        {
            var at = $"{field}.addressees[{i}]";
            check.Text(to.Honorific, $"{at}.honorific", 40).Required(to.Name, $"{at}.name").Text(to.JobTitle, $"{at}.job_title")
                .Text(to.Organisation, $"{at}.organisation").Text(to.Postcode, $"{at}.postcode", 10)
                .Days(to.ValidFrom, to.ValidTo, at).Provenance(to.Provenance, $"{at}.provenance");
            for (var line = 0; line < to.AddressLines.Count; line++) check.Required(to.AddressLines[line], $"{at}.address_lines[{line}]", 100);
        }
    }

    public static void ComparatorSet(this Check check, Proto.ComparatorSet given)
    {
        check.Id(given.Id, "set.id").Said(given.Kind, "set.kind").Required(given.Title, "set.title").Provenance(given.Provenance, "set.provenance", required: true);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (list, i) in given.Lists.Select((list, i) => (list, i)))
        {
            check.LaCode(list.LaCode, $"set.lists[{i}].la_code").That(seen.Add(list.LaCode), $"set.lists[{i}].la_code", $"{list.LaCode} has a list already");
            var others = new HashSet<string>(StringComparer.Ordinal) { list.LaCode };
            for (var n = 0; n < list.Comparators.Count; n++)
            {
                var (comparator, at) = (list.Comparators[n], $"set.lists[{i}].comparators[{n}]");
                check.That(comparator.Rank == n + 1, $"{at}.rank", $"is {comparator.Rank}; comparators stand in their order, from 1")
                    .LaCode(comparator.LaCode, $"{at}.la_code")
                    .That(others.Add(comparator.LaCode), $"{at}.la_code", $"{comparator.LaCode} is the authority itself or listed twice")
                    .OneOf(comparator.Closeness, $"{at}.closeness", Closeness);
            }
        }
    }

    public static void Indicator(this Check check, Proto.Indicator given, string field)
    {
        check.That(IndicatorCode().IsMatch(given.Code), $"{field}.code", "is no code: letters, digits, slashes, dots and dashes, such as CF/A1")
            .Required(given.Title, $"{field}.title").Text(given.Definition, $"{field}.definition", 4000).Text(given.Unit, $"{field}.unit", 100)
            .That(given.Decimals is >= 0 and <= 6, $"{field}.decimals", $"is {given.Decimals}, 0 to 6 are taken")
            .That(Enum.IsDefined(given.Polarity), $"{field}.polarity", "is not a known polarity")
            .That(OutcomeId().IsMatch(given.Outcome), $"{field}.outcome", "is no id of an outcome: letters, digits and dashes")
            .That(given.KeyJudgement.Length == 0 || KeyJudgement().IsMatch(given.KeyJudgement), $"{field}.key_judgement", "is not of the form 2.7")
            .Text(given.SourceReturn, $"{field}.source_return").Text(given.Period, $"{field}.period")
            .Interval(given.RangeLow, given.RangeHigh, $"{field}.range_low", $"{field}.range_high")
            .That(given.Polarity is Proto.Polarity.Range || given.RangeLow.Length + given.RangeHigh.Length == 0, $"{field}.range_low", "a best range is for the polarity RANGE only")
            .Provenance(given.Provenance, $"{field}.provenance");
        check.That(Enum.IsDefined(given.PeriodForm), $"{field}.period_form", "is not known")
            .PeriodDay(given.PeriodForm, given.PeriodDay, $"{field}.period_day");
        foreach (var (code, i) in given.Codes.Select((code, i) => (code, i)))
            check.Id(code.Scheme, $"{field}.codes[{i}].scheme").Required(code.Value, $"{field}.codes[{i}].value", 60)
                .Days(code.ValidFrom, code.ValidTo, $"{field}.codes[{i}]").Provenance(code.Provenance, $"{field}.codes[{i}].provenance");
        for (var i = 0; i < given.AlternativeCodes.Count; i++) check.Required(given.AlternativeCodes[i], $"{field}.alternative_codes[{i}]", 60);
        for (var i = 0; i < given.Bands.Count; i++)
        {
            var (band, at) = (given.Bands[i], $"{field}.bands[{i}]");
            check.That(band.Band_ is >= 1 and <= 5, $"{at}.band", $"is {band.Band_}, 1 to 5 are taken")
                .Interval(band.Low, band.High, $"{at}.low", $"{at}.high").Provenance(band.Provenance, $"{at}.provenance", required: true);
            var overlap = Enumerable.Range(0, i).FirstOrDefault(other => given.Bands[other].ToBand().Overlaps(band.ToBand()), -1);
            check.That(overlap < 0, $"{at}", $"claims values that bands[{overlap}] claims");
        }
    }

    public static void ValidationRule(this Check check, Proto.ValidationRule given, string field)
    {
        check.Id(given.Id, $"{field}.id").Text(given.Unit, $"{field}.unit", 100).Provenance(given.Provenance, $"{field}.provenance", required: true);
        for (var i = 0; i < given.Indicators.Count; i++) check.ResourceName(given.Indicators[i], $"{field}.indicators[{i}]", Resource.IndicatorPattern);
        switch (given.TestCase)
        {
            case Proto.ValidationRule.TestOneofCase.Range:
                check.Interval(given.Range.Low, given.Range.High, $"{field}.range.low", $"{field}.range.high");
                break;
            case Proto.ValidationRule.TestOneofCase.Jump:
                check.Decimal(given.Jump.Share, $"{field}.jump.share").Decimal(given.Jump.Points, $"{field}.jump.points")
                    .That(given.Jump.Share.Length + given.Jump.Points.Length > 0, $"{field}.jump", "needs a share or points");
                break;
            case Proto.ValidationRule.TestOneofCase.Ratio:
                check.Decimal(given.Ratio.Factor, $"{field}.ratio.factor").Required(given.Ratio.Factor, $"{field}.ratio.factor")
                    .Decimal(given.Ratio.Tolerance, $"{field}.ratio.tolerance").Required(given.Ratio.Tolerance, $"{field}.ratio.tolerance");
                break;
            default:
                check.Fail($"{field}", "has no test: range, jump or ratio");
                break;
        }
    }

    static Check Interval(this Check check, string low, string high, string lowField, string highField) => check
        .Decimal(low, lowField).Decimal(high, highField)
        .That(Decimals.Read(low) is not { } from || Decimals.Read(high) is not { } to || from <= to, lowField, $"{low} is above {high}");

    static Check Days(this Check check, string from, string to, string field) => check
        .Date(from, $"{field}.valid_from").Date(to, $"{field}.valid_to")
        .That(from.Length == 0 || to.Length == 0 || string.CompareOrdinal(from, to) <= 0, $"{field}.valid_from", $"{from} is after {to}");
}
