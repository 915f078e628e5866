using Apa.Shared;

namespace Apa.Indicators;

/// <summary>An authority's doubt about one of its values: it ends as a correction or as a refusal, and both are kept.</summary>
public sealed class ValueQuery
{
    /// <summary>UUIDv7.</summary>
    public required Guid Uid { get; init; }
    public required string DatasetId { get; init; }
    public required string LaCode { get; init; }
    public Proto.ValueQueryState State { get; private set; } = Proto.ValueQueryState.Open;

    /// <summary>The row's own version.</summary>
    public long Etag { get; private set; } = 1;

    /// <summary>The query as it is shown.</summary>
    public required Proto.ValueQuery Document { get; set; }

    /// <summary>OPEN → CORRECTED, by a correction of what was doubted.</summary>
    public void Correct(string version, string reason, string person, DateTimeOffset now)
    {
        End(Proto.ValueQueryState.Corrected, reason, person, now);
        Document.CorrectedIn = version;
    }

    /// <summary>OPEN → REFUSED: the value stays, for a reason.</summary>
    public void Refuse(string reason, string person, DateTimeOffset now) => End(Proto.ValueQueryState.Refused, reason, person, now);

    void End(Proto.ValueQueryState state, string answer, string person, DateTimeOffset now)
    {
        if (State is not Proto.ValueQueryState.Open) throw new Refusal("QUERY_CLOSED", $"{Document.Name} was ended before: {Document.Answer}");
        Etag++;
        // A new message: what is kept is compared with what it was.
        Document = new(Document) { State = State = state, Answer = answer, EndedBy = person, EndedAt = Mapping.Instant(now) };
    }
}
