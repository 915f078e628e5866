using Apa.Protos.Publications.V1;
using Apa.Shared;

namespace Apa.Publications.Tests.Domain;

public sealed class FrameworkCheckTests
{
    static IEnumerable<string> Faults(Action<Framework> spoil)
    {
        var framework = Given.Framework();
        spoil(framework);
        var check = new Check();
        check.Framework(framework);
        return check.Violations.Select(v => v.Field);
    }

    [Fact]
    public void The_audiences_of_2006_pass() => Assert.Empty(Faults(_ => { }));

    [Fact]
    public void Everything_wrong_is_named_at_once() => Assert.Equal(
        [
            "framework.framework.id", "framework.framework.version", "framework.title", "framework.audiences[2].id", "framework.audiences[0].events[4]",
            "framework.audiences[1].events[0]", "framework.audiences[1].area", "framework.audiences[1].provenance.source",
            "framework.audiences[1].provenance.verification", "framework.audiences[2].events[0]",
        ],
        Faults(f =>
        {
            f.Framework_ = null;
            f.Title = "";
            f.Audiences[0].Events.Add("LetterBurnt");
            f.Audiences[1].Events[0] = nameof(LetterPublished);
            f.Audiences[1].Area = "Children's services";
            f.Audiences[1].Provenance = null;
            f.Audiences[2].Id = "public";
            f.Audiences[2].Area = "";
        }));

    [Theory]
    [InlineData(nameof(PublicationKey))]
    [InlineData("apa.publication.v1.LetterPublished")]
    [InlineData("RoundOpened")]
    public void Only_events_of_the_contract_are_taken(string name) =>
        Assert.Equal(["framework.audiences[0].events[0]"], Faults(f => f.Audiences[0].Events[0] = name));
}
