using System.Text;
using System.Text.Json;
using Apa.Protos.Publications.V1;
using Apa.Subscriber;

namespace Apa.AuditCommission;

/// <summary>An event as it is kept.</summary>
/// <param name="Event">The event.</param>
/// <param name="Folder">Where it is kept: <c>{la}-{round}</c>, or <c>{round}</c> where it is about a whole round.</param>
/// <param name="Line">The body on one line.</param>
public sealed record Received(ReceivedEvent Event, string Folder, byte[] Line)
{
    /// <exception cref="FormatException">It is no event that this subscriber knows.</exception>
    public static Received Read(ReadOnlyMemory<byte> body) => Of(ReceivedEvent.Read(body));

    /// <exception cref="FormatException">It names no authority or round.</exception>
    public static Received Of(ReceivedEvent e) => new(e, FolderOf(e), OneLine(e.Body));

    static string FolderOf(ReceivedEvent e)
    {
        if (e.Data is RoundReleased release) return Segment(release.Round, "rounds/");
        var key = (PublicationKey?)e.Data.Descriptor.FindFieldByName("key")?.Accessor.GetValue(e.Data) ?? throw new FormatException("it names no publication");
        return $"{Segment(key.Authority?.LaCode ?? "", "")}-{Segment(key.Round, "rounds/")}";
    }

    /// <summary>A part of a name that becomes a folder's: nothing in an event may lead out of our own.</summary>
    static string Segment(string name, string prefix)
    {
        var id = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : "";
        return id.Length is > 0 and <= 63 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? id : throw new FormatException("it names no authority or round");
    }

    /// <summary>The exact bytes; only where they hold line breaks the same JSON without them.</summary>
    static byte[] OneLine(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0) return body.ToArray();
        using var json = JsonDocument.Parse(body);
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json.RootElement));
    }
}
