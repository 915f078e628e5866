using System.Text.RegularExpressions;

namespace Apa.Contracts.Tests;

/// <summary>The repository holds no secret: those of a stack are made at its first start, those of production are given by its operator.</summary>
public sealed partial class SecretTests
{
    static readonly string[] Folders = ["services", "protos", "apphost", "tests", "seeds", "consumers", "deploy", "docs", ".ci"];

    [Fact]
    public void No_file_holds_a_private_key_a_token_or_a_password()
    {
        var found = new List<string>();
        foreach (var file in Texts())
            found.AddRange(Secret().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(Repository.Root, file)}: {match.Value[..Math.Min(40, match.Value.Length)]}…"));
        Assert.Empty(found);
    }

    [Fact]
    public void No_file_is_of_a_kind_that_keeps_secrets() =>
        Assert.DoesNotContain(Files(), file => Path.GetExtension(file) is ".pem" or ".key" or ".pfx" or ".p12" or ".jks" or ".env" or ".jwt" || Path.GetFileName(file) is "id_rsa" or ".netrc" or ".pgpass");

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY" + "-----")]
    [InlineData("-----BEGIN EC PRIVATE KEY" + "-----")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9" + ".eyJzdWIiOiJhbm5hIn0")]
    [InlineData("AKIA" + "ABCDEFGHIJKLMNOP")]
    [InlineData("Host=db;Username=letter;Password=" + "hunter2hunter2")]
    [InlineData("amqp://letter:" + "hunter2hunter2@broker:5672/apa")]
    public void The_search_finds_what_it_looks_for(string text) => Assert.Matches(Secret(), text);

    static IEnumerable<string> Files() => Folders.SelectMany(folder => Repository.Files(folder, "*")).Concat(Directory.EnumerateFiles(Repository.Root)).Where(file => !file.Contains("/.playwright/", StringComparison.Ordinal));

    static IEnumerable<string> Texts() => Files().Where(file => new FileInfo(file).Length < 2_000_000 && Path.GetExtension(file) is not (".png" or ".pdf" or ".docx" or ".xlsx" or ".binpb" or ".gz" or ".zip"));

    /// <summary>A token of a package feed, a private key in PEM, a signed token, a key of a cloud, a password in a connection string; a placeholder of our documents is none.</summary>
    [GeneratedRegex("""_auth(Token)?=\S{8,}|-----BEGIN (EC |RSA |ENCRYPTED )?PRIVATE KEY-----|eyJ[\w-]{10,}\.eyJ[\w-]{10,}|AKIA[0-9A-Z]{16}|\b[Pp]assword=(?!…|\.\.\.|\{|\$|<|%|password|PASSWORD|secret|x\b|y\b)[^;"'\s]{8,}|amqps?://[\w-]+:(?!password|PASSWORD|secret|…|\.\.\.|\{|\$|<)[^@\s/"']{8,}@""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Secret();
}
