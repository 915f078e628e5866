using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements;

// What belongs to a case, a row each; documents nobody queries inside are kept in the shape of the contract.

/// <summary>The profile that a case is judged on, as pulled: protobuf bytes of apa.indicators.v1.Profile.</summary>
public sealed class KeptProfile
{
    public required Guid AssessmentUid { get; init; }
    public required byte[] Data { get; init; }
}

/// <summary>A statement of a case.</summary>
public sealed class Evidence
{
    public required Guid AssessmentUid { get; init; }
    public required string Id { get; init; }
    public required string Outcome { get; set; }
    public required Statement Document { get; set; }
}

/// <summary>The narrative of one section, versioned by itself so that two people may edit two sections.</summary>
public sealed class Section
{
    public required Guid AssessmentUid { get; init; }
    public required string Id { get; init; }
    public required string Markdown { get; set; }
    public Grade? Grading { get; set; }
    public long Version { get; set; } = 1;
    public required string ChangedBy { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>The version of one list, as put; the items stand by themselves.</summary>
public sealed class PutList
{
    public required Guid AssessmentUid { get; init; }
    public required string Id { get; init; }
    public long Version { get; set; }
    public required string ChangedBy { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>An item of a list.</summary>
public sealed class Item
{
    public required Guid AssessmentUid { get; init; }
    public required string List { get; init; }
    public required string Outcome { get; init; }
    public required int Position { get; init; }
    public required ListItem Document { get; init; }
}

/// <summary>The answer to a warning of the checklist as it read: where the entry says something else later, it is open again.</summary>
public sealed class Waiver
{
    public required Guid AssessmentUid { get; init; }
    public required string Entry { get; init; }
    public required string Message { get; set; }
    public required string Reason { get; set; }
    public required string Person { get; set; }
    public required DateTimeOffset At { get; set; }
}

/// <summary>A judgement as it was sent, proposed or final: kept for ever, the newest is what the next proposal is compared with.</summary>
public sealed class SentJudgement
{
    public required Guid AssessmentUid { get; init; }
    public required long Revision { get; init; }
    public required bool Final { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Judgement Document { get; init; }
}

/// <summary>One thing done on a case. The table only grows: the database refuses to change or delete a line.</summary>
public sealed class HistoryLine
{
    /// <summary>The verbs of those who work on a case; whoever did one of them is no stranger to it.</summary>
    public static readonly IReadOnlyList<string> OfTheWork =
    [
        "Open", "PutStatements", "RemoveStatements", "PutFindings", "PutListItems", "DecideGrades", "DecideDesignation", "WaiveWarnings",
        "RaiseEnquiry", "CloseEnquiry", "Submit", "Moderate", "Return", "Finalise",
    ];

    public long Id { get; private set; }
    public Guid AssessmentUid { get; private set; }
    public required DateTimeOffset At { get; init; }
    public required string Person { get; init; }
    public required string Verb { get; init; }
    public required AssessmentState State { get; init; }
    public required long Revision { get; init; }
    public required string What { get; init; }
    public required string Reason { get; init; }

    /// <summary>The request as it was accepted, proto3 JSON; null where no request led to it.</summary>
    public string? Request { get; set; }
}

/// <summary>A framework version, immutable.</summary>
public sealed class LoadedFramework
{
    public required string Id { get; init; }
    public required int Version { get; init; }
    public required Framework Document { get; init; }
}

/// <summary>A round; what nobody queries stands in its document.</summary>
public sealed class Round
{
    public required string Id { get; init; }
    public required string FrameworkId { get; init; }
    public required int FrameworkVersion { get; init; }
    public required DateOnly LetterDate { get; init; }
    public required long Revision { get; set; }
    public long Version { get; set; } = 1;
    public required Apa.Protos.Judgements.V1.Round Document { get; set; }

    /// <summary>Adds members or brings known ones up to date, by LA code; says whether that changed anything.</summary>
    public bool Put(IEnumerable<Member> members)
    {
        var given = members.ToDictionary(member => member.Authority.LaCode);
        var document = Document.Clone();
        document.Members.Clear();
        document.Members.AddRange(Document.Members.Select(member => given.Remove(member.Authority.LaCode, out var changed) ? changed : member));
        document.Members.AddRange(given.Values);
        if (document.Equals(Document))
            return false;
        (Document, Revision, Version) = (document, Revision + 1, Version + 1);
        return true;
    }
}
