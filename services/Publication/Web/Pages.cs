using System.Reflection;
using Apa.Publications.Web.Components;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Apa.Publications.Web;

/// <summary>The pages; one file each. Every handler names its policy.</summary>
static partial class Pages
{
    static readonly string Css = ReadCss();

    /// <summary>The pages' only style sheet.</summary>
    [AllowAnonymous]
    public static IResult Style(HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.Text(Css, "text/css; charset=utf-8");
    }

    /// <summary>Whatever is no page.</summary>
    [AllowAnonymous]
    public static IResult Nothing(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return Problems.NotFound(context.Request);
        context.Response.Headers.Allow = "GET, HEAD";
        return Problems.ReadOnly(context.Request);
    }

    static RazorComponentResult<TPage> Page<TPage>(object parameters) where TPage : IComponent => new(parameters) { PreventStreamingRendering = true };

    static string ReadCss()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("register.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
