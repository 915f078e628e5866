using Apa.Protos.Judgements.V1;

namespace Apa.Letters;

/// <summary>
/// The evidence behind a letter's revision, as the latest judgement told it: what a text is checked against. It lies beside the letter,
/// since it is many times its size and only that check reads it.
/// </summary>
public sealed class KeptEvidence
{
    public required Guid LetterUid { get; init; }
    public required long Revision { get; init; }

    /// <summary>A judgement with its evidence only.</summary>
    public required Judgement Figures { get; set; }

    /// <summary>A judgement without its evidence.</summary>
    public static Judgement Without(Judgement judgement)
    {
        if (judgement.Evidence.Count == 0) return judgement;
        var without = judgement.Clone();
        without.Evidence.Clear();
        return without;
    }

    /// <summary>The evidence alone.</summary>
    public static Judgement Of(Judgement judgement) => new() { Evidence = { judgement.Evidence } };
}
