using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Apa.Shared;

/// <summary>
/// Ends a call that takes too long and a stream that sends too much or nothing: for requests that are streams gRPC lifts Kestrel's own
/// limits of size and of bytes a second.
/// </summary>
sealed class LimitInterceptor(Limits limits, TimeProvider time) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Within(context, () => continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Within(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Within(context, () => continuation(new Counted<TRequest>(requestStream, limits, time), context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Within(context, async () =>
        {
            await continuation(new Counted<TRequest>(requestStream, limits, time), responseStream, context);
            return true;
        });

    /// <summary>The call's connection is told to give up at the end of its time: whatever the handler waits for ends with it.</summary>
    async Task<T> Within<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var http = context.GetHttpContext();
        var over = false;
        await using var timer = time.CreateTimer(_ =>
        {
            over = true;
            http.Abort();
        }, null, TimeSpan.FromSeconds(limits.CallSeconds), Timeout.InfiniteTimeSpan);
        try
        {
            return await call();
        }
        catch (Exception) when (over)
        {
            throw Errors.Cancelled();
        }
    }

    sealed class Counted<T>(IAsyncStreamReader<T> inner, Limits limits, TimeProvider time) : IAsyncStreamReader<T>
    {
        int count;

        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var clock = new CancellationTokenSource(TimeSpan.FromSeconds(limits.StreamIdleSeconds), time);
            await using var both = clock.Token.Register(idle.Cancel);
            try
            {
                if (!await inner.MoveNext(idle.Token)) return false;
            }
            catch (Exception) when (clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new Refusal("STREAM_IDLE", $"nothing came for {limits.StreamIdleSeconds} s; send it again, faster", RefusalKind.TooMuch);
            }
            if (++count > limits.StreamMessages)
                throw new Refusal("STREAM_TOO_LONG", $"the stream has more than {limits.StreamMessages} messages; put more into each", RefusalKind.TooMuch);
            return true;
        }
    }
}
