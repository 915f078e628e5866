using System.Data.Common;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Apa.Tests;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Client = Apa.Protos.Indicators.V1.IndicatorsService.IndicatorsServiceClient;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Apa.Indicators.Tests.Service;

/// <summary>The real service with a few places, a catalogue of five and no dataset.</summary>
public sealed class IndicatorsApp(PostgresFixture postgres) : IAsyncLifetime
{
    ServiceHost<IndicatorsDb> host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ServiceHost<IndicatorsDb>.StartAsync(postgres, "indicators",
            configure: services => services.ConfigureDbContext<IndicatorsDb>(options => options.AddInterceptors(Queries)));
        await Administrator.PutGeographiesAsync(new() { RequestId = Id(), Geographies = { Places.All() } });
        await Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { Catalogue.All() } });
        await Administrator.PutComparatorSetAsync(new() { RequestId = Id(), Set = Places.Neighbours() });
    }

    public QueryCounter Queries { get; } = new();

    public Client As(string person, params string[] roles) => new(host.As(person, roles));
    public Client Administrator => As("alex", Role.Administrator);
    public Client Analyst => As("anna", Role.Analyst);
    public Client Public => new(host.Anonymous);

    public Task<T> WithDb<T>(Func<IndicatorsDb, Task<T>> act) => host.WithDb(act);

    /// <summary>What was emitted about one subject, oldest first.</summary>
    public async Task<List<OutboxRow>> Emitted(string subject) => [.. (await host.Emitted()).Where(row => row.Subject == subject)];

    /// <summary>A dataset with these observations, released.</summary>
    public async Task<Proto.Dataset> Released(string id, params Proto.Observation[] observations)
    {
        await Analyst.CreateDatasetAsync(new()
        {
            RequestId = Id(),
            Dataset = new() { Id = id, Title = id, StatisticalNeighboursSet = "comparatorSets/neighbours" },
        });
        foreach (var batch in observations.Chunk(1000))
            await Analyst.PutObservationsAsync(new() { RequestId = Id(), Dataset = $"datasets/{id}", Observations = { batch } });
        return await Release(id);
    }

    public async Task<Proto.Dataset> Release(string id, params Proto.ChangelogEntry[] changelog)
    {
        var dataset = await Analyst.GetDatasetAsync(new() { Name = $"datasets/{id}" });
        return await Analyst.ReleaseDatasetAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag, Changelog = { changelog } });
    }

    public static string Id() => Guid.NewGuid().ToString();

    public ValueTask DisposeAsync() => host.DisposeAsync();
}

/// <summary>Counts queries of the service's own tables.</summary>
public sealed class QueryCounter : DbCommandInterceptor
{
    int count;

    public int Count => count;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        // The inbox looks for waiting events in the background.
        if (!command.CommandText.Contains("inbox", StringComparison.Ordinal)) Interlocked.Increment(ref count);
        return ValueTask.FromResult(result);
    }
}

/// <summary>England and ten authorities; 110 ends in 2006 and becomes 111.</summary>
static class Places
{
    public static readonly string[] Valid = [.. Enumerable.Range(101, 10).Select(code => $"{code}")];

    public static IEnumerable<Proto.Geography> All()
    {
        yield return new() { Code = "england", Kind = Proto.GeographyKind.Country, DisplayName = "England" };
        yield return new() { Code = "east", Kind = Proto.GeographyKind.Region, DisplayName = "East" };
        foreach (var code in Valid.Append("111")) yield return Authority(code);
    }

    public static Proto.Geography Authority(string code)
    {
        var place = new Proto.Geography
        {
            Code = code,
            Kind = Proto.GeographyKind.Authority,
            DisplayName = $"Place {code}",
            FormalName = $"Place {code} County Council",
            Region = "east",
            ValidFrom = code == "111" ? "2007-01-01" : "",
            ValidTo = code == "110" ? "2006-12-31" : "",
            Codes = { new Code { Scheme = "snac", Value = $"S{code}" } },
        };
        if (code == "101") place.Addressees.Add([
            new Addressee { Name = "A Person", ValidTo = "2006-06-30" },
            new Addressee { Name = "B Person", ValidFrom = "2006-07-01" },
        ]);
        return place;
    }

    /// <summary>101 has four neighbours; nobody else has any.</summary>
    public static Proto.ComparatorSet Neighbours()
    {
        var list = new Proto.ComparatorList { LaCode = "101" };
        foreach (var (code, i) in new[] { "104", "103", "102", "105" }.Select((code, i) => (code, i)))
            list.Comparators.Add(new Proto.Comparator { Rank = i + 1, LaCode = code, Closeness = "close" });
        return new()
        {
            Id = "neighbours",
            Kind = Proto.ComparatorKind.StatisticalNeighbours,
            Title = "Neighbours",
            Provenance = Known(),
            Lists = { list },
        };
    }

    public static Provenance Known() => new() { Source = "A test", Verification = Verification.Verified };
}

static class Catalogue
{
    public static IEnumerable<Proto.Indicator> All() =>
    [
        Measure("MG/1", Proto.Polarity.Unspecified, "MG", "6.3"),
        Measure("SS/10", Proto.Polarity.Lower, "SS", "2.10"),
        Measure("SS/2", Proto.Polarity.Higher, "SS", "2.2"),
        Measure("SS/3", Proto.Polarity.Range, "SS", "2.2"),
        Measure("BH/1", Proto.Polarity.Higher, "BH", "1.1"),
    ];

    public static Proto.Indicator Measure(string code, Proto.Polarity polarity, string outcome, string keyJudgement)
    {
        var measure = new Proto.Indicator { Code = code, Title = $"Measure {code}", Unit = "%", Decimals = 1, Polarity = polarity, Outcome = outcome, KeyJudgement = keyJudgement };
        if (polarity is Proto.Polarity.Range) (measure.RangeLow, measure.RangeHigh) = ("10", "15");
        if (code == "SS/2") measure.Bands.Add([
            new Proto.Band { Band_ = 1, Low = "0", High = "50", Provenance = new() { Source = "Recollection", Verification = Verification.Unverified } },
            new Proto.Band { Band_ = 5, Low = "50", High = "100", Provenance = new() { Source = "Recollection", Verification = Verification.Unverified } },
        ]);
        return measure;
    }

    /// <summary>An observation in a financial year; an empty value is one that is not available.</summary>
    public static Proto.Observation Seen(string indicator, string geography, string value, int year = 2005, bool median = false) => new()
    {
        Indicator = $"indicators/{indicator}",
        Geography = $"geographies/{geography}",
        Period = new() { Label = $"{year}-{(year + 1) % 100:00}", Kind = PeriodKind.FinancialYear, Start = $"{year}-04-01", End = $"{year + 1}-03-31" },
        Value = value,
        Missing = value.Length == 0 ? Proto.MissingReason.NotAvailable : Proto.MissingReason.Unspecified,
        Median = median,
    };
}
