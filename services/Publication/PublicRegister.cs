using Apa.Protos.Judgements.V1;
using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>What the public sees of a round: that a member exists is no secret, its grades are until they are published.</summary>
public static class PublicRegister
{
    /// <param name="round">The round with its members.</param>
    /// <param name="shown">Published and withdrawn publications, by letter revision.</param>
    /// <param name="areas">What the areas of its framework are called.</param>
    public static Register Of(Round round, IEnumerable<Publication> shown, IEnumerable<AreaTitle> areas)
    {
        var byMember = shown.ToLookup(publication => publication.LaCode);
        return new()
        {
            Round = Names.Round(round.Id),
            Title = round.Document.Title,
            Entries = { round.Document.Members.OrderBy(member => member.Authority.LaCode, StringComparer.Ordinal).Select(member => Entry(member, byMember[member.Authority.LaCode])) },
            Coverage = Coverage(round.Document),
            Areas = { areas },
        };
    }

    /// <param name="publications">Its published and withdrawn publications, by letter revision.</param>
    public static RegisterEntry Entry(Member member, IEnumerable<Publication> publications)
    {
        var entry = new RegisterEntry { Authority = member.Authority, State = RegisterState.NotYetPublished };
        var publication = publications.OrderBy(p => p.State == PublicationState.Published).LastOrDefault();
        switch (publication?.State)
        {
            case PublicationState.Published:
                Show(publication, entry);
                break;
            case PublicationState.Withdrawn:
                (entry.State, entry.Reason, entry.WithdrawnAt) = (RegisterState.Withdrawn, publication.WithdrawalReason ?? "", Mapping.Instant(publication.WithdrawnAt));
                break;
            case null when member.State == MemberState.NotAssessed:
                (entry.State, entry.Reason) = (RegisterState.NotAssessed, member.Reason);
                break;
        }
        return entry;
    }

    static void Show(Publication publication, RegisterEntry entry)
    {
        entry.State = RegisterState.Published;
        entry.Authority = publication.Letter.Authority;
        entry.Publication = publication.Name;
        entry.LetterDate = publication.Letter.LetterDate;
        entry.PublishedAt = Mapping.Instant(publication.PublishedAt);
        entry.Grades.AddRange(publication.Letter.Grades);
        entry.Designations.AddRange(publication.Letter.Designations);
        entry.Documents.AddRange(publication.Documents());
        entry.Synthetic = publication.Letter.Synthetic;
        entry.LateRelease = publication.LateRelease;
        entry.CorrectionReason = publication.CorrectionReason ?? "";
    }

    /// <summary>E.g. "102 of 150 assessed; which 48 were not is not known".</summary>
    static string Coverage(Protos.Judgements.V1.Round round)
    {
        var coverage = round.Coverage ?? new();
        var figures = (coverage.Authorities, coverage.Assessed) switch
        {
            ( > 0, > 0) => $"{coverage.Assessed} of {coverage.Authorities} assessed",
            ( > 0, 0) => $"{coverage.Authorities} authorities; how many were assessed is not known",
            (0, > 0) => $"{coverage.Assessed} assessed; of how many is not known",
            _ => "",
        };
        var notKnown = coverage.Note.Length > 0 ? coverage.Note : NotNamed(round, coverage);
        return string.Join("; ", new[] { figures, notKnown }.Where(part => part.Length > 0));
    }

    /// <summary>How many the figures leave over that no member stands for.</summary>
    static string NotNamed(Protos.Judgements.V1.Round round, Coverage coverage)
    {
        var left = coverage.Authorities - coverage.Assessed - round.Members.Count(member => member.State == MemberState.NotAssessed);
        return coverage.Assessed > 0 && left > 0 ? $"which {left} were not is not known" : "";
    }
}
