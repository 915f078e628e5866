using System.Diagnostics;
using System.Text;

namespace Apa.Contracts.Tests;

/// <summary>Runs a program that a test looks through.</summary>
static class Tool
{
    /// <summary>What it wrote; a test fails where it ends otherwise than well, and says what it wrote.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">More of its environment.</param>
    public static async Task<byte[]> Run(string folder, string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var run = Process.Start(start)!;
        var error = run.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        await run.StandardOutput.BaseStream.CopyToAsync(output);
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 0, $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}\n{Encoding.UTF8.GetString(output.ToArray())}{await error}");
        return output.ToArray();
    }
}
