using System.Diagnostics;

namespace Apa.Contracts.Tests;

/// <summary>The buf that <c>npm ci</c> in <c>protos/</c> has put there.</summary>
static class Buf
{
    static readonly string Folder = Path.Combine(Repository.Root, "protos");

    /// <summary>Runs it in <c>protos/</c>; what it wrote, or a failed test that says what was wrong.</summary>
    public static async Task<byte[]> Run(params string[] arguments)
    {
        var packages = Path.Combine(Folder, "node_modules", "@bufbuild");
        Assert.True(Directory.Exists(packages), $"{packages} is missing: run npm ci in protos/");
        var buf = Directory.GetFiles(packages, "buf", SearchOption.AllDirectories).Single(f => f.EndsWith("/bin/buf", StringComparison.Ordinal));
        var start = new ProcessStartInfo(buf, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var run = Process.Start(start)!;
        var error = run.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        await run.StandardOutput.BaseStream.CopyToAsync(output);
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 0, $"buf {string.Join(' ', arguments)}\n{System.Text.Encoding.UTF8.GetString(output.ToArray())}{await error}");
        return output.ToArray();
    }
}
