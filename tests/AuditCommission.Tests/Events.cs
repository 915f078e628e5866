using System.Text;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
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

    public static readonly string Withdrawals = Topology.Exchange(PublicationWithdrawn.Descriptor, "audit-commission");

    static PublicationKey Key(string laCode) => new()
    {
        Publication = $"rounds/apa-2006/publications/{laCode}",
        Round = "rounds/apa-2006",
        Authority = new() { LaCode = laCode, Name = "Hertfordshire", Codes = { new Code { Scheme = "snac", Value = "26" }, new Code { Scheme = "gss", Value = "E10000015" } } },
    };

    static Grade Grade(int value, string scale) => new() { Scale = scale, Value = value };

    public static byte[] Score(string laCode, long revision = 1, int grade = 3, string scale = "apa-four-point") =>
        Bytes(new CpaBlockScored { Key = Key(laCode), Block = "children-and-young-people", Grade = Grade(grade, scale) }, $"rounds/apa-2006/publications/{laCode}", revision);

    public static byte[] Correction(string laCode, long revision, params int[] grades) => Bytes(
        new PublicationCorrected { Key = Key(laCode), Reason = "reviews were counted twice", Grades = { grades.Select(g => new AreaGrade { Area = "childrens-services", Grade = Grade(g, "apa-four-point") }) } },
        $"rounds/apa-2006/publications/{laCode}", revision);

    public static byte[] Withdrawal(string laCode, long revision) =>
        Bytes(new PublicationWithdrawn { Key = Key(laCode), Reason = "a grade is wrong" }, $"rounds/apa-2006/publications/{laCode}", revision);

    public static byte[] Rehearsal(byte[] body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        json["rehearsal"] = "true";
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

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
