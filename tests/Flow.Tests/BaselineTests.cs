using System.Diagnostics;
using Apa.Tests;

namespace Apa.Flow.Tests;

/// <summary>A team ships one service alone: the others of today go on beside the Letter of the last rollout, on today's schema.</summary>
public sealed class BaselineTests
{
    [Fact]
    public async Task The_road_is_travelled_beside_the_letter_service_of_the_baseline()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("APA_LONG") == "1", "builds a whole service; ./apa test --faults runs it");
        var commit = (await File.ReadAllTextAsync(Path.Combine(StackClient.Root, "protos", "baseline", "commit"))).Trim();
        await using var journey = await Journey.StartAsync(new Dictionary<string, string> { ["letter"] = await Letter(commit) });

        Assert.Contains("919/apa-2006 is published", await journey.Travel(), StringComparison.Ordinal);

        Assert.Contains("Dear Mr Harris", await File.ReadAllTextAsync(journey.Out("letter.txt")), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl")));
        await Eventually.Holds("the public's event", () => Task.FromResult(journey.Received["press"].Count(body => body.Contains("LetterPublished", StringComparison.Ordinal)) == 1));
    }

    /// <summary>Its assembly, built once from the commit's own files.</summary>
    static async Task<string> Letter(string commit)
    {
        var built = Path.Combine(StackClient.Root, ".apa", "baseline", commit);
        var assembly = Path.Combine(built, "services", "Letter", "bin", "Release", "net10.0", "Apa.Letter.dll");
        if (File.Exists(assembly)) return assembly;
        if (await Run("git", "cat-file", "-e", $"{commit}^{{commit}}") != 0)
        {
            Assert.SkipWhen(File.Exists(Path.Combine(StackClient.Root, ".git", "shallow")), $"this clone is shallow and does not hold the baseline, {commit}: git fetch --unshallow");
            Assert.Fail($"protos/baseline/commit names {commit}, which is no commit of this repository");
        }
        var making = $"{built}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(making);
        Assert.Equal(0, await Run("git", "archive", "-o", $"{making}.tar", commit));
        Assert.Equal(0, await Run("tar", "xf", $"{making}.tar", "-C", making));
        File.Delete($"{making}.tar");
        Assert.Equal(0, await Run("dotnet", "build", Path.Combine(making, "services", "Letter", "Apa.Letter.csproj"), "-c", "Release", "-v", "q", "-nologo"));
        // Whole or not at all: a build that was broken off is never taken for one.
        Directory.Move(making, built);
        return assembly;
    }

    static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = StackClient.Root })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
