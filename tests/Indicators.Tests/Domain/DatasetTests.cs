using Apa.Shared;

namespace Apa.Indicators.Tests.Domain;

public sealed class DatasetTests
{
    static readonly DateTimeOffset Now = new(2006, 11, 1, 9, 0, 0, TimeSpan.Zero);
    static readonly ChangelogEntry[] Corrected = [new("value", "A figure was put right")];

    static Dataset New() => Dataset.Create(new() { Id = "apa-2006", Title = "APA 2006" });

    [Fact]
    public void A_new_dataset_has_its_first_version_open()
    {
        var dataset = New();
        Assert.Equal("datasets/apa-2006/versions/1", dataset.Open.Name);
        Assert.Single(dataset.Versions);
    }

    [Fact]
    public void A_released_version_takes_nothing_more()
    {
        var dataset = New();
        dataset.Release([], [], false, Now);
        Assert.Equal("DATASET_VERSION_RELEASED", Assert.Throws<Refusal>(() => dataset.Changed(1, false)).Reason);
        Assert.Equal("DATASET_VERSION_RELEASED", Assert.Throws<Refusal>(() => dataset.Release([], [], false, Now)).Reason);
    }

    [Fact]
    public void Only_one_version_is_open_at_a_time()
    {
        var dataset = New();
        Assert.Equal("DATASET_VERSION_OPEN", Assert.Throws<Refusal>(() => dataset.OpenNext()).Reason);
        dataset.Release([], [], false, Now);
        dataset.OpenNext();
        Assert.Equal(2, dataset.Open.Version);
        Assert.Equal("DATASET_VERSION_OPEN", Assert.Throws<Refusal>(() => dataset.OpenNext()).Reason);
    }

    [Fact]
    public void Every_version_after_the_first_says_what_changed()
    {
        var dataset = New();
        Assert.Equal("changelog", Assert.Throws<Refusal>(() => dataset.Release(Corrected, ["value"], false, Now)).Violations.Single().Field);
        dataset.Release([], [], false, Now);
        dataset.OpenNext();
        Assert.Equal("changelog", Assert.Throws<Refusal>(() => dataset.Release([], [], false, Now)).Violations.Single().Field);
        Assert.Equal(Corrected, dataset.Release(Corrected, ["value"], false, Now).Changelog);
    }

    [Fact]
    public void A_changelog_names_every_kind_that_differs_and_may_name_more()
    {
        var dataset = New();
        dataset.Release([], [], false, Now);
        dataset.OpenNext();
        var refusal = Assert.Throws<Refusal>(() => dataset.Release(Corrected, ["value", "label", "polarity"], false, Now));
        Assert.Equal("CHANGELOG_INCOMPLETE", refusal.Reason);
        Assert.Equal(["no entry names the kind label, and there is such a difference", "no entry names the kind polarity, and there is such a difference"], refusal.Violations.Select(violation => violation.Description));
        dataset.Release([.. Corrected, new("exclusions", "Cannot be seen in the numbers")], ["value"], false, Now);
    }

    [Fact]
    public void Every_change_moves_the_etag()
    {
        var dataset = New();
        var seen = new List<long> { dataset.Etag };
        dataset.Changed(3, false);
        seen.Add(dataset.Etag);
        dataset.Release([], [], false, Now);
        seen.Add(dataset.Etag);
        dataset.OpenNext();
        seen.Add(dataset.Etag);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(3, dataset.Open.Observations);
    }
}
