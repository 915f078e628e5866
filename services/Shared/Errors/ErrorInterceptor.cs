using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Apa.Shared;

/// <summary>The one place where what went wrong becomes a status. Logs ids and reasons, never a body.</summary>
sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    RpcException Translate(Exception error, ServerCallContext context)
    {
        switch (error)
        {
            case RpcException known:
                return known;
            case Refusal refusal:
                LogRefused(context.Method, refusal.Reason);
                return Errors.From(refusal);
            // Whatever broke, broke because the caller left or their deadline passed.
            case var _ when context.CancellationToken.IsCancellationRequested:
                return Errors.Cancelled();
            case var e when Database.IsConflict(e):
                return Errors.Concurrent();
            case var e when Database.IsAway(e):
                LogAway(context.Method, e.GetBaseException().Message);
                return Errors.Unavailable("the database");
            default:
                LogUnexpected(error, context.Method);
                return Errors.Internal(Activity.Current?.TraceId.ToString());
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} refused: {Reason}")]
    private partial void LogRefused(string method, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the database is away ({Error})")]
    private partial void LogAway(string method, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogUnexpected(Exception error, string method);
}
