using System.CommandLine;
using Google.Protobuf;

namespace Apa.Cli;

/// <summary>How a step of the road becomes a command: its arguments, the person it is done as, the session it runs in.</summary>
static class Steps
{
    public static readonly Option<string> State = new("--state")
    {
        Description = "State directory of a running stack",
        Recursive = true,
        DefaultValueFactory = _ => ".apa",
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print answers as JSON", Recursive = true };

    /// <summary>The case that a step is about.</summary>
    public static Argument<string> Case() => new("case") { Description = "LA code and round, e.g. 919/apa-2006" };

    public static Argument<FileInfo> File(string what) => new("file") { Description = what };

    /// <summary>A command that runs in a session as one person; <paramref name="person"/> is who does it unless --as says otherwise.</summary>
    /// <param name="needsStack">Whether it needs a running stack; always, where left out.</param>
    public static Command Step(string name, string description, string person, IReadOnlyList<Symbol> symbols, Func<Turn, Task> act, Func<ParseResult, bool>? needsStack = null)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        var role = new Option<string>("--as") { Description = "Person to act as", DefaultValueFactory = _ => person };
        if (person.Length > 0) command.Options.Add(role);
        command.SetAction(async (parsed, ct) =>
        {
            using var activity = Road.Source.StartActivity($"apa {name}");
            using var session = new Session(parsed.GetValue(State)!, needsStack?.Invoke(parsed) != false);
            await act(new(session, person.Length > 0 ? parsed.GetValue(role)! : "", parsed, ct));
            return 0;
        });
        return command;
    }

    /// <summary>A group of steps.</summary>
    public static Command Group(string name, string description, params Command[] steps)
    {
        var group = new Command(name, description);
        foreach (var step in steps) group.Subcommands.Add(step);
        return group;
    }
}

/// <summary>One command as it runs.</summary>
sealed record Turn(Session Session, string Person, ParseResult Parsed, CancellationToken Ct)
{
    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;
    public T Get<T>(Option<T> option) => Parsed.GetValue(option)!;
    public CaseName Case(Argument<string> argument) => CaseName.Parse(Get(argument));
    public bool Json => Parsed.GetValue(Steps.Json);

    /// <summary>Prints an answer: as JSON where asked, else in words.</summary>
    public void Print(IMessage answer, Action words)
    {
        if (Json) Console.WriteLine(new JsonFormatter(JsonFormatter.Settings.Default.WithIndentation()).Format(answer));
        else words();
    }

    public static void Say(string line) => Terminal.Out.Say(line);
}
