using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Apa.DevAuthority.Tests;

public sealed class TokenTests : IDisposable
{
    readonly string keys = Path.Combine(Path.GetTempPath(), $"apa-keys-{Guid.NewGuid():N}");
    readonly WebApplicationFactory<Program> authority;

    public TokenTests() => authority = Start(keys);

    static WebApplicationFactory<Program> Start(string keys) => new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Auth:Authority", "http://localhost/");
        builder.UseSetting("DevAuthority:KeyDirectory", keys);
        builder.UseSetting("DevAuthority:ClientsFile", Path.Combine(keys, "clients.json"));
        builder.UseSetting("DevAuthority:PeopleFile", Path.Combine(Root(), "seeds", "people.json"));
        foreach (var client in (string[])["localhost", "judgement", "csci"]) builder.UseSetting($"DevAuthority:ClientSecrets:{client}", $"{client}-secret");
    });

    [Fact]
    public async Task Person_gets_a_token_for_every_service_with_their_role()
    {
        var token = await Read(await Ask(authority, Person("harriet-authority")));
        Assert.Equal("harriet-authority", token.Subject);
        Assert.Equal(["authority:919"], token.Claims.Where(c => c.Type == "role").Select(c => c.Value));
        Assert.Equal(["apa-indicators", "apa-judgement", "apa-letter", "apa-publication"], token.Audiences);
        Assert.True(token.ValidTo > token.ValidFrom.AddHours(11));
    }

    [Theory]
    [InlineData("judgement", "apa-indicators", "service:judgement")]
    [InlineData("csci", "apa-publication", "consumer:csci")]
    public async Task Client_gets_a_token_for_one_service_with_its_own_role(string client, string scope, string role)
    {
        var token = await Read(await Ask(authority, new() { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = $"{client}-secret", ["scope"] = scope }));
        Assert.Equal([scope], token.Audiences);
        Assert.Equal(role, token.GetClaim("role").Value);
    }

    /// <summary>As the local host adds one: by a file that it writes while the authority runs.</summary>
    [Fact]
    public async Task Consumer_that_is_added_and_removed_while_it_runs_is_known_as_long_as_it_is_there()
    {
        var asked = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "gazette", ["client_secret"] = "gazette-secret", ["scope"] = "apa-publication" };
        Assert.Equal("invalid_client", await Error(asked));
        await File.WriteAllTextAsync(Path.Combine(keys, "clients.json"), """{"gazette": {"audience": "public", "secret": "gazette-secret"}, "localhost": {"audience": "csci", "secret": "localhost-secret"}}""");
        Assert.Equal("consumer:public", (await Read(await Ask(authority, asked))).GetClaim("role").Value);
        Assert.Equal("invalid_client", await Error(new(asked) { ["client_secret"] = "guess" }));
        // A client of the stack stays what it is.
        Assert.Equal("unauthorized_client", await Error(new(asked) { ["client_id"] = "localhost", ["client_secret"] = "localhost-secret" }));
        await File.WriteAllTextAsync(Path.Combine(keys, "clients.json"), "{}");
        Assert.Equal("invalid_client", await Error(asked));
    }

    [Fact]
    public async Task Who_may_not_have_a_token_is_told_why()
    {
        var wrongSecret = Person("ivan-inspector");
        wrongSecret["client_secret"] = "guess";
        Assert.Equal("invalid_client", await Error(wrongSecret));
        Assert.Equal("invalid_request", await Error(Person("nobody")));
        var judgement = Person("ivan-inspector");
        (judgement["client_id"], judgement["client_secret"]) = ("judgement", "judgement-secret");
        Assert.Equal("unauthorized_client", await Error(judgement));
        Assert.Equal("unauthorized_client", await Error(new() { ["grant_type"] = "client_credentials", ["client_id"] = "localhost", ["client_secret"] = "localhost-secret", ["scope"] = "apa-letter" }));
    }

    [Fact]
    public async Task Tokens_outlive_a_restart()
    {
        var answer = await Ask(authority, Person("ivan-inspector"));
        await using var again = Start(keys);
        Assert.Equal("ivan-inspector", (await Read(answer, again)).Subject);
    }

    [Fact]
    public void Outside_Development_it_does_not_start()
    {
        using var production = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder.UseEnvironment("Production"));
        Assert.ThrowsAny<Exception>(() => production.CreateClient());
    }

    static Dictionary<string, string> Person(string sub) => new() { ["grant_type"] = "urn:apa:grant:person", ["client_id"] = "localhost", ["client_secret"] = "localhost-secret", ["person"] = sub };

    async Task<string?> Error(Dictionary<string, string> form) => (await Ask(authority, form)).GetProperty("error").GetString();

    static async Task<JsonElement> Ask(WebApplicationFactory<Program> authority, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await authority.CreateClient().PostAsync(new Uri("/connect/token", UriKind.Relative), content);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    Task<JsonWebToken> Read(JsonElement answer) => Read(answer, authority);

    /// <summary>Checks a token as a service does: by the keys that the discovery document leads to.</summary>
    static async Task<JsonWebToken> Read(JsonElement answer, WebApplicationFactory<Program> authority)
    {
        var discovery = await authority.CreateClient().GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");
        var jwks = await authority.CreateClient().GetStringAsync(new Uri(discovery.GetProperty("jwks_uri").GetString()!));
        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(answer.GetProperty("access_token").GetString(), new()
        {
            ValidIssuer = discovery.GetProperty("issuer").GetString(),
            ValidateAudience = false,
            IssuerSigningKeys = new JsonWebKeySet(jwks).GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        });
        Assert.True(checkedToken.IsValid, checkedToken.Exception?.Message);
        return (JsonWebToken)checkedToken.SecurityToken;
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder!.FullName;
    }

    public void Dispose()
    {
        authority.Dispose();
        if (Directory.Exists(keys)) Directory.Delete(keys, recursive: true);
    }
}
