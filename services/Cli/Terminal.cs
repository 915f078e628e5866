using Spectre.Console;

namespace Apa.Cli;

/// <summary>Lines for whoever watches: coloured where there is a terminal, plain where there is none.</summary>
sealed class Terminal(IAnsiConsole console)
{
    public static Terminal Out { get; } = new(AnsiConsole.Console);
    public static Terminal Error { get; } = new(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(System.Console.Error) }));

    public IAnsiConsole Console => console;

    /// <summary>A stage begins.</summary>
    public void Begin(string stage) => console.MarkupLineInterpolated($"[bold blue]▸[/] [bold]{stage}[/]");

    /// <summary>What came of it. Written past the console, which would wrap: a path is to be copied whole.</summary>
    public void Say(string line) => console.Profile.Out.Writer.WriteLine("  " + line);

    /// <summary>A mistake or a failure.</summary>
    public void Fail(string line) => console.MarkupLineInterpolated($"[red]{line}[/]");
}
