using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;

namespace Apa.Publications.Web;

/// <summary>The service's public side over HTTP: register, letters, judgements and feeds for everyone, without an account.</summary>
public static class PublicPages
{
    const string Limit = "public-pages";
    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static WebApplicationBuilder AddPublicPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<Addresses>();
        builder.Services.Configure<ForwardedHeadersOptions>(options => Trust(options, builder.Configuration["Web:TrustedProxies"] ?? ""));
        builder.Services.AddRateLimiter(options =>
        {
            options.AddPolicy(Limit, PerAddress);
            options.OnRejected = Refuse;
        });
        return builder;
    }

    /// <summary>Maps every page; each handler names its policy itself, as an RPC does.</summary>
    public static WebApplication MapPublicPages(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseWhen(context => !IsGrpc(context.Request), pages => pages.UseMiddleware<PublicAnswers>());
        app.UseRateLimiter();
        var pages = app.MapGroup("").RequireRateLimiting(Limit);
        pages.MapMethods("/rounds", Reading, Pages.Rounds);
        pages.MapMethods("/rounds/{round}", Reading, Pages.Register);
        pages.MapMethods("/rounds/{round}.json", Reading, Pages.RegisterJson);
        pages.MapMethods("/rounds/{round}/judgements.csv", Reading, Pages.JudgementsOfRound);
        pages.MapMethods("/rounds/{round}/manifest.json", Reading, Pages.ManifestJson);
        pages.MapMethods("/rounds/{round}/manifest.jws", Reading, Pages.ManifestSignature);
        pages.MapMethods("/.well-known/jwks.json", Reading, Pages.Keys);
        pages.MapMethods("/judgements.csv", Reading, Pages.Judgements);
        pages.MapMethods("/authorities/{laCode}", Reading, Pages.Authority);
        pages.MapMethods("/authorities/{laCode}/letters/{round}", Reading, Pages.Letter);
        pages.MapMethods("/authorities/{laCode}/letters/{round}/documents/{file}", Reading, Pages.Document);
        pages.MapMethods("/authorities/{laCode}/letters/{round}/revisions/{revision:long}", Reading, Pages.LetterRevision);
        pages.MapMethods("/authorities/{laCode}/letters/{round}/revisions/{revision:long}/documents/{file}", Reading, Pages.DocumentOfRevision);
        pages.MapMethods("/events", Reading, Pages.Events);
        pages.MapMethods("/feed.atom", Reading, Pages.Feed);
        pages.MapMethods("/register.css", Reading, Pages.Style);
        pages.MapFallback("{**path}", Pages.Nothing);
        return app;
    }

    internal static bool IsGrpc(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    /// <summary>So many requests (Web:RateLimit:Permits) in so many seconds (Web:RateLimit:Seconds) for one client address.</summary>
    static RateLimitPartition<string> PerAddress(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<IConfiguration>().GetSection("Web:RateLimit");
        return RateLimitPartition.GetFixedWindowLimiter(Client(context.Connection.RemoteIpAddress), _ => new()
        {
            PermitLimit = limits.GetValue("Permits", 300),
            Window = TimeSpan.FromSeconds(limits.GetValue("Seconds", 60)),
        });
    }

    /// <summary>One customer of IPv6 has a /64 and could be a new address with every request.</summary>
    static string Client(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    static ValueTask Refuse(OnRejectedContext context, CancellationToken ct)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new(Problems.TooMany(context.HttpContext.Request).ExecuteAsync(context.HttpContext));
    }

    /// <summary>Whose X-Forwarded-For is believed (Web:TrustedProxies, addresses by comma); by default this machine's.</summary>
    static void Trust(ForwardedHeadersOptions options, string proxies)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var proxy in proxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            options.KnownProxies.Add(IPAddress.Parse(proxy));
    }
}
