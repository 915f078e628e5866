using System.Collections.Concurrent;
using System.Net;
using Apa.Flow.Tests.Otlp;
using Apa.LocalHost.Servers;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Apa.Flow.Tests;

/// <summary>A span as exported: which service, which trace, whose child.</summary>
public sealed record SeenSpan(string Service, string TraceId, string SpanId, string ParentId, string Name);

/// <summary>Receives what every process exports.</summary>
public sealed class TraceReceiver : IAsyncDisposable
{
    readonly WebApplication app;

    TraceReceiver(WebApplication app, string address) => (this.app, Address) = (app, address);

    public string Address { get; }
    public IReadOnlyCollection<SeenSpan> Spans => app.Services.GetRequiredService<ConcurrentQueue<SeenSpan>>();

    public static async Task<TraceReceiver> StartAsync()
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, e => e.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton<ConcurrentQueue<SeenSpan>>();
        var app = builder.Build();
        app.MapGrpcService<Traces>();
        await app.StartAsync();
        return new(app, $"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    sealed class Traces(ConcurrentQueue<SeenSpan> seen) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            foreach (var resource in request.ResourceSpans)
            {
                var service = resource.Resource.Attributes.FirstOrDefault(a => a.Key == "service.name")?.Value.StringValue ?? "";
                foreach (var span in resource.ScopeSpans.SelectMany(s => s.Spans))
                    seen.Enqueue(new(service, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name));
            }
            return Task.FromResult(new ExportTraceServiceResponse());
        }

        static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
    }
}
