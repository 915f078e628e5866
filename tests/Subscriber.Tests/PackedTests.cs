using System.Diagnostics;
using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Tests;

namespace Apa.Subscriber.Tests;

/// <summary>What a developer elsewhere has: the two packages and docs/subscriber.md.</summary>
public sealed class PackedTests(Broker broker) : IDisposable
{
    static readonly string Root = FindRoot();
    static readonly string Configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-packed-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Outside the tree, from the packages alone: the feed is a folder with these two, and what they stand on is already on the machine.</summary>
    [Fact]
    public async Task The_example_of_the_documentation_is_built_from_the_packages_alone_and_hears_what_is_published()
    {
        var feed = Directory.CreateDirectory(Path.Combine(directory, "feed")).FullName;
        foreach (var project in (string[])["protos/Apa.Protos.csproj", "consumers/Subscriber/Apa.Subscriber.csproj"])
            await Dotnet(Root, "pack", project, "-c", Configuration, "--no-build", "-v", "q", "-o", feed);
        Assert.Equal(["Apa.Protos.0.1.0.nupkg", "Apa.Subscriber.0.1.0.nupkg"], Directory.EnumerateFiles(feed).Select(Path.GetFileName).Order());

        var example = Directory.CreateDirectory(Path.Combine(directory, "example")).FullName;
        await File.WriteAllTextAsync(Path.Combine(example, "Example.csproj"), Block("xml"), Ct);
        await File.WriteAllTextAsync(Path.Combine(example, "Program.cs"), Block("csharp"), Ct);
        await Dotnet(example, "build", "-c", "Debug", "-v", "q", "-nologo", "-nodeReuse:false", $"-p:RestoreSources={feed}", $"-p:RestorePackagesPath={Path.Combine(directory, "packages")}", $"-p:RestoreFallbackFolders={PackagesOnThisMachine}");
        Assert.Equal(["apa.protos", "apa.subscriber"], Directory.EnumerateDirectories(Path.Combine(directory, "packages")).Select(Path.GetFileName).Order());

        await broker.DeclarePress();
        using var running = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(example, "bin", "Debug", "net10.0", "Example.dll")])
        {
            WorkingDirectory = example,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["BROKER"] = broker.Server.AmqpUri("press") },
        })!;
        try
        {
            var letter = Events.Body(new LetterPublished { Key = new() { Authority = new() { LaCode = "919", Name = "Hertfordshire" } } }, Events.Subject("919"), 1, 1);
            var said = running.StandardOutput.ReadLineAsync(Ct).AsTask();
            // Again and again until the queue is bound; it tells of it once.
            await Eventually.Holds("the example says something", async () =>
            {
                await broker.PublishToPress(letter);
                return said.IsCompleted;
            });
            Assert.Equal("Current: Hertfordshire got 0 grades", await said);
        }
        finally
        {
            running.Kill();
            await running.WaitForExitAsync(CancellationToken.None);
        }
    }

    static string PackagesOnThisMachine => Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The documentation's one block of a language.</summary>
    static string Block(string language)
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "subscriber.md"));
        var start = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)];
    }

    static async Task Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, new StringBuilder().AppendJoin(' ', arguments).AppendLine().Append(await said).Append(await errors).ToString());
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Apa.Micro.sln above the test");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
