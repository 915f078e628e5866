using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;

namespace Apa.AuditCommission.Tests;

/// <summary>Events as Publication's outbox writes them.</summary>
static class Events
{
    public const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static readonly string Scores = Topology.Exchange(CpaBlockScored.Descriptor, "audit-commission");
    public static readonly string Corrections = Topology.Exchange(PublicationCorrected.Descriptor, "audit-commission");
    public static readonly string Releases = Topology.Exchange(RoundReleased.Descriptor, "audit-commission");

    static PublicationKey Key(string laCode) => new()
    {
        Publication = $"rounds/apa-2006/publications/{laCode}",
        Round = "rounds/apa-2006",
        Authority = new() { LaCode = laCode, Name = "Hertfordshire" },
    };

    public static byte[] Score(string laCode, long revision = 1) =>
        Bytes(new CpaBlockScored { Key = Key(laCode), Block = "children-and-young-people", Grade = new() { Scale = "apa-four-point", Value = 3, Word = "good" } }, $"rounds/apa-2006/publications/{laCode}", revision);

    public static byte[] Correction(string laCode, long revision) =>
        Bytes(new PublicationCorrected { Key = Key(laCode), Reason = "letter revision 2 replaces revision 1" }, $"rounds/apa-2006/publications/{laCode}", revision);

    public static byte[] Release() => Bytes(new RoundReleased { Round = "rounds/apa-2006", Expected = 1, Published = 1 }, "rounds/apa-2006", 1);

    static byte[] Bytes(IMessage data, string subject, long revision) => CloudEvent.Write(new()
    {
        Id = Guid.CreateVersion7(),
        Type = data.Descriptor.FullName,
        Exchange = "",
        Subject = subject,
        Revision = revision,
        Data = JsonFormatter.Default.Format(data),
        Traceparent = Traceparent,
        Created = DateTimeOffset.UnixEpoch,
        Position = revision,
    }, "/apa/publication");
}
