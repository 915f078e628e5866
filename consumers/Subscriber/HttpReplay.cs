using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Apa.Subscriber;

/// <summary>Catches up by <c>GET /events?after=</c>, a CloudEvents batch, for those who have no gRPC.</summary>
/// <param name="http">With Publication's address as its base.</param>
/// <param name="token">A bearer token that holds now, with <c>consumer:{audience}</c>; null: none is sent, and the events are the public's.</param>
public sealed partial class HttpReplay(HttpClient http, Func<CancellationToken, ValueTask<string>>? token = null) : IReplay
{
    const string Batch = "application/cloudevents-batch+json";

    public async Task<ReplayPage> After(long after, int size, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"events?after={after}&limit={size}", UriKind.Relative));
        if (token is not null) request.Headers.Authorization = new("Bearer", await Tokens.Ask(token, ct));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        answer.EnsureSuccessStatusCode();
        if (answer.Content.Headers.ContentType?.MediaType != Batch) throw new InvalidDataException($"the replay did not answer with {Batch}");
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: ct);
        return new(
            [.. json.RootElement.EnumerateArray().Select(e => (ReadOnlyMemory<byte>)JsonMarshal.GetRawUtf8Value(e).ToArray())],
            Next(answer), answer.Headers.TryGetValues("Apa-More", out var more) && more.Contains("true"));
    }

    /// <summary>The next link leads on, also from an empty page: what is no event has no position to go on after.</summary>
    static long Next(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Link", out var links) && NextLink().Match(string.Join(", ", links)) is { Success: true } link
            ? long.Parse(link.Groups["after"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new InvalidDataException("the replay has no next link");

    [GeneratedRegex("""<[^>]*[?&]after=(?<after>\d{1,18})[^>]*>\s*;\s*rel="?next"?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NextLink();
}
