using Apa.LocalHost.Servers;
using Apa.Tests;

namespace Apa.Faults.Tests;

/// <summary>What breaks: each is injected at once, and ends when what broke is back and ready.</summary>
sealed class Faults(FaultStack stack, Ledger ledger)
{
    // Beyond twice the heartbeat and the publish timeout, both two seconds here.
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    string BrokerPid => File.ReadAllText(Path.Combine(stack.State, "rabbitmq", "rabbitmq.pid")).Trim();

    /// <summary>kill -9 of processes at once.</summary>
    public async Task Kill(params IReadOnlyList<string> processes)
    {
        ledger.Injected($"kill -9 of {string.Join(" and ", processes)}");
        await Task.WhenAll(processes.Select(stack.Stack.Kill));
        await Task.WhenAll(processes.Select(stack.Stack.Restart));
    }

    public async Task KillBroker()
    {
        ledger.Injected("kill -9 of the broker");
        await stack.Stack.RabbitMq!.Kill();
        await stack.Stack.RabbitMq.RestartAsync();
        await Ready();
    }

    public async Task KillDatabase()
    {
        ledger.Injected("kill -9 of PostgreSQL");
        await stack.Stack.Postgres!.Kill();
        await stack.Stack.Postgres.RestartAsync();
        await Ready();
    }

    /// <summary>The broker keeps its connections and says nothing, as a network that swallows what is sent.</summary>
    public async Task SilenceBroker()
    {
        ledger.Injected($"no sign of life from the broker for {Silence.TotalSeconds:0} s");
        var pid = int.Parse(BrokerPid, System.Globalization.CultureInfo.InvariantCulture);
        ChildProcess.Send(pid, Signal.Stop);
        // This time is the fault itself.
        await Task.Delay(Silence);
        ChildProcess.Send(pid, Signal.Continue);
        await Ready();
    }

    /// <summary>A full disk: the broker takes nothing more, until outboxes hold what they could not send.</summary>
    public async Task FillDisk(Func<Task> meanwhile)
    {
        ledger.Injected("a full disk at the broker");
        await stack.Stack.RabbitMq!.Ctl("set_disk_free_limit", "100000GB");
        try
        {
            await meanwhile();
            await Eventually.Holds("an outbox that fills", async () =>
                (await Task.WhenAll(Hosting.Stack.Services.Select(s => stack.Count(s.Name, "SELECT count(*) FROM outbox WHERE sent IS NULL")))).Sum() > 0, TimeSpan.FromMinutes(1));
        }
        finally
        {
            await stack.Stack.RabbitMq.Ctl("set_disk_free_limit", "200MB");
        }
    }

    /// <summary>Letter dies while a PDF is being made; whoever makes it is left alone, and ends by itself.</summary>
    public async Task KillInARender(People people)
    {
        stack.Renderer.Hold();
        // However many acts it takes until a letter is issued.
        people.Limit = int.MaxValue;
        await Eventually.Holds("a render", () => Task.FromResult(stack.Renderer.IsAtWork), TimeSpan.FromMinutes(1));
        ledger.Injected("the next in the middle of a render");
        var kill = Kill(stack.Replicas("letter"));
        stack.Renderer.Release();
        await kill;
    }

    /// <summary>Every process of the stack says that it is ready.</summary>
    public Task Ready() => Task.WhenAll(stack.Stack.Processes.Select(process => process.WaitUntilReady(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken)));
}
