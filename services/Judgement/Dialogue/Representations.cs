using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

/// <summary>A representation: raised by the authority, decided once.</summary>
public static class Representations
{
    /// <summary>Whether the authority was right, in whole or in part.</summary>
    public static bool Upheld(this Representation representation) =>
        representation.Decision is RepresentationDecision.Upheld or RepresentationDecision.UpheldInPart;

    public static void Decide(this Representation representation, RepresentationDecision decision, string reason, string person, DateTimeOffset now)
    {
        if (representation.Decision is not RepresentationDecision.Unspecified)
            throw Refusals.DecidedAlready(representation.Name);
        (representation.Decision, representation.Reason, representation.DecidedBy, representation.DecidedAt) = (decision, reason, person, Mapping.Instant(now));
    }
}
