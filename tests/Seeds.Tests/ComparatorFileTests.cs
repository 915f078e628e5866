using Apa.Cli;

namespace Apa.Seeds.Tests;

/// <summary>Comparator sets from a CSV file.</summary>
public sealed class ComparatorFileTests : IDisposable
{
    const string Columns = "model,la_code,la_name,rank,neighbour_code,neighbour_name,closeness\n";
    readonly string path = Path.GetTempFileName();

    [Fact]
    public void Every_model_is_a_set_with_a_list_for_each_authority_by_rank()
    {
        var read = Read("Old-1,919,Herts,2,931,Oxon,Very close\nOld-1,919,Herts,1,867,Bracknell,Extremely close\nNEW 2,919,Herts,1,931,Oxon,-\nOld-1,301,B and D,1,302,Barnet,Not close\n");
        Assert.Empty(read.Problems);
        Assert.Equal(["old-1-full", "new-2-full"], read.Sets.Select(s => s.Id));
        Assert.Equal(["919", "301"], read.Sets[0].Lists.Select(l => l.LaCode));
        Assert.Equal([(1, "867", "extremely close"), (2, "931", "very close")], read.Sets[0].Lists[0].Comparators.Select(c => (c.Rank, c.LaCode, c.Closeness)));
        Assert.Equal("", read.Sets[1].Lists[0].Comparators[0].Closeness);
        Assert.NotEmpty(read.Sets[0].Provenance.Source);
    }

    [Fact]
    public void A_dash_is_no_neighbour_and_an_authority_of_dashes_has_no_list()
    {
        var read = Read("M,942,Cumberland,1,-,,-\nM,942,Cumberland,2,-,,-\nM,919,Herts,1,931,Oxon,Close\n");
        Assert.Empty(read.Problems);
        Assert.Equal("919", Assert.Single(read.Sets[0].Lists).LaCode);
        Assert.Contains("942", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_comes_all_at_once_with_its_line()
    {
        var read = Read("M,919,Herts,1,919,Herts,Close\nM,919,Herts,3,93,Oxon,Nearby\nM,919,Herts,x,931,Oxon,Close\nM,91,Herts,1,931,Oxon,Close\nM,919\n");
        Assert.Equal(["2 neighbour_code", "3 neighbour_code", "3 closeness", "3 rank", "4 rank", "5 la_code", "6 "], read.Problems.Select(p => $"{p.Line} {p.Column}"));
    }

    ComparatorFile Read(string rows)
    {
        File.WriteAllText(path, Columns + rows);
        return ComparatorFile.Read(path, "-full");
    }

    public void Dispose() => File.Delete(path);
}
