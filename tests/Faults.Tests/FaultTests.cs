using System.Text;
using System.Text.Json.Nodes;
using Apa.Tests;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Apa.Faults.Tests;

/// <summary>A round on its whole road while everything under it breaks: at the end nothing is lost, and nothing is there twice.</summary>
public sealed class FaultTests
{
    static readonly string[] Services = [.. Hosting.Stack.Services.Select(s => s.Name)];
    static readonly string[] Stages = ["case", "evidence and findings", "moderation", "factual accuracy check", "final judgement", "approval and signatures", "issue", "publication"];

    /// <summary>Acts that may be done while something is broken, so that the round is not over before all has broken.</summary>
    const int Meanwhile = 6;

    [Fact]
    public async Task Whatever_breaks_on_the_road_of_a_round_every_letter_is_issued_and_published_exactly_once()
    {
        var plan = Plan.Read();
        Console.WriteLine($"faults| seed {plan.Seed}: the same again by ./apa test --faults --seed {plan.Seed}");
        var ledger = new Ledger();
        await using var stack = await FaultStack.StartAsync(plan);
        ledger.Say("the stack is ready");
        var (faults, deliveries) = (new Faults(stack, ledger), new Deliveries(stack));

        await TheSeedsOwnRoad(stack, faults);
        ledger.Say("the seed's letter is published");
        stack.Renderer.StandIn(Path.Combine(stack.State, "out", "919-apa-2006", "letter.pdf"));

        using var people = new People(stack, ledger);
        await Judgements.Commit(stack);
        var letters = Parallel.ForEachAsync(plan.Invented, new ParallelOptions { MaxDegreeOfParallelism = plan.Long ? 4 : 2 }, async (code, _) => await people.Publish(code));
        foreach (var (acts, inject) in Schedule(stack, faults, deliveries, people))
        {
            // A fault comes when so many acts are done: the same seed breaks the same at about the same point, however fast the machine is.
            people.Limit = Math.Max(acts, people.Acts) + Meanwhile;
            await Eventually.Holds($"{acts} acts", () => Task.FromResult(people.Acts >= acts || letters.IsFaulted), TimeSpan.FromMinutes(4));
            await inject();
        }
        people.Limit = int.MaxValue;
        await letters;
        ledger.Say("every letter is published");
        await deliveries.Repeat();

        await Calm(stack);
        ledger.Say("all is calm");
        await EverythingIsThereOnce(stack, ledger, deliveries);
        stack.Forget = true;
    }

    /// <summary>Numbers, case, judgement, letter with a real PDF, publication; each service is killed at a stage of its own choice.</summary>
    static async Task TheSeedsOwnRoad(FaultStack stack, Faults faults)
    {
        var chance = stack.Plan.Chance("road");
        var killedAt = Services.GroupBy(_ => Stages[chance.Next(Stages.Length)]).ToDictionary(g => g.Key, g => g.ToList());
        await stack.Travel(async stage =>
        {
            foreach (var service in killedAt.GetValueOrDefault(stage, [])) await faults.Kill(stack.Replicas(service)[0]);
        });
    }

    /// <summary>What breaks, after how many acts: in an order and at points that the seed draws.</summary>
    static List<(int Acts, Func<Task> Inject)> Schedule(FaultStack stack, Faults faults, Deliveries deliveries, People people)
    {
        var chance = stack.Plan.Chance("faults");
        List<Func<Task>> all = [faults.KillBroker, deliveries.Repeat];
        if (stack.Plan.Long)
        {
            foreach (var service in Services) all.AddRange([() => faults.Kill(stack.Replicas(service)[^1]), () => faults.Kill(stack.Replicas(service))]);
            all.AddRange([faults.KillDatabase, faults.KillBroker, faults.SilenceBroker, () => faults.KillInARender(people), () => faults.Kill("audit-commission"), deliveries.Repeat, () => faults.FillDisk(() => Touch(stack))]);
        }
        var order = all.ToArray();
        chance.Shuffle(order);
        // Seven acts a letter; what is done meanwhile, and until one is rendered, is left for the last fault to find.
        var most = Math.Max(stack.Plan.Authorities, stack.Plan.Invented.Count * 7 - Meanwhile * (order.Length + 6));
        return [.. order.Zip(order.Select(_ => chance.Next(1, most)).Order(), (inject, acts) => (acts, inject))];
    }

    /// <summary>Something to send, also where all letters are out already: a replay.</summary>
    static Task Touch(FaultStack stack) => stack.Ask("resend", "judgement");

