using System.Text;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;

namespace Apa.Subscriber.Tests;

/// <summary>Events as Publication's outbox writes them.</summary>
static class Events
{
    public const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static string Subject(string laCode) => $"rounds/apa-2006/publications/{laCode}";

    static PublicationKey Key(string laCode) => new() { Publication = Subject(laCode), Round = "rounds/apa-2006", Authority = new() { LaCode = laCode, Name = "Hertfordshire" } };

    public static byte[] Score(long position, string laCode = "919", long revision = 1) =>
        Body(new CpaBlockScored { Key = Key(laCode), Block = "children-and-young-people", Grade = new() { Scale = "apa-four-point", Value = 3, Word = "good" } }, Subject(laCode), revision, position);

    public static byte[] Correction(long position, string laCode = "919", long revision = 2) =>
        Body(new PublicationCorrected { Key = Key(laCode), Reason = "letter revision 2 replaces revision 1" }, Subject(laCode), revision, position);

    public static byte[] Release(long position) => Body(new RoundReleased { Round = "rounds/apa-2006", Expected = 1, Published = 1 }, "rounds/apa-2006", 1, position);

    /// <summary>Many events, each of a publication of its own.</summary>
    public static byte[][] Scores(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(i => Score(i, $"{i}"))];

    /// <summary>The same event with an attribute more, or one less.</summary>
    public static byte[] With(byte[] body, string attribute, JsonNode? value)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        if (value is null) json.Remove(attribute);
        else json[attribute] = value;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    public static byte[] Rehearsal(byte[] body) => With(body, "rehearsal", "true");

    public static byte[] Body(IMessage data, string subject, long revision, long position) => CloudEvent.Write(Row(data, subject, revision, position), "/apa/publication");

    public static OutboxRow Row(IMessage data, string subject, long revision, long position, string? audience = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Type = data.Descriptor.FullName,
        Exchange = "",
        Audience = audience,
        Subject = subject,
        Revision = revision,
        Data = JsonFormatter.Default.Format(data),
        Traceparent = Traceparent,
        Created = DateTimeOffset.UnixEpoch,
        Position = position,
    };
}
