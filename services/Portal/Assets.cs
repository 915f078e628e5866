using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Apa.Portal;

/// <summary>Style sheets and scripts, from within the program, under an address that changes with them: a browser keeps them for good.</summary>
public static partial class Assets
{
    static readonly FrozenDictionary<string, byte[]> Files = Read();
    static readonly string Version = Convert.ToHexStringLower(SHA256.HashData([.. Files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value)]))[..12];

    /// <summary>Where a file is had.</summary>
    public static string Path(string file) => $"/assets/{Version}/{file}";

    public static void MapAssets(this WebApplication app) => app.MapGet("/assets/{version}/{file}", Serve).AllowAnonymous();

    static Results<FileContentHttpResult, NotFound> Serve(string version, string file, HttpResponse response)
    {
        if (version != Version || !Files.TryGetValue(file, out var bytes)) return TypedResults.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, file.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
    }

    static FrozenDictionary<string, byte[]> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().ToFrozenDictionary(name => name, name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return name == "govuk-frontend.min.css" ? WithoutTypeface(bytes) : bytes;
        });
    }

    /// <summary>The typeface of GOV.UK is licensed for gov.uk only: without its files the sheet falls back to Arial, and nothing is asked for that is not there.</summary>
    static byte[] WithoutTypeface(byte[] sheet) => Encoding.UTF8.GetBytes(FontFace().Replace(Encoding.UTF8.GetString(sheet), ""));

    [GeneratedRegex(@"@font-face\s*\{[^}]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FontFace();
}
