using Apa.Protos.Judgements.V1;

namespace Apa.Judgements.Board;

/// <summary>A question of the board to a team, numbered within the case.</summary>
public sealed class KeptQuery
{
    public required Guid AssessmentUid { get; init; }
    public required int Number { get; init; }
    public required BoardQuery Document { get; set; }
}

/// <summary>What a panel decided, numbered within the round; never changed.</summary>
public sealed class KeptPanelDecision
{
    public required string RoundId { get; init; }
    public required int Number { get; init; }
    public required PanelDecision Document { get; init; }
}
