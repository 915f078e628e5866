using Apa.Cli;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;

namespace Apa.Seeds.Tests;

/// <summary>The catalogue, the rules and the synthetic set that are shipped: whole and consistent with one another.</summary>
public sealed class ReferenceSeedTests
{
    static readonly string Root = FindRoot();
    static readonly Seed Seed = new(Path.Combine(Root, "seeds", "hertfordshire-2006"));
    static readonly IReadOnlyList<Indicator> Indicators = Seed.Indicators().Indicators;

    [Fact]
    public void Each_of_the_92_indicators_has_codes_in_schemes_each_with_its_provenance()
    {
        Assert.Equal(92, Indicators.Count);
        Assert.All(Indicators, i => Assert.NotEmpty(i.Codes));
        Assert.All(Indicators.SelectMany(i => i.Codes), c =>
        {
            Assert.Matches("^[a-z0-9-]+$", c.Scheme);
            Assert.NotEmpty(c.Provenance.Source);
            Assert.NotEmpty(c.Provenance.Note);
            if (c.ValidFrom.Length > 0 && c.ValidTo.Length > 0) Assert.True(string.CompareOrdinal(c.ValidFrom, c.ValidTo) < 0);
            // No day of a scheme was read for the measure itself.
            if (c.ValidFrom.Length > 0) Assert.NotEqual(Verification.Verified, c.Provenance.Verification);
        });
        Assert.Superset(new HashSet<string> { "paf", "bvpi", "apa-2007", "ni", "lait" }, Indicators.SelectMany(i => i.Codes).Select(c => c.Scheme).ToHashSet());
        Assert.All(Indicators.Where(i => i.Code.StartsWith("CF/", StringComparison.Ordinal)), i => Assert.Contains(i.Codes, c => c.Scheme == "paf" && c.Value == i.Code));
    }

    [Fact]
    public void A_form_of_periods_has_its_day_where_it_needs_one_and_an_unknown_form_is_said_to_be()
    {
        Assert.All(Indicators, i => Assert.Equal(i.PeriodForm is PeriodForm.Point or PeriodForm.YearTo, i.PeriodDay.Length > 0));
        Assert.All(Indicators.Where(i => i.PeriodForm is PeriodForm.Unspecified), i => Assert.Contains("a file must say", i.Provenance.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_best_range_is_for_the_polarity_range_only_and_money_staff_and_schools_count_no_children()
    {
        Assert.All(Indicators.Where(i => i.Polarity is not Polarity.Range), i => Assert.Equal("", i.RangeLow + i.RangeHigh));
        Assert.All((string[])["CF/B8", "SW-TURN", "SCH-CONCERN", "BUDGET-VAR"], code => Assert.False(Indicators.Single(i => i.Code == code).CountsChildren));
        Assert.All((string[])["CF/A1", "CF/C23", "NEET", "KIGS-LACRATE"], code => Assert.True(Indicators.Single(i => i.Code == code).CountsChildren));
    }

    [Fact]
    public void Validation_rules_name_indicators_that_are_there_and_nothing_official()
    {
        var rules = Seed.ValidationRules().Rules;
        Assert.Equal(rules.Select(r => r.Id).Order(StringComparer.Ordinal), rules.Select(r => r.Id));
        var known = Indicators.Select(i => DatasetNames.Indicator(i.Code)).ToHashSet();
        Assert.All(rules, r => Assert.Subset(known, r.Indicators.ToHashSet()));
        Assert.All(rules, r => Assert.Equal(Verification.Unverified, r.Provenance.Verification));
        var tests = new HashSet<ValidationRule.TestOneofCase> { ValidationRule.TestOneofCase.Range, ValidationRule.TestOneofCase.Jump, ValidationRule.TestOneofCase.Ratio };
        Assert.Equal(tests, rules.Select(r => r.TestCase).ToHashSet());
    }

    [Fact]
    public void The_synthetic_set_has_every_indicator_for_Hertfordshire_its_ten_neighbours_and_England()
    {
        var (dataset, file, mapping) = Seed.Synthetic();
        Assert.Contains("invented", dataset.Title, StringComparison.Ordinal);
        Assert.Equal((5, 10), (dataset.Suppression.NumeratorAtMost, dataset.Suppression.DenominatorAtMost));
        var rows = CsvFile.Read(file.FullName);
        Assert.Empty(rows.Problems);
        var neighbours = Seed.ComparatorSets().Single(s => s.Set.Id == "nfer-2021-adapted").Set.Lists.Single(l => l.LaCode == "919").Comparators.Select(c => c.LaCode).ToList();
        string[] places = ["919", .. neighbours, "england"];
        Assert.Equal(Indicators.SelectMany(i => places.Select(p => (i.Code, p))).Order(), rows.Rows.Select(r => (r["indicator"], r["la_code"])).Order());
        string[] years = ["2002", "2003", "2004", "2005", "2006"];
        Assert.Equal([mapping.IndicatorColumn, .. mapping.GeographyColumns, .. mapping.IgnoredColumns, .. years], rows.Columns);
        // A bare year needs a form, from the catalogue or from the mapping.
        Assert.All(Indicators, i => Assert.True(i.PeriodForm is not PeriodForm.Unspecified || mapping.Indicators.Any(m => m.Source == i.Code && m.PeriodForm is not PeriodForm.Unspecified)));
        foreach (var indicator in rows.Rows.GroupBy(r => r["indicator"]))
            foreach (var year in years)
            {
                var values = indicator.Where(r => neighbours.Contains(r["la_code"])).Select(r => Number(r[year])).OfType<decimal>().ToList();
                if (Number(indicator.Single(r => r["la_code"] == "england")[year]) is { } england && values.Count > 7) Assert.InRange(england, values.Min() - Slack(values), values.Max() + Slack(values));
            }
    }

    // A neighbour whose value was left out may have been the outermost one.
    static decimal Slack(List<decimal> values) => values.Max() - values.Min() + 1;

    static decimal? Number(string text) => decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    [Fact]
    public void Every_mapping_that_is_shipped_can_be_read()
    {
        var folder = Path.Combine(Root, "seeds", "mappings");
        Assert.Equal(["dfe-long.json", "dfe-measures.json", "long.json", "wide.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotEmpty(CatalogueMapping.Read(Path.Combine(folder, "dfe-measures.json")).Title);
        Assert.All((string[])["dfe-long.json", "long.json", "wide.json"], file => Assert.NotEmpty(Seed.Message<ImportMapping>(Path.Combine(folder, file)).Title));
    }

    [Fact]
    public void The_real_list_of_measures_is_mapped_whole_with_its_two_repeated_codes_told()
    {
        var path = Path.Combine(Root, "..", "shared", "data", "lait-sample-measures.csv");
        if (!File.Exists(path)) Assert.Skip("the sample is kept outside the project");
        var read = CatalogueFile.Read(path, CatalogueMapping.Read(Path.Combine(Root, "seeds", "mappings", "dfe-measures.json")), Known());
        Assert.Empty(read.Problems);
        Assert.Equal(["LAC_Fixed_ Ex", "CINPermAbsent_3Term", "Under18concep"], read.Notes.OrderBy(n => n.Value != "LAC_Fixed_ Ex").ThenBy(n => n.Value, StringComparer.Ordinal).Select(n => n.Value));
    }

    static List<Indicator> Known()
    {
        foreach (var indicator in Indicators) indicator.Name = DatasetNames.Indicator(indicator.Code);
        return [.. Indicators];
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Apa.Micro.sln above the test");
    }
}
