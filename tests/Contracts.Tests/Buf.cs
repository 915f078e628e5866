namespace Apa.Contracts.Tests;

/// <summary>The buf that <c>npm ci</c> in <c>protos/</c> has put there.</summary>
static class Buf
{
    /// <summary>Runs it in <c>protos/</c>; what it wrote.</summary>
    public static Task<byte[]> Run(params string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "protos");
        var packages = Path.Combine(folder, "node_modules", "@bufbuild");
        Assert.True(Directory.Exists(packages), $"{packages} is missing: run npm ci in protos/");
        return Tool.Run(folder, Directory.GetFiles(packages, "buf", SearchOption.AllDirectories).Single(f => f.EndsWith("/bin/buf", StringComparison.Ordinal)), arguments);
    }
}
