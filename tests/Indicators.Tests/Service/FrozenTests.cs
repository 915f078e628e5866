using Apa.Protos.Indicators.V1;
using static Apa.Indicators.Tests.Service.Catalogue;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class FrozenTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task A_later_catalogue_changes_the_next_version_and_leaves_a_released_one_as_it_was()
    {
        var dataset = await app.Released("frozen", Seen("SS-10", "101", "9"), Seen("SS-10", "england", "10"));
        var before = await Profile(1);
        await app.Administrator.PutIndicatorsAsync(new()
        {
            RequestId = Id(),
            Indicators = { Measure("SS/10", Polarity.Higher, "SS", "2.10"), Measure("SS/99", Polarity.Higher, "SS", "2.9") },
        });
        Assert.Equal(before, await Profile(1));

        await app.Analyst.OpenDatasetVersionAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag });
        await app.Release("frozen", new Proto.ChangelogEntry { Kind = "polarity", Description = "Higher is better" }, new Proto.ChangelogEntry { Kind = "catalogue", Description = "SS/99 came in" });
        var after = await Profile(2);
        Assert.Equal(before.Rows.Count + 1, after.Rows.Count);
        Assert.Equal((Light.Better, Light.Worse), (Against(before), Against(after)));

        static Light Against(Profile profile) => profile.Rows.Single(row => row.Indicator.Code == "SS/10").England.Light;
    }

    async Task<Profile> Profile(int version) => await app.Analyst.GetProfileAsync(new() { DatasetVersion = $"datasets/frozen/versions/{version}", LaCode = "101" });
}
