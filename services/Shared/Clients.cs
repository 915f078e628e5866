using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Apa.Shared;

/// <summary>gRPC clients of the services that this one reads from.</summary>
public static class Clients
{
    /// <summary>
    /// A client of <paramref name="service"/> at <c>services:{service}:grpc:0</c>, with a token of our own credential, a deadline of
    /// 30 s where none is given, and retries while the service is away.
    /// </summary>
    public static WebApplicationBuilder AddClient<TClient>(this WebApplicationBuilder builder, string service) where TClient : ClientBase
    {
        builder.Services.TryAddSingleton<ServiceCredentials>();
        return builder.AddClient<TClient>(service, (services, ct) => services.GetRequiredService<ServiceCredentials>().TokenFor(service, ct));
    }

    /// <summary>The same with a token of somebody else's, such as the person's who is signed in.</summary>
    /// <param name="name">Tells clients of one type apart that go to different services; had from the factory of gRPC clients.</param>
    public static WebApplicationBuilder AddClient<TClient>(
        this WebApplicationBuilder builder, string service, Func<IServiceProvider, CancellationToken, Task<string>> token, string? name = null) where TClient : ClientBase
    {
        builder.Services.AddGrpcClient<TClient>(name ?? typeof(TClient).FullName!, options =>
            {
                options.Address = new Uri(builder.Configuration[$"services:{service}:grpc:0"] ?? $"http://{service}");
                options.InterceptorRegistrations.Add(new(Grpc.Net.ClientFactory.InterceptorScope.Client, services => new DefaultDeadline(services.GetRequiredService<TimeProvider>())));
            })
            .ConfigurePrimaryHttpMessageHandler(services => Tls.Handler(services.GetRequiredService<IConfiguration>()))
            .ConfigureChannel(channel =>
            {
                // Between services of one host the wire may be plain; TLS is the address's scheme.
                channel.UnsafeUseInsecureChannelCallCredentials = true;
                channel.MaxReceiveMessageSize = LargestAnswer;
                channel.ServiceConfig = new() { MethodConfigs = { RetryWhileAway } };
            })
            .AddCallCredentials(async (context, metadata, services) =>
                metadata.Add("authorization", $"Bearer {await token(services, context.CancellationToken)}"));
        return builder;
    }

    /// <summary>In bytes: the profile of an authority with all its periods.</summary>
    const int LargestAnswer = 32 * 1024 * 1024;

    static MethodConfig RetryWhileAway => new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new()
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(200),
            MaxBackoff = TimeSpan.FromSeconds(2),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    sealed class DefaultDeadline(TimeProvider time) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithDeadline(context));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithDeadline(context));

        ClientInterceptorContext<TRequest, TResponse> WithDeadline<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class => context.Options.Deadline is not null
            ? context
            : new(context.Method, context.Host, context.Options.WithDeadline(time.GetUtcNow().UtcDateTime.AddSeconds(30)));
    }
}
