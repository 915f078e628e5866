using System.Text;
using System.Text.RegularExpressions;
using Apa.Contracts.Tests;
using Apa.Hosting;
using Apa.LocalHost.Servers;
using Apa.Tests;

namespace Apa.NodeConsumer.Tests;

/// <summary>A private RabbitMQ with the users and permissions of the stack.</summary>
public sealed class Broker() : BrokerFixture(
    Stack.VirtualHost, [.. Stack.BrokerUsers().Select(user => new RabbitMqUser(user.Name, $"password-of-{user.Name}", user.Configure, user.Write, user.Read))]);

/// <summary>The Node consumer's own tests, on the packed contracts, against a real broker as its own user.</summary>
public sealed class NodeConsumerTests(Broker broker, PackedContracts contracts) : IClassFixture<Broker>
{
    [Fact]
    public async Task Its_own_tests_pass_on_the_packed_contracts_against_a_real_broker()
    {
        var folder = Path.Combine(Repository.Root, "consumers", "node");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "its packages are missing: run npm ci in consumers/node");
        var output = Encoding.UTF8.GetString(await Tool.Run(folder, "npm", ["test", "--silent"],
            ("APA_CONTRACTS", contracts.Folder), ("APA_TEST_BROKER", broker.Server.AmqpUri("press")), ("APA_TEST_PUBLICATION", broker.Server.AmqpUri("publication"))));
        Assert.True(Count("pass") > 20 && Count("fail") + Count("skipped") + Count("todo") + Count("cancelled") == 0, output);

        int Count(string what) => int.Parse(Regex.Match(output, $@"^ℹ {what} (\d+)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value);
    }
}
