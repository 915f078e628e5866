using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Apa.Contracts.Tests;
using Apa.Tests;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.IdentityModel.Tokens;

namespace Apa.Walls.Tests;

/// <summary>access.md is what people read and change: it is held against the policies in the code and against real calls.</summary>
public sealed class AccessTests(Suite suite) : IClassFixture<Suite>
{
    static readonly AccessTable Table = AccessTable.Read(Path.Combine(Repository.Root, "tests", "Walls.Tests", "access.md"));

    IEnumerable<Rpc> Rpcs => suite.Backends.SelectMany(backend => backend.Rpcs);

    [Fact]
    public void The_table_names_every_rpc_and_page_and_nothing_else() => Assert.Equal(
        Rpcs.Select(rpc => rpc.Name).Concat(suite.Backends.SelectMany(backend => backend.Pages).Select(page => page.Name)).Distinct().Order(StringComparer.Ordinal),
        Table.Rows.Select(row => row.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void The_policies_are_those_of_the_table() => Assert.Empty(
        from rpc in Rpcs
        from column in AccessTable.Columns
        let cell = Table.Cell(rpc.Name, column)
        where Policy(rpc, column) != (cell != Access.No)
        select $"{rpc.Name}, {column}: the table says {AccessTable.Show(cell)}, the policy lets {(Policy(rpc, column) ? "in" : "nobody of them in")}");

    static bool Policy(Rpc rpc, string column) => rpc.Allowed is null || (column != AccessTable.Public && (rpc.Allowed.Contains("*") || rpc.Allowed.Contains(column)));

    [Fact]
    public async Task Calls_are_answered_and_refused_as_the_table_says()
    {
        var wrong = new List<string>();
        var narrower = new List<string>();
        foreach (var backend in suite.Backends)
            foreach (var rpc in backend.Rpcs)
                foreach (var column in AccessTable.Columns)
                {
                    var cell = Table.Cell(rpc.Name, column);
                    var narrow = false;
                    // Who is refused by role is so before the request is read.
                    foreach (var name in Requests.Known[backend.Name].Take(cell == Access.No ? 1 : int.MaxValue))
                    {
                        var own = await Ask(backend, rpc, column, Callers.Of(column, name), name);
                        var other = cell == Access.No || column == AccessTable.Public ? own : await Ask(backend, rpc, column, Callers.Others(column, name), name);
                        if (Fault(cell, column, own, other) is { } fault) wrong.Add($"{rpc.Name}, {column}, {name}: {fault}, and the table says {AccessTable.Show(cell)}");
                        narrow |= other.ByPerson && !own.ByPerson;
                    }
                    if (narrow && cell == Access.Yes) wrong.Add($"{rpc.Name}, {column}: others are refused, and the table says {AccessTable.Show(cell)}");
                    if (narrow) narrower.Add($"{rpc.Name}, {column}");
                }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(narrower.Count >= 20, $"only {narrower.Count} calls were answered to one and refused to another: the requests have gone stale");
    }

    /// <summary>Who is refused by role is so whatever they ask; what is one's own or one's case is never answered to others.</summary>
    static string? Fault(Access cell, string column, Outcome own, Outcome other) => cell switch
    {
        Access.No => own.ByRole && own.Code == (column == AccessTable.Public ? StatusCode.Unauthenticated : StatusCode.PermissionDenied) ? null : $"is answered {own}",
        Access.Part => null,
        _ when own.ByRole || other.ByRole => $"is refused with {own} and {other}",
        Access.Own or Access.Case when other.Code == StatusCode.OK => "is answered to others",
        _ => null,
    };

    static Task<Outcome> Ask(Backend backend, Rpc rpc, string column, (string Person, string[] Roles) caller, string name) => rpc.Call(
        backend.With(column == AccessTable.Public ? null : TestTokens.For(backend.Name, caller.Person, caller.Roles)), Requests.Make(rpc, name).ToByteArray());

    public static TheoryData<string> BadTokens => ["none", "expired", "not yet valid", "wrong issuer", "wrong audience", "wrong key", "alg none", "symmetric by the public key", "cut", "no token at all"];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task No_rpc_that_is_not_for_all_takes_a_token_that_is_not_good(string what)
    {
        foreach (var backend in suite.Backends)
            foreach (var rpc in backend.Rpcs.Where(rpc => rpc.Allowed is not null))
            {
                var outcome = await rpc.Call(backend.With(Bad(what, backend.Name)), Requests.Make(rpc, Requests.Known[backend.Name][0]).ToByteArray());
                Assert.True(outcome is { Code: StatusCode.Unauthenticated, Reason: "UNAUTHENTICATED" }, $"{rpc.Name}, {what}: {outcome}");
            }
    }

    static string? Bad(string what, string service)
    {
        string[] all = [.. AccessTable.Columns.Where(column => column != AccessTable.Public).Select(column => Callers.Of(column, "").Roles[0])];
        var good = TestTokens.For(service, "eve", all);
        switch (what)
        {
            case "none": return null;
            case "expired": return TestTokens.Make(service, "eve", all, expires: new(2001, 1, 1));
            case "not yet valid": return TestTokens.Make(service, "eve", all, notBefore: new(2099, 1, 1));
            case "wrong issuer": return TestTokens.Make(service, "eve", all, issuer: "https://elsewhere.test/");
            case "wrong audience": return TestTokens.For(service == "letter" ? "judgement" : "letter", "eve", all);
            case "wrong key":
                using (var rsa = RSA.Create(2048)) return TestTokens.Make(service, "eve", all, signing: new(new RsaSecurityKey(rsa.ExportParameters(true)) { KeyId = "test" }, SecurityAlgorithms.RsaSha256));
            case "alg none": return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{good.Split('.')[1]}.";
            case "symmetric by the public key":
                return TestTokens.Make(service, "eve", all, signing: new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(TestTokens.Key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "test" }, SecurityAlgorithms.HmacSha256));
            case "cut": return good[..^8];
            default: return "zq7marker.not.a-token";
        }
    }

    [Fact]
    public async Task Pages_are_answered_as_the_table_says()
    {
        foreach (var backend in suite.Backends)
            foreach (var page in backend.Pages)
            {
                Assert.Equal(page.ForAll ? Access.Yes : Access.No, Table.Cell(page.Name, AccessTable.Public));
                using var answer = await backend.Http.GetAsync(new Uri(page.Address, UriKind.Relative), TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) == page.ForAll, $"{page.Name}: {answer.StatusCode}");
                Assert.True((int)answer.StatusCode < 500 || page.Path.StartsWith("/health", StringComparison.Ordinal), $"{page.Name}: {answer.StatusCode}");
            }
    }
}
