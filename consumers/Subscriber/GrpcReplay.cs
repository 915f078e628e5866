using System.Globalization;
using System.Text;
using Apa.Protos.Publications.V1;
using Grpc.Core;

namespace Apa.Subscriber;

/// <summary>Catches up by <c>ListPublicationEvents</c>.</summary>
/// <param name="client">Publication.</param>
/// <param name="token">A bearer token that holds now, with <c>consumer:{audience}</c>; null: none is sent, and the events are the public's.</param>
public sealed class GrpcReplay(PublicationService.PublicationServiceClient client, Func<CancellationToken, ValueTask<string>>? token = null) : IReplay
{
    public async Task<ReplayPage> After(long after, int size, CancellationToken ct)
    {
        var request = new ListPublicationEventsRequest { After = after.ToString(CultureInfo.InvariantCulture), PageSize = size };
        var page = await client.ListPublicationEventsAsync(request, await Headers(ct), cancellationToken: ct);
        return new(
            [.. page.Events.Select(e => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(e))],
            long.Parse(page.Next, NumberStyles.None, CultureInfo.InvariantCulture), page.More);
    }

    async Task<Metadata> Headers(CancellationToken ct) => token is null ? [] : new() { { "authorization", $"Bearer {await Tokens.Ask(token, ct)}" } };
}

static class Tokens
{
    /// <summary>An empty token would be answered with the public's events, taken for one's own.</summary>
    public static async ValueTask<string> Ask(Func<CancellationToken, ValueTask<string>> token, CancellationToken ct) =>
        await token(ct) is { Length: > 0 } given ? given : throw new InvalidOperationException("there is no token to catch up with");
}
