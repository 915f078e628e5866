using Apa.Publications.Web.Components;
using Apa.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Publications.Web;

/// <summary>
/// Every error of the pages: RFC 9457 problem+json, or a page for who asks for one. None repeats what was asked for, so that what is
/// not published and what never was answer with the same bytes.
/// </summary>
static class Problems
{
    public static IResult NotFound(HttpRequest request) =>
        Of(request, 404, "Nothing is published here", "There is no such address, or what belongs there is not published.");

    public static IResult Gone(HttpRequest request) =>
        Of(request, 410, "This letter was withdrawn", "It was published, and was withdrawn since. Its documents are no longer available here.");

    public static IResult Invalid(HttpRequest request, IReadOnlyList<Violation> violations) =>
        Of(request, 400, "This cannot be asked", string.Join("; ", violations.Select(violation => $"{violation.Field} {violation.Description}")));

    public static IResult Unauthenticated(HttpRequest request) =>
        Of(request, 401, "The token is not valid", "Send a valid token of this service's audience, or none to read what is public.");

    public static IResult ReadOnly(HttpRequest request) => Of(request, 405, "These pages can only be read", "GET and HEAD are answered.");

    public static IResult TooMany(HttpRequest request) =>
        Of(request, 429, "Too many requests", "Your address has sent more requests than are answered in this time. Retry-After says how many seconds to wait.");

    public static IResult Away(HttpRequest request) => Of(request, 503, "The register is away for a moment", "Ask again in a few seconds.");

    public static IResult Unexpected(HttpRequest request) => Of(request, 500, "Something went wrong here", "The mistake is ours, and has been noted.");

    static IResult Of(HttpRequest request, int status, string title, string detail) => Accepts.Page(request)
        ? new RazorComponentResult<ProblemPage>(new { Title = title, Detail = detail }) { StatusCode = status, PreventStreamingRendering = true }
        : TypedResults.Json(new ProblemDetails { Type = "about:blank", Title = title, Status = status, Detail = detail }, contentType: "application/problem+json", statusCode: status);
}

/// <summary>What a reader would rather have.</summary>
static class Accepts
{
    /// <summary>JSON is asked for, and more than a page.</summary>
    public static bool Json(HttpRequest request) => Quality(request, "application/json") > Quality(request, "text/html");

    /// <summary>A page is asked for by name, as browsers do.</summary>
    public static bool Page(HttpRequest request) => Quality(request, "text/html") > 0 && !Json(request);

    static double Quality(HttpRequest request, string mediaType) =>
        request.GetTypedHeaders().Accept.Where(range => range.MediaType == mediaType).Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max();
}
