using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Apa.Judgements.Tests.Service;

/// <summary>The real service on a test server with a database of its own; tokens of any person, Indicators in memory.</summary>
public sealed class JudgementApp : IAsyncLifetime
{
    static readonly ECDsaSecurityKey Key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    WebApplicationFactory<JudgementService> factory = null!;
    GrpcChannel channel = null!;
    string database = "";

    internal Indicators Indicators { get; } = new();

    public IServiceProvider Services => factory.Services;

    public async ValueTask InitializeAsync()
    {
        var server = Environment.GetEnvironmentVariable("APA_TEST_PG") ?? throw new InvalidOperationException("APA_TEST_PG names no PostgreSQL server.");
        database = $"{server};Database=judgement_{Guid.NewGuid():N}";
        await using (var db = Db())
            await db.Database.MigrateAsync();
        factory = new WebApplicationFactory<JudgementService>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("ConnectionStrings:db", database);
            builder.UseSetting("Auth:Authority", "https://authority.test");
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton(new IndicatorsService.IndicatorsServiceClient(Indicators));
                services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
                {
                    options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = "https://authority.test", SigningKeys = { Key } });
                    options.TokenValidationParameters.ValidIssuer = "https://authority.test";
                });
            });
        });
        channel = GrpcChannel.ForAddress(factory.Server.BaseAddress, new() { HttpHandler = factory.Server.CreateHandler() });
        await Seed();
    }

    /// <summary>A client with a token of that person and those roles.</summary>
    public JudgementClient As(string person, params string[] roles)
    {
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://authority.test",
            Audience = "apa-judgement",
            Subject = new([new Claim("sub", person), .. roles.Select(role => new Claim("role", role))]),
            SigningCredentials = new(Key, SecurityAlgorithms.EcdsaSha256),
        });
        return new(channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        }));
    }

    /// <summary>Asks until the answer fits; fails after ten seconds.</summary>
    public async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> fits)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await ask();
            if (fits(answer))
                return answer;
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>The event that was committed for this subject and revision.</summary>
    public async Task<T> Event<T>(string subject, long revision) where T : IMessage<T>, new()
    {
        var type = new T().Descriptor;
        await using var scope = Services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<JudgementDb>().Outbox
            .SingleAsync(row => row.Type == type.FullName && row.Subject == subject && row.Revision == revision, TestContext.Current.CancellationToken);
        return (T)JsonParser.Default.Parse(row.Data, type);
    }

    /// <summary>Delivers an event as the broker would.</summary>
    public async Task Hear<T>(T data, string subject, int revision) where T : IMessage<T>
    {
        var taken = await Services.GetRequiredService<Inbox<JudgementDb>>().Take(new()
        {
            Id = Guid.NewGuid().ToString(),
            Source = "/apa/indicators",
            Type = data.Descriptor.FullName,
            Subject = subject,
            Time = DateTimeOffset.UnixEpoch,
            Revision = revision,
            Position = "1",
            Data = JsonDocument.Parse(JsonFormatter.Default.Format(data)).RootElement,
        }, TestContext.Current.CancellationToken);
        Assert.Equal(InboxState.Handled, taken);
    }

    JudgementDb Db() => new(new DbContextOptionsBuilder<JudgementDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options, TimeProvider.System);

    async Task Seed()
    {
        var administrator = As("adam", "administrator");
        await administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = Frameworks.ThreeGrades() });
        string[] everybody = [.. Enumerable.Range(101, 300).Select(code => $"{code}")];
        foreach (var (id, letterDate) in new[] { ("spring", "2006-04-01"), ("autumn", "2006-11-01"), ("winter", "2006-12-01") })
            await administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = Round(id, letterDate, everybody) });
    }

    public static Proto.Round Round(string id, string letterDate, params string[] laCodes)
    {
        var round = new Proto.Round
        {
            Id = id,
            Title = id,
            Framework = new() { Id = "test-three", Version = 1 },
            LetterDate = letterDate,
            ReleaseInstant = "2006-11-01T00:00:00Z",
            TimeZone = "Europe/London",
        };
        round.Members.AddRange(laCodes.Select(laCode => new Member { Authority = new() { LaCode = laCode, Name = $"Place {laCode}" }, State = MemberState.ToAssess }));
        return round;
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await factory.DisposeAsync();
        await using var db = Db();
        await db.Database.EnsureDeletedAsync();
    }
}
