using System.Diagnostics;

namespace Apa.Contracts.Tests;

/// <summary>The contracts are linted, commented and only grow.</summary>
public sealed class ProtoTests
{
    [Fact]
    public async Task Protos_pass_the_linter_and_are_formatted()
    {
        await Buf("lint");
        await Buf("format", "--diff", "--exit-code");
    }

    [Fact]
    public Task Protos_only_grow_since_the_baseline() => Buf("breaking", "--against", "baseline/apa.binpb");

    /// <summary>Runs the buf that <c>npm ci</c> in <c>protos/</c> has put there.</summary>
    static async Task Buf(params string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "protos");
        var packages = Path.Combine(folder, "node_modules", "@bufbuild");
        Assert.True(Directory.Exists(packages), $"{packages} is missing: run npm ci in protos/");
        var buf = Directory.GetFiles(packages, "buf", SearchOption.AllDirectories).Single(f => f.EndsWith("/bin/buf", StringComparison.Ordinal));
        var start = new ProcessStartInfo(buf, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var run = Process.Start(start)!;
        var error = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 0, $"buf {string.Join(' ', arguments)}\n{output}{await error}");
    }
}
