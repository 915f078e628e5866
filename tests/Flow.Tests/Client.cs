using System.Diagnostics;
using Apa.LocalHost;

namespace Apa.Flow.Tests;

/// <summary>The suite's client as a process, against the stack of a state directory.</summary>
static class Client
{
    /// <summary>Runs one command and answers with what it printed.</summary>
    public static async Task<string> Ask(string state, params string[] command)
    {
        var (said, errors, exit) = await Run(state, command);
        Assert.True(exit == 0, $"{said}\n{errors}");
        return said;
    }

    /// <summary>Runs one command that has to fail, and answers with what it said of that.</summary>
    public static async Task<string> Refused(string state, params string[] command)
    {
        var (said, errors, exit) = await Run(state, command);
        Assert.True(exit == 1, $"ended with {exit}\n{said}\n{errors}");
        return errors;
    }

    static async Task<(string Said, string Errors, int Exit)> Run(string state, string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [LocalStack.Built(Journey.Root, "services/Cli/Apa.Cli.csproj"), .. command, "--state", state])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (said, await errors, process.ExitCode);
    }
}
