using System.Diagnostics;
using System.Text;
using Apa.LocalHost;

namespace Apa.Tests;

/// <summary>The suite's command line as a process, against the stack of a state directory.</summary>
public static class StackClient
{
    /// <summary>The repository's root: the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs one command and answers with what it printed; throws with that where it fails.</summary>
    public static async Task<string> Ask(string state, params string[] command)
    {
        var (said, errors, exit) = await Run(state, command);
        return exit == 0 ? said : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {exit}\n{said}\n{errors}");
    }

    /// <summary>Runs one command that has to fail, and answers with what it said of that.</summary>
    public static async Task<string> Refused(string state, params string[] command)
    {
        var (said, errors, exit) = await Run(state, command);
        return exit == 1 ? errors : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {exit}\n{said}\n{errors}");
    }

    /// <summary>Takes a seed the whole road; <paramref name="atStage"/> is called when a stage begins, while the driver goes on.</summary>
    public static async Task<string> Travel(string state, string seed, Func<string, Task>? atStage = null, params (string Name, string Value)[] environment)
    {
        using var road = Start(state, ["road", seed], environment);
        var errors = road.StandardError.ReadToEndAsync();
        var said = new StringBuilder();
        while (await road.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (atStage is not null && line.StartsWith('▸')) await atStage(line[1..].Trim());
        }
        await road.WaitForExitAsync();
        return road.ExitCode == 0 ? said.ToString() : throw new InvalidOperationException($"the road ended with {road.ExitCode}\n{said}\n{await errors}");
    }

    static async Task<(string Said, string Errors, int Exit)> Run(string state, string[] command)
    {
        using var process = Start(state, command);
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (said, await errors, process.ExitCode);
    }

    static Process Start(string state, string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [LocalStack.Built(Root, "services/Cli/Apa.Cli.csproj"), .. command, "--state", state])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Apa.Micro.sln above the test");
    }
}
