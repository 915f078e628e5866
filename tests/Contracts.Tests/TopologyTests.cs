using Apa.Hosting;
using Apa.LocalHost.Consumers;
using Apa.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Apa.Contracts.Tests;

/// <summary>
/// Pins what the suite has on the broker. Queue arguments cannot be changed once queues exist, and subscribers bind to exchanges by
/// name: a difference here breaks running systems. Add, never change.
/// </summary>
public sealed class TopologyTests
{
    const string Pinned = """
        indicators: queue -
          exchange apa.indicators.v1.DatasetReleased mandatory
        judgement: queue judgement
          exchange apa.judgement.v1.JudgementFinalised mandatory
          exchange apa.judgement.v1.JudgementProposed mandatory
          exchange apa.judgement.v1.RoundOpened mandatory
          bound to apa.indicators.v1.DatasetReleased
        letter: queue letter
          exchange apa.letter.v1.LetterIssued mandatory
          bound to apa.judgement.v1.JudgementFinalised
          bound to apa.judgement.v1.JudgementProposed
          bound to apa.judgement.v1.RoundOpened
        publication: queue publication
          exchange apa.publication.v1.audit-commission.CpaBlockScored
          exchange apa.publication.v1.audit-commission.PublicationCorrected
          exchange apa.publication.v1.audit-commission.PublicationWithdrawn
          exchange apa.publication.v1.audit-commission.RoundReleased
          exchange apa.publication.v1.csci.PublicationCorrected
          exchange apa.publication.v1.csci.PublicationWithdrawn
          exchange apa.publication.v1.csci.RoundReleased
          exchange apa.publication.v1.csci.SocialCareJudged
          exchange apa.publication.v1.public.LetterPublished
          exchange apa.publication.v1.public.PublicationCorrected
          exchange apa.publication.v1.public.PublicationWithdrawn
          exchange apa.publication.v1.public.RoundReleased
          bound to apa.judgement.v1.RoundOpened
          bound to apa.letter.v1.LetterIssued

        """;

    /// <summary>The exchanges that subscribers bind to, by name.</summary>
    public static IEnumerable<string> ExchangesOfPublication => Pinned.Split('\n').Select(line => line.Trim())
        .Where(line => line.StartsWith("exchange apa.publication.", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

    /// <summary>Those that services bind to.</summary>
    public static IEnumerable<string> ExchangesBetweenServices => Pinned.Split('\n').Select(line => line.Trim())
        .Where(line => line.EndsWith(" mandatory", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

    [Fact]
    public void Exchanges_queues_and_bindings_are_as_pinned()
    {
        var now = Of<Apa.Indicators.IndicatorsDb>("indicators") + Of<Apa.Judgements.JudgementDb>("judgement")
            + Of<Apa.Letters.LetterDb>("letter") + Of<Apa.Publications.PublicationDb>("publication");
        Assert.Equal(Pinned.ReplaceLineEndings("\n"), now);
    }

    [Fact]
    public void Queue_arguments_are_as_pinned() => Assert.Equal(
        ["x-delivery-limit=1000000", "x-queue-type=quorum", "x-single-active-consumer=True"],
        Topology.QueueArguments.Select(a => $"{a.Key}={a.Value}").Order());

    [Fact]
    public void Consumers_are_told_the_arguments_and_exchanges_that_the_services_use()
    {
        Assert.Equal(Topology.QueueArguments.Select(a => (a.Key, a.Value)), Stack.QueueArguments.Select(a => (a.Key, (object?)a.Value)));
        Assert.Equal(ExchangesOfPublication, Audience.ReadAll(Repository.Root).SelectMany(audience => audience.Exchanges).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Users_may_declare_and_bind_what_the_topology_needs_and_no_audience_hears_another()
    {
        var users = Stack.BrokerUsers().ToDictionary(u => u.Name);
        foreach (var line in Pinned.Split('\n').Where(l => l.Length > 0))
        {
            // Checked by eye above; by pattern here.
            if (line.StartsWith("  exchange apa.publication", StringComparison.Ordinal))
            {
                var exchange = line.Trim().Split(' ')[1];
                var readers = Stack.Consumers.Where(c => Matches(users[c.Name].Read, exchange)).Select(c => c.Audience);
                Assert.Equal([exchange.Split('.')[3]], readers);
                Assert.DoesNotContain(Stack.Consumers, c => Matches(users[c.Name].Write, exchange) || Matches(users[c.Name].Configure, exchange));
                Assert.True(Matches(users["publication"].Configure, exchange) && Matches(users["publication"].Write, exchange));
            }
        }
    }

    /// <summary>To give back what failed a service reads its error queue and writes to the exchange of its queue's name, and to nobody else's.</summary>
    [Fact]
    public void A_service_may_use_its_own_queues_and_no_others()
    {
        var users = Stack.BrokerUsers().ToDictionary(u => u.Name);
        string[] kinds = ["", "_error", "_skipped", "_else", "x"];
        foreach (var service in Stack.Services)
        {
            var own = Stack.BrokerUsers().SelectMany(other => kinds.Select(kind => other.Name + kind)).Where(queue =>
                Matches(users[service.Name].Configure, queue) || Matches(users[service.Name].Write, queue) || Matches(users[service.Name].Read, queue));
            Assert.Equal([service.Name, $"{service.Name}_error", $"{service.Name}_skipped"], own);
            Assert.All(own, queue => Assert.True(Matches(users[service.Name].Configure, queue) && Matches(users[service.Name].Write, queue) && Matches(users[service.Name].Read, queue)));
        }
    }

    static bool Matches(string pattern, string name) => System.Text.RegularExpressions.Regex.IsMatch(name, pattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    static string Of<TDb>(string service) where TDb : class
    {
        using var factory = new WebApplicationFactory<TDb>().WithWebHostBuilder(b =>
        {
            b.UseEnvironment("Development");
            b.UseSetting("ConnectionStrings:db", "Host=127.0.0.1;Port=1;Timeout=1");
        });
        var topology = factory.Services.GetRequiredService<Topology>();
        IEnumerable<string> lines =
        [
            $"{service}: queue {topology.Queue ?? "-"}",
            .. topology.Exchanges.Order(StringComparer.Ordinal).Select(e => $"  exchange {e}{(topology.Mandatory.Contains(e) ? " mandatory" : "")}"),
            .. topology.Bindings.Order(StringComparer.Ordinal).Select(b => $"  bound to {b}"),
        ];
        return string.Concat(lines.Select(l => l + "\n"));
    }
}
