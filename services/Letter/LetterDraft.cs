using Apa.Protos.Letters.V1;

namespace Apa.Letters;

/// <summary>The text of a letter as it stood once, numbered through all its revisions.</summary>
public sealed class LetterDraft
{
    public required Guid LetterUid { get; init; }
    public required int Number { get; init; }
    public required long Revision { get; init; }
    public required long ContentRevision { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Who changed the text; empty where a judgement or a round did.</summary>
    public required string By { get; init; }
    public required string Why { get; init; }
    public required string TextSha256 { get; init; }

    /// <summary>The authority could read it: it was sent for its check, or made when the letter had been.</summary>
    public required bool Shown { get; set; }

    /// <summary>Its text, block by block in plain words with figures resolved, as proto3 JSON of apa.letter.v1.Letter with blocks only.</summary>
    public required Proto.Letter Text { get; init; }
}
