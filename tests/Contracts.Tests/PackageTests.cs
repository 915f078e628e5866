using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace Apa.Contracts.Tests;

/// <summary>What a team takes of the suite for a service of its own, or a subscriber: packages with a version.</summary>
public sealed class PackageTests
{
    static readonly string Configuration = typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [Theory]
    [InlineData("protos/Apa.Protos.csproj", "Apa.Protos", "protos/apa/letter/v1/events.proto")]
    [InlineData("services/Shared/Apa.Shared.csproj", "Apa.Shared", "lib/net10.0/Apa.Shared.dll")]
    public async Task It_is_packed_with_its_version(string project, string id, string holds)
    {
        var folder = Directory.CreateTempSubdirectory("apa-pack-").FullName;
        await Tool.Run(Repository.Root, "dotnet", ["pack", project, "-c", Configuration, "--no-build", "-o", folder, "-v", "q", "-nologo"]);
        using var package = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(folder, "*.nupkg")), TestContext.Current.CancellationToken);
        Assert.Contains(holds, package.Entries.Select(entry => entry.FullName));
        await using var spec = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(spec).Root!.Elements().First();
        string Of(string name) => metadata.Elements().First(element => element.Name.LocalName == name).Value;
        Assert.Equal((id, XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value), (Of("id"), Of("version")));
        Assert.NotEmpty(Of("description"));
        Directory.Delete(folder, recursive: true);
    }
}
