using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Apa.Shared;

/// <summary>
/// What one caller may take of a service, from configuration <c>Limits:*</c>; docs/limits.md says what happens at each.
/// </summary>
public sealed class Limits
{
    /// <summary>Bytes of one message of a request; a larger one is RESOURCE_EXHAUSTED.</summary>
    public int MessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Messages of one request's stream.</summary>
    public int StreamMessages { get; init; } = 20_000;

    /// <summary>Seconds between two messages of a request's stream; who sends nothing for longer is cut off.</summary>
    public int StreamIdleSeconds { get; init; } = 30;

    /// <summary>Seconds that one call may take, however long its caller would wait.</summary>
    public int CallSeconds { get; init; } = 600;

    /// <summary>Calls at once on one connection; more wait in the client.</summary>
    public int StreamsPerConnection { get; init; } = 256;

    /// <summary>Connections at once; more are closed as they come.</summary>
    public int Connections { get; init; } = 1_000;

    /// <summary>Bytes of the headers of one request.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Seconds that headers may take to come.</summary>
    public int HeaderSeconds { get; init; } = 15;

    /// <summary>
    /// Bytes a second that a body must come and go with, after five seconds of grace. gRPC lifts it, and the size of a body, for requests
    /// that are streams: their messages and their time are counted instead.
    /// </summary>
    public double BodyBytesPerSecond { get; init; } = 240;

    /// <summary>Seconds after which a silent connection is asked whether it is still there; without an answer in as many again it is closed.</summary>
    public int KeepAliveSeconds { get; init; } = 60;

    public static Limits Of(IConfiguration configuration) => configuration.GetSection("Limits").Get<Limits>() ?? new();

    public void Apply(KestrelServerLimits kestrel)
    {
        kestrel.MaxConcurrentConnections = Connections;
        kestrel.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.RequestHeadersTimeout = TimeSpan.FromSeconds(HeaderSeconds);
        kestrel.MinRequestBodyDataRate = new(BodyBytesPerSecond, TimeSpan.FromSeconds(5));
        kestrel.MinResponseDataRate = new(BodyBytesPerSecond, TimeSpan.FromSeconds(5));
        kestrel.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Http2.MaxRequestHeaderFieldSize = HeaderBytes;
        kestrel.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(KeepAliveSeconds);
        kestrel.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(KeepAliveSeconds);
    }
}
