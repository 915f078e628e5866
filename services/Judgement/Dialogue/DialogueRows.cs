using Apa.Protos.Judgements.V1;

namespace Apa.Judgements.Dialogue;

// What passes between team and authority, a row each, numbered within the case.

/// <summary>A line of enquiry.</summary>
public sealed class KeptEnquiry
{
    public required Guid AssessmentUid { get; init; }
    public required int Number { get; init; }
    public required Enquiry Document { get; set; }
}

/// <summary>A document that the authority filed, with its bytes; read without them but for download and export.</summary>
public sealed class KeptDocument
{
    public required Guid AssessmentUid { get; init; }
    public required int Number { get; init; }
    public required long Size { get; init; }
    public required FiledDocument Document { get; init; }
    public required byte[] Content { get; init; }
}

/// <summary>A representation.</summary>
public sealed class KeptRepresentation
{
    public required Guid AssessmentUid { get; init; }
    public required int Number { get; init; }
    public required Representation Document { get; set; }
}
