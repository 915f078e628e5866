using Apa.Protos.Judgements.V1;
using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>What stands for and against the release of a round, and of each of its members, before anybody schedules it.</summary>
static class Preview
{
    /// <param name="newest">The newest publication of every member that has one.</param>
    public static IEnumerable<PreviewFinding> OfRound(Round round, IReadOnlyCollection<Publication> newest, DateTimeOffset now)
    {
        var toAssess = round.Document.Members.Where(member => member.State == MemberState.ToAssess).Select(member => member.Authority.LaCode).ToList();
        var without = toAssess.Except(newest.Select(p => p.LaCode)).Count();
        if (without > 0) yield return Warning("MEMBERS_WITHOUT_LETTER", $"{without} of {toAssess.Count} members have no letter");
        if (now >= round.ReleaseInstant) yield return Warning("INSTANT_PAST", $"{Mapping.Instant(round.ReleaseInstant)} is past: what is scheduled is published at once");
        if (round.Release.OnCall.Count == 0) yield return Warning("NOBODY_ON_CALL", "nobody may abort the release");
    }

    /// <param name="publication">Its newest publication; null where it has no letter.</param>
    /// <param name="shown">Its published and withdrawn publications, by letter revision.</param>
    /// <param name="stored">Names of the documents that are here.</param>
    /// <param name="write">An announcement as a CloudEvent.</param>
    public static MemberPreview OfMember(
        Member member, Publication? publication, IReadOnlyCollection<Publication> shown, IReadOnlyCollection<string> stored, Publishing publishing,
        DateTimeOffset at, Func<Publication, Announcement, string> write)
    {
        var preview = new MemberPreview { Entry = PublicRegister.Entry(member, shown), Publication = publication?.Name ?? "", State = publication?.State ?? default };
        if (publication is null)
        {
            if (member.State == MemberState.ToAssess) preview.Findings.Add(Warning("NO_LETTER", "there is no letter"));
            return preview;
        }
        // What was released is as it is.
        if (publication.State is PublicationState.Published or PublicationState.Withdrawn) return preview;
        preview.Findings.AddRange(Findings(publication, publishing.ReplacedBy(publication), stored));
        try
        {
            var (foreseen, announcements) = publishing.Foresee(publication, at);
            preview.Entry = PublicRegister.Entry(member, [foreseen]);
            foreach (var audience in publishing.FrameworkOf(publication)!.Audiences.Select(audience => audience.Id).Union(announcements.Select(a => a.Audience)))
                preview.Audiences.Add(new AudiencePreview { Audience = audience, Events = { announcements.Where(a => a.Audience == audience).Select(a => write(foreseen, a)) } });
            preview.Findings.AddRange(Unheard(preview, announcements));
        }
        catch (Exception e)
        {
            // The release would fail on the same, and its reader wants to know of all the members.
            preview.Findings.Add(Error((e as Shared.Refusal)?.Reason ?? "NOT_ANNOUNCEABLE", e.Message));
        }
        return preview;
    }

    static IEnumerable<PreviewFinding> Findings(Publication publication, Publication? replaced, IReadOnlyCollection<string> stored)
    {
        var missing = publication.Letter.Documents.Select(document => document.FileName).Except(stored).ToList();
        if (missing.Count > 0) yield return Error("DOCUMENTS_MISSING", $"not here yet: {string.Join(", ", missing)}{(publication.WaitingFor is { } why ? $" ({why})" : "")}");
        if (publication.Letter.Documents.Count == 0) yield return Error("NO_DOCUMENTS", "the letter has no documents");
        if (publication is { Failure: { } failure, FailedStage: PublicationStage.Publish }) yield return Error("FAILED", failure);
        if (publication.HoldReason is { } held) yield return Warning("HELD", $"stays back, and looks like this once it is let go: {held}");
        if (publication.Letter.Synthetic) yield return Warning("SYNTHETIC", "something in it is synthetic");
        if (replaced is not null)
            yield return Warning("CORRECTS", $"letter revision {publication.LetterRevision} replaces the published revision {replaced.LetterRevision}: "
                + (publication.CorrectionReason ?? "scheduling it wants a reason"));
    }

    static IEnumerable<PreviewFinding> Unheard(MemberPreview preview, IReadOnlyList<Announcement> announcements)
    {
        if (announcements.Count == 0)
        {
            yield return Error("NO_ADDRESSEE", "no audience is told of it");
            yield break;
        }
        foreach (var audience in preview.Audiences.Where(audience => audience.Events.Count == 0))
            yield return Warning("AUDIENCE_NOT_TOLD", $"{audience.Audience} is told nothing: the letter has nothing for it");
    }

    static PreviewFinding Error(string code, string message) => new() { Severity = PreviewSeverity.Error, Code = code, Message = message };

    static PreviewFinding Warning(string code, string message) => new() { Severity = PreviewSeverity.Warning, Code = code, Message = message };
}
