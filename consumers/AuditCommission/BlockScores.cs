using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf.Collections;

namespace Apa.AuditCommission;

/// <summary>
/// The block's score of each authority and round of the annual performance assessment, from the events that are kept. It goes by the
/// revision and not by the order in which they came, so the same events make the same scores.
/// </summary>
public sealed class BlockScores(BlockRule rule)
{
    readonly Lock gate = new();
    readonly Dictionary<(string ApaRound, string LaCode), List<BlockEvent>> all = [];

    public void Take(Received received)
    {
        if (Read(received) is not { } heard) return;
        lock (gate)
        {
            if (!all.TryGetValue((heard.ApaRound, heard.LaCode), out var events)) all[(heard.ApaRound, heard.LaCode)] = events = [];
            events.Add(heard);
            // Stable: of one revision the one that came last stands.
            List<BlockEvent> ordered = [.. events.OrderBy(e => e.Revision)];
            all[(heard.ApaRound, heard.LaCode)] = ordered;
        }
    }

    /// <summary>Every authority that was heard of in a round: its events by revision, the last of which stands.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<BlockEvent>> Of(string apaRound)
    {
        lock (gate) return all.Where(e => e.Key.ApaRound == apaRound).ToDictionary(e => e.Key.LaCode, e => (IReadOnlyList<BlockEvent>)e.Value);
    }

    BlockEvent? Read(Received received) => received.Event.Data switch
    {
        CpaBlockScored scored when scored.Block == rule.Service => Score(received, scored.Key, scored.Grade, ""),
        PublicationCorrected corrected => Corrected(received, corrected.Key, corrected.Grades, corrected.Reason),
        PublicationWithdrawn withdrawn => Make(received, withdrawn.Key, null, $"withdrawn: {withdrawn.Reason}"),
        _ => null,
    };

    BlockEvent Corrected(Received received, PublicationKey key, RepeatedField<AreaGrade> grades, string reason) => grades.Count == 1
        ? Score(received, key, grades[0].Grade, $"corrected: {reason}")
        : Make(received, key, null, $"corrected: {reason}; it names {grades.Count} grades, and one is the block's");

    BlockEvent Score(Received received, PublicationKey key, Grade grade, string note) => grade.Scale == rule.Scale && grade.Value is >= 1 and <= 4
        ? Make(received, key, grade.Value, note)
        : Make(received, key, null, $"{note}{(note.Length > 0 ? "; " : "")}{grade.Value} on the scale \"{grade.Scale}\" is no score of the block");

    static BlockEvent Make(Received received, PublicationKey key, int? score, string note) => new(
        received.Event.Id, received.Event.Type, received.Event.Revision, key.Round[(key.Round.IndexOf('/') + 1)..], key.Authority.LaCode, key.Authority.Name,
        [.. key.Authority.Codes.Select(code => new SchemeCode(code.Scheme, code.Value))], score, note, key.Synthetic, key.PublishedAt);
}

/// <summary>What an event says of the block's score.</summary>
/// <param name="Score">1 to 4; null: there is none, and the note says why.</param>
/// <param name="Synthetic">Whether anything in the letter is synthetic.</param>
/// <param name="PublishedAt">RFC 3339 UTC.</param>
public sealed record BlockEvent(
    string EventId, string Type, int Revision, string ApaRound, string LaCode, string Authority, IReadOnlyList<SchemeCode> Codes, int? Score, string Note, bool Synthetic, string PublishedAt);

/// <summary>A code of an authority in a scheme.</summary>
public sealed record SchemeCode(string Scheme, string Value);
