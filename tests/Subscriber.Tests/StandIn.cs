using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Apa.Subscriber.Tests;

/// <summary>A real gRPC server that stands in for Publication: what was told, by position.</summary>
sealed class StandIn : IAsyncDisposable
{
    readonly WebApplication app;
    readonly GrpcChannel channel;

    StandIn(WebApplication app, Told told)
    {
        (this.app, Told) = (app, told);
        channel = GrpcChannel.ForAddress(app.Urls.Single());
    }

    public Told Told { get; }

    public GrpcReplay Replay(string? token = null) => new(new(channel), token is null ? null : _ => new(token));

    public static async Task<StandIn> Start()
    {
        var told = new Told();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(told);
        var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        return new(app, told);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
    }

    sealed class Service(Told told) : PublicationService.PublicationServiceBase
    {
        public override Task<ListPublicationEventsResponse> ListPublicationEvents(ListPublicationEventsRequest request, ServerCallContext context) =>
            Task.FromResult(told.Page(request, context.RequestHeaders.GetValue("authorization")));
    }
}

/// <summary>What Publication told an audience.</summary>
sealed class Told
{
    readonly List<(long Position, string Body)> events = [];
    readonly Lock gate = new();

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>The authorization of the last call.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Called before a page is given; throws to fail the call.</summary>
    public Action? Before { get; set; }

    public void Add(params byte[][] bodies)
    {
        foreach (var body in bodies) Add(Position(body), body);
    }

    public void Add(long position, byte[] body)
    {
        lock (gate) events.Add((position, Encoding.UTF8.GetString(body)));
    }

    static long Position(byte[] body) => long.Parse((string)JsonNode.Parse(body)!["position"]!);

    public ListPublicationEventsResponse Page(ListPublicationEventsRequest request, string? authorization)
    {
        Before?.Invoke();
        lock (gate)
        {
            (Asked, Authorization) = (Asked + 1, authorization);
            var after = request.After.Length == 0 ? 0 : long.Parse(request.After);
            var found = events.Where(e => e.Position > after).OrderBy(e => e.Position).ToList();
            var page = found.Take(request.PageSize).ToList();
            return new() { Events = { page.Select(e => e.Body) }, Next = page.Count > 0 ? $"{page[^1].Position}" : request.After, More = found.Count > page.Count };
        }
    }
}
