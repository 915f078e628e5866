namespace Apa.AuditCommission;

/// <summary>What an authority got in a round of the comprehensive performance assessment.</summary>
/// <param name="Status"><c>computed</c>, or <c>held</c> until every service has a score that stands.</param>
/// <param name="Stars">0 to 4; null where it is held.</param>
/// <param name="Rule">The row that gave them; null where it is held.</param>
/// <param name="Missing">Services that hold it.</param>
/// <param name="SubjectToReview">Services whose score is subject to review: the stars may change.</param>
/// <param name="Synthetic">Whether anything that it was computed from is synthetic.</param>
/// <param name="Scores">By service id; a service without any is not in it.</param>
/// <param name="ComputedAt">Since when it is so, RFC 3339 UTC.</param>
public sealed record CpaResult(
    string Round, string LaCode, string Authority, IReadOnlyList<SchemeCode> Codes, string Status, int? Stars, AppliedRule? Rule,
    IReadOnlyList<string> Missing, IReadOnlyList<string> SubjectToReview, bool Synthetic, SortedDictionary<string, JoinedScore> Scores, string? ComputedAt = null);

/// <summary>The row that was applied, and how sure we are of it.</summary>
public sealed record AppliedRule(string Row, string Words, Provenance Provenance);

/// <summary>A score and where it is from.</summary>
/// <param name="Origin"><c>APA</c>: an event; <c>JAR</c>: a joint area review, entered; <c>entered</c>.</param>
/// <param name="Source">What the person who entered it wrote; empty for an event.</param>
/// <param name="Note">What there is to say of it.</param>
/// <param name="EventId">The event's id; empty for an entered score.</param>
/// <param name="Revision">The event's revision; 0 for an entered score.</param>
public sealed record JoinedScore(Score Score, string Origin, string Source, string Note, bool Synthetic, string EventId = "", int Revision = 0);

/// <summary>Joins an authority's scores in a round and applies the rules: the same events and scores make the same result.</summary>
public static class Join
{
    /// <param name="heard">Its events of the annual performance assessment, by revision; none where nothing was heard.</param>
    /// <param name="entered">What was entered for it in this round.</param>
    public static (CpaResult Result, Stars Stars) Of(RuleTable rules, CpaRound round, string laCode, IReadOnlyList<BlockEvent> heard, IReadOnlyList<EnteredScore> entered)
    {
        var scores = new SortedDictionary<string, JoinedScore>(StringComparer.Ordinal);
        foreach (var one in entered)
            scores[one.Service] = new(one.Score, one.Service == rules.Block.Service ? "JAR" : "entered", one.Source, one.Note, one.Synthetic);
        if (heard.Count > 0) Add(scores, rules.Block.Service, heard[^1]);

        var stars = Stars.Of(rules, round.Id, scores.ToDictionary(s => s.Key, s => s.Value.Score));
        var named = heard.Count > 0 ? heard[^1] : null;
        return (new(
            round.Id, laCode, named?.Authority ?? entered[0].Authority, named?.Codes ?? [],
            stars.Row is null ? "held" : "computed", stars.Row?.Stars, stars.Row is { } row ? new(row.Id, row.Words, row.Provenance) : null,
            stars.Missing, stars.UnderReview, scores.Values.Any(s => s.Synthetic), scores), stars);
    }

    /// <summary>
    /// A council with a joint area review got no assessment in that year, so both should not be there. Where they are, the review stands,
    /// which a person entered knowing of it, and the assessment's score is told beside it.
    /// </summary>
    static void Add(SortedDictionary<string, JoinedScore> scores, string service, BlockEvent standing)
    {
        if (scores.TryGetValue(service, out var review))
        {
            var beside = $"the annual performance assessment also says {standing.Score?.ToString() ?? "nothing"} (event {standing.EventId})";
            scores[service] = review with { Note = review.Note.Length > 0 ? $"{review.Note}; {beside}" : beside };
        }
        else if (standing.Score is { } score)
        {
            scores[service] = new(new(score), "APA", "", standing.Note, standing.Synthetic, standing.EventId, standing.Revision);
        }
    }
}
