namespace Apa.Publications.Web;

/// <summary>
/// The permanent addresses. Absolute ones begin with Web:PublicAddress where it is set: an address that leaves in a file must not
/// come from whatever host name a request claims.
/// </summary>
public sealed class Addresses(IConfiguration configuration)
{
    public const string Feed = "/feed.atom";
    public const string Judgements = "/judgements.csv";
    public const string Rounds = "/rounds";

    readonly string? configured = configuration["Web:PublicAddress"]?.TrimEnd('/');

    public static string Round(string round) => $"/rounds/{round}";

    public static string ManifestOf(string round) => $"/rounds/{round}/manifest.json";

    public static string ManifestSignatureOf(string round) => $"/rounds/{round}/manifest.jws";

    public static string JudgementsOf(string round) => $"/rounds/{round}/judgements.csv";

    public static string Authority(string laCode) => $"/authorities/{laCode}";

    public static string Letter(string laCode, string round) => $"/authorities/{laCode}/letters/{round}";

    public static string Revision(string laCode, string round, long revision) => $"{Letter(laCode, round)}/revisions/{revision}";

    /// <summary>A path with host and scheme where they are configured; alone where no request could tell them.</summary>
    public string Public(string path) => $"{configured}{path}";

    /// <summary>A path with host and scheme.</summary>
    public string Absolute(HttpRequest request, string path) => $"{configured ?? $"{request.Scheme}://{request.Host}"}{path}";
}