    /// <summary>Until nothing is on its way any more.</summary>
    static async Task Calm(FaultStack stack)
    {
        foreach (var service in Services)
        {
            await Eventually.Holds($"an empty outbox of {service}", async () => await stack.Count(service, "SELECT count(*) FROM outbox WHERE sent IS NULL") == 0, TimeSpan.FromMinutes(2));
            await Eventually.Holds($"no waiting event in {service}", async () => await stack.Count(service, "SELECT count(*) FROM inbox WHERE state = 3") == 0, TimeSpan.FromMinutes(2));
        }
        await using var connection = await stack.Broker();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in (string[])["judgement", "letter", "publication", "audit-commission"])
            await Eventually.Holds($"an empty queue {queue}", async () => (await Queues(stack)).TryGetValue(queue, out var messages) && messages == 0, TimeSpan.FromMinutes(2));
    }

    static async Task EverythingIsThereOnce(FaultStack stack, Ledger ledger, Deliveries deliveries)
    {
        var (plan, all) = (stack.Plan, stack.Plan.All.Order().ToList());
        // Issued once, published once, told once to each who hears of it.
        Assert.Equal(all, await stack.Query("letter", "SELECT la_code FROM letters ORDER BY 1", row => row.GetString(0)));
        Assert.Equal(all, await Subjects(stack, "letter", "LetterIssued", "split_part(subject, '/', 2)"));
        Assert.Equal(all, await stack.Query("publication", "SELECT la_code FROM publications ORDER BY 1", row => row.GetString(0)));
        foreach (var type in (string[])["LetterPublished", "CpaBlockScored", "SocialCareJudged"])
            Assert.Equal(all, await Subjects(stack, "publication", type, "split_part(subject, '/', 4)"));
        Assert.Equal(plan.Authorities, await stack.Count("publication", $"SELECT count(*) FROM publications WHERE state = {(int)Protos.Publications.V1.PublicationState.Published}"));
        // An inbox row for every event that another service told, and no more.
        Assert.Equal(await stack.Count("letter", "SELECT count(*) FROM outbox WHERE type = 'apa.letter.v1.LetterIssued'"), await stack.Count("publication", "SELECT count(*) FROM inbox WHERE type = 'apa.letter.v1.LetterIssued'"));
        Assert.Equal(await stack.Count("judgement", "SELECT count(*) FROM outbox"), await stack.Count("letter", "SELECT count(*) FROM inbox"));

        // The Audit Commission's consumer: what it keeps, by authority, each event once.
        var kept = all.Select(code => KeptBy(stack, code)).ToList();
        Assert.All(kept, events => Assert.Single(events));
        Assert.Equal(plan.Authorities, kept.SelectMany(events => events).Distinct().Count());

        // No queue of nobody's, and nothing given up.
        var queues = await Queues(stack);
        Assert.Subset(new HashSet<string> { "judgement", "letter", "publication", "audit-commission", "press" }, queues.Keys.Where(queue => !queue.EndsWith("_error", StringComparison.Ordinal)).ToHashSet());
        Assert.All(queues.Where(queue => queue.Key.EndsWith("_error", StringComparison.Ordinal)), queue => Assert.Equal(0, queue.Value));

        var (told, distinct) = await Public(stack, plan.Authorities);
        Assert.Equal(plan.Authorities, distinct);
        ledger.Print(plan, ("letters issued and published, each once", plan.Authorities),
            ("events committed by all services", (await Task.WhenAll(Services.Select(s => stack.Count(s, "SELECT count(*) FROM outbox")))).Sum()),
            ("delivered again on purpose, in any order", deliveries.Delivered), ("of the public's delivered twice by faults", told - distinct), ("of the public's lost", plan.Authorities - distinct));
    }

    static Task<List<string>> Subjects(FaultStack stack, string service, string type, string code) =>
        stack.Query(service, $"SELECT {code} FROM outbox WHERE type = 'apa.{service}.v1.{type}' ORDER BY 1", row => row.GetString(0));

    static List<string> KeptBy(FaultStack stack, string code)
    {
        var file = Path.Combine(stack.State, "out", $"{code}-apa-2006", "events.jsonl");
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(line => (string)JsonNode.Parse(line)!["id"]!)] : [];
    }

    static async Task<Dictionary<string, long>> Queues(FaultStack stack) =>
        (await stack.Stack.RabbitMq!.Ctl("list_queues", "-q", "-p", Hosting.Stack.VirtualHost, "name", "messages", "--no-table-headers")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t')).Where(parts => parts.Length == 2 && long.TryParse(parts[1], out _)).ToDictionary(parts => parts[0], parts => long.Parse(parts[1]));

    /// <summary>What lies in the public's queue: all, and how many different.</summary>
    static async Task<(int All, int Distinct)> Public(FaultStack stack, int expected)
    {
        await using var connection = await stack.Broker();
        await using var channel = await connection.CreateChannelAsync();
        var count = await Eventually.Get("the public's events", async () => await channel.MessageCountAsync("press") is var n && n >= expected ? (uint?)n : null as object);
        var ids = new List<string>();
        var all = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            ids.Add((string)JsonNode.Parse(Encoding.UTF8.GetString(delivery.Body.Span))!["id"]!);
            if (ids.Count == (uint)count) all.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("press", autoAck: true, consumer);
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return (ids.Count, ids.Distinct().Count());
    }
}
