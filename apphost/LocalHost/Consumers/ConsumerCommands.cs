using System.CommandLine;

namespace Apa.LocalHost.Consumers;

/// <summary>The verbs of <c>./apa consumer</c>.</summary>
static class ConsumerCommands
{
    /// <param name="root">Of the repository.</param>
    /// <param name="state">Where everything of the stack is kept.</param>
    public static Command Of(Option<string> root, Option<string> state)
    {
        return new("consumer", "Subscribers to publication events, on the private broker of this stack") { Add(), List(), Remove(), Test() };

        Command Add()
        {
            var (name, audience) = (Name(), new Option<string>("--audience") { Description = "Whose events it hears: an audience of a framework, e.g. public", Required = true });
            var add = new Command("add", "Give a consumer its broker user and token client, and print what its developers need; again: print it again") { name, audience };
            add.SetAction(async (parsed, ct) =>
            {
                var sheet = await Registration(parsed).Add(parsed.GetValue(name)!, parsed.GetValue(audience)!, ct);
                sheet.Print(Console.Out, secrets: !Console.IsOutputRedirected);
                return 0;
            });
            return add;
        }

        Command List()
        {
            var list = new Command("list", "All consumers with their audiences; of a running broker also what waits for each");
            list.SetAction(async (parsed, ct) =>
            {
                await Registration(parsed).List(ct);
                return 0;
            });
            return list;
        }

        Command Remove()
        {
            var (name, yes) = (Name(), new Option<bool>("--yes") { Description = "Do not ask" });
            var remove = new Command("remove", "Take a consumer's user away, and its queues with all that waits in them") { name, yes };
            remove.SetAction(async (parsed, ct) =>
            {
                var (registration, consumer) = (Registration(parsed), parsed.GetValue(name)!);
                registration.Removable(consumer);
                if (!parsed.GetValue(yes) && !Confirmed(consumer)) return 1;
                await registration.Remove(consumer, ct);
                return 0;
            });
            return remove;
        }

        Command Test()
        {
            var (name, seconds) = (Name(), new Option<int>("--wait") { Description = "Seconds that its consumer may take", DefaultValueFactory = _ => 60 });
            var test = new Command("test", "Send marked rehearsal events, all invented, into its queue and see whether they are taken; 1 where they are not") { name, seconds };
            test.SetAction(async (parsed, ct) =>
            {
                var rehearsal = new Rehearsal(Full(parsed, root), Full(parsed, state), TimeProvider.System, Console.WriteLine);
                return (await rehearsal.Run(parsed.GetValue(name)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), ct)).Passed ? 0 : 1;
            });
            return test;
        }

        ConsumerRegistration Registration(ParseResult parsed) => new(Full(parsed, root), Full(parsed, state), Console.WriteLine);
    }

    static Argument<string> Name() => new("name") { Description = "The consumer: its broker user, its queue, its client" };

    static string Full(ParseResult parsed, Option<string> option) => Path.GetFullPath(parsed.GetValue(option)!);

    static bool Confirmed(string consumer)
    {
        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine("nobody is there to ask: say --yes");
            return false;
        }
        Console.Write($"remove {consumer}, its user and its queues with all that waits in them? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
