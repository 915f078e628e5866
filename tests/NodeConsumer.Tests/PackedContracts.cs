using System.IO.Compression;
using Apa.Contracts.Tests;

[assembly: AssemblyFixture(typeof(Apa.NodeConsumer.Tests.PackedContracts))]

namespace Apa.NodeConsumer.Tests;

/// <summary>The contracts as a subscriber has them: the package Apa.Protos, unpacked. Nothing else of the suite.</summary>
public sealed class PackedContracts : IAsyncLifetime
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-contracts-").FullName;

    /// <summary>The folder in which the package lies unpacked.</summary>
    public string Folder => Path.Combine(directory, "unpacked");

    public async ValueTask InitializeAsync()
    {
        // As it was built for these tests; net10.0 lies in the folder of the configuration.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await Tool.Run(Repository.Root, "dotnet", ["pack", "protos/Apa.Protos.csproj", "--no-build", "-c", configuration, "-o", directory, "-v", "q", "-nologo", "-nodeReuse:false"]);
        await ZipFile.ExtractToDirectoryAsync(Directory.GetFiles(directory, "*.nupkg").Single(), Folder);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
