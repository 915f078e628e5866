namespace Apa.Portal;

/// <summary>What a page may load and where its forms may lead: our own files and no inline script or style.</summary>
static class ContentPolicy
{
    public static void UseContentPolicy(this WebApplication app)
    {
        // A form may end at the token authority: signing out does, and so does one that is sent after the session has ended.
        var authority = Uri.TryCreate(app.Configuration["Auth:Authority"], UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "";
        var policy = $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self' {authority}; frame-ancestors 'none'; base-uri 'none'";
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            // Figures before their release and other people's cases: nothing of it stays in a browser's cache.
            if (!context.Request.Path.StartsWithSegments("/assets")) headers.CacheControl = "no-store";
            return next();
        });
    }
}
