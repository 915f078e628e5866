using Apa.Contracts.Tests;

namespace Apa.NodeConsumer.Tests;

/// <summary>What a subscriber needs is in the package, where it lies in the repository, so that what refers to a file finds it.</summary>
public sealed class PackageTests(PackedContracts contracts)
{
    [Theory]
    [InlineData("protos/apa", "*.proto", 10)]
    [InlineData("protos/schemas", "*.json", 13)]
    [InlineData("protos/samples", "*", 13)]
    [InlineData("docs", "asyncapi.yaml", 1)]
    [InlineData("docs", "subscribing.md", 1)]
    public void The_package_holds(string folder, string pattern, int atLeast)
    {
        var files = Repository.Files(folder, pattern).Select(file => Path.GetRelativePath(Repository.Root, file)).ToList();
        Assert.True(files.Count >= atLeast, $"{files.Count} files are in {folder}");
        Assert.All(files, file =>
        {
            var packed = Path.Combine(contracts.Folder, file);
            Assert.True(File.Exists(packed), $"{file} is not in the package");
            Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, file)), File.ReadAllBytes(packed));
        });
    }

    /// <summary>It refers to schemas and samples by path.</summary>
    [Fact]
    public async Task The_AsyncAPI_document_is_valid_as_it_is_packed()
    {
        var found = await AsyncApi.Parse(Path.Combine(contracts.Folder, "docs", "asyncapi.yaml"));
        Assert.DoesNotContain(found["diagnostics"]!.AsArray(), diagnostic => (string?)diagnostic!["severity"] == "error");
        Assert.Equal(12, found["channels"]!.AsArray().Count);
    }
}
