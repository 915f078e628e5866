using System.Diagnostics;
using Apa.Shared;
using Microsoft.Net.Http.Headers;

namespace Apa.Publications.Web;

/// <summary>What every answer carries that is no gRPC: headers that bind the browser, and a page instead of an exception.</summary>
sealed partial class PublicAnswers(RequestDelegate next, ILogger<PublicAnswers> log)
{
    /// <summary>The pages have a style sheet and a search form, and nothing that runs.</summary>
    const string PagePolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A letter has its style inside.</summary>
    public const string LetterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            Bind(context.Response);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Answer(context, e);
        }
    }

    static void Bind(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true && headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = PagePolicy;
        headers.AppendCommaSeparatedValues(HeaderNames.Vary, "Accept");
        // An error may be gone in the very minute of a release; everything else is asked for again unless it says how long it holds.
        if (response.StatusCode >= 400) headers.CacheControl = "no-store";
        else if (headers.CacheControl.Count == 0) headers.CacheControl = "no-cache";
    }

    Task Answer(HttpContext context, Exception error)
    {
        var path = context.GetEndpoint()?.DisplayName ?? "";
        context.Response.Clear();
        if (Database.IsAway(error))
        {
            LogAway(path, error.GetBaseException().Message);
            context.Response.Headers.RetryAfter = "5";
            return Problems.Away(context.Request).ExecuteAsync(context);
        }
        LogUnexpected(error, path, Activity.Current?.TraceId.ToString());
        return Problems.Unexpected(context.Request).ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Page}: the database is away ({Error})")]
    private partial void LogAway(string page, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Page} failed, trace {TraceId}")]
    private partial void LogUnexpected(Exception error, string page, string? traceId);
}
