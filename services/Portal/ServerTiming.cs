using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;

namespace Apa.Portal;

/// <summary>
/// How long a page waited for the services, told to whoever develops by the header Server-Timing, which browsers show. Calls side by side
/// count once; streamed files are not counted.
/// </summary>
static class ServerTiming
{
    /// <summary>The entry of the header; its dur is in milliseconds.</summary>
    public const string Entry = "calls";

    public static void AddServerTiming(this WebApplicationBuilder builder)
    {
        builder.Services.AddTransient<Timed>();
        builder.Services.ConfigureAll<GrpcClientFactoryOptions>(options => options.InterceptorRegistrations.Add(new(InterceptorScope.Client, services => services.GetRequiredService<Timed>())));
    }

    public static void UseServerTiming(this WebApplication app) => app.Use((context, next) =>
    {
        var waiting = new Waiting(app.Services.GetRequiredService<TimeProvider>());
        context.Items[typeof(Waiting)] = waiting;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"{Entry};dur={waiting.Total.TotalMilliseconds:0.00}");
            return Task.CompletedTask;
        });
        return next();
    });

    /// <summary>The time during which at least one call of a page was under way.</summary>
    sealed class Waiting(TimeProvider time)
    {
        readonly Lock gate = new();
        int open;
        long since;

        public TimeSpan Total { get; private set; }

        public void Begin()
        {
            lock (gate)
                if (open++ == 0) since = time.GetTimestamp();
        }

        public void End()
        {
            lock (gate)
                if (--open == 0) Total += time.GetElapsedTime(since);
        }
    }

    sealed class Timed(IHttpContextAccessor http) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            if (http.HttpContext?.Items[typeof(Waiting)] is not Waiting waiting) return continuation(request, context);
            waiting.Begin();
            var call = continuation(request, context);
            return new(Answer(call.ResponseAsync, waiting), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        static async Task<TResponse> Answer<TResponse>(Task<TResponse> response, Waiting waiting)
        {
            try
            {
                return await response;
            }
            finally
            {
                waiting.End();
            }
        }
    }
}
