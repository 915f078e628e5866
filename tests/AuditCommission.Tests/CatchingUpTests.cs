using System.Net;
using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Tests;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Apa.AuditCommission.Tests;

/// <summary>The consumer with a token authority and a Publication to catch up from, both stood in for by real servers.</summary>
[Collection(SubscriptionTests.OneQueue)]
public sealed class CatchingUpTests(Broker broker) : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-catching-up-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_told_before_it_came_is_fetched_with_a_token_of_its_own()
    {
        await broker.DeclareExchanges();
        await broker.Empty();
        var told = new Told([.. Enumerable.Range(1, 450).Select(i => Events.Score($"{i:000}", i))]);
        await using var others = await Serve(told);
        var (authority, publication) = (others.Urls.First(), others.Urls.Last());
        await using var consumer = new WebApplicationFactory<Listener>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:broker", broker.Uri(Listener.Audience).ToString());
            host.UseSetting("Out:Directory", directory);
            host.UseSetting("services:publication:grpc:0", publication);
            host.UseSetting("Auth:Authority", authority);
            host.UseSetting("Auth:ClientId", Listener.Audience);
            host.UseSetting("Auth:ClientSecret", "its secret");
        });
        using var http = consumer.CreateClient();
        await Eventually.Holds("readiness", async () => (await http.GetAsync("/health/ready", Ct)).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(60));

        // Ready means caught up.
        Assert.Equal(450, Directory.EnumerateFiles(directory, "events.jsonl", SearchOption.AllDirectories).Count());
        Assert.Equal(["Bearer granted"], told.Authorizations.Distinct());
        Assert.Equal(["grant_type=client_credentials&client_id=audit-commission&client_secret=its+secret&scope=apa-publication"], told.Forms);
        await broker.Publish(Events.Correction("001", 451, 2), Events.Corrections);
        await Eventually.Holds("the correction", () => Task.FromResult(File.ReadAllLines(Path.Combine(directory, "001-apa-2006", "events.jsonl")).Length == 2));
    }

    /// <summary>A token authority on the first address, Publication on the last.</summary>
    static async Task<WebApplication> Serve(Told told)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(told);
        var app = builder.Build();
        app.MapGrpcService<Publication>();
        app.MapGet("/.well-known/openid-configuration", () => new { token_endpoint = $"{app.Urls.First()}/token" });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            told.Forms.Add(await body.ReadToEndAsync(Ct));
            return new { access_token = "granted", expires_in = 3600 };
        });
        await app.StartAsync(Ct);
        return app;
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>What was told, at positions from 1, and what was asked.</summary>
    sealed record Told(IReadOnlyList<byte[]> Bodies)
    {
        public List<string?> Authorizations { get; } = [];
        public List<string> Forms { get; } = [];
    }

    sealed class Publication(Told told) : PublicationService.PublicationServiceBase
    {
        public override Task<ListPublicationEventsResponse> ListPublicationEvents(ListPublicationEventsRequest request, ServerCallContext context)
        {
            told.Authorizations.Add(context.RequestHeaders.GetValue("authorization"));
            var page = told.Bodies.Skip(int.Parse(request.After)).Take(request.PageSize).ToList();
            var next = int.Parse(request.After) + page.Count;
            return Task.FromResult(new ListPublicationEventsResponse { Events = { page.Select(Encoding.UTF8.GetString) }, Next = $"{next}", More = next < told.Bodies.Count });
        }
    }
}
