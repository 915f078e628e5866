using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf;

namespace Apa.Publications;

/// <summary>An event for one audience.</summary>
public sealed record Announcement(string Audience, IMessage Message);

/// <summary>
/// What each audience is told: its own part of the letter, by what its framework says, and nothing else. The area of a grade is
/// data throughout.
/// </summary>
public static class Announcements
{
    /// <summary>The block of the comprehensive performance assessment that takes its score from here.</summary>
    const string Block = "children-and-young-people";

    /// <summary>Of a publication: an audience that had the one it replaces hears of a correction, the others of the letter.</summary>
    public static IEnumerable<Announcement> OfLetter(Publication publication, Framework framework, Publication? replaced) =>
        from audience in framework.Audiences
        from name in audience.Events
        where (name == nameof(PublicationCorrected)) == (replaced?.Told.Contains(audience.Id) ?? false)
        let message = Message(name, publication, audience, replaced)
        where message is not null
        select new Announcement(audience.Id, message);

    /// <summary>Of a withdrawal: whoever was told of the letter must know, whatever events it chose.</summary>
    public static IEnumerable<Announcement> OfWithdrawal(Publication publication) => publication.Told.Select(audience =>
        new Announcement(audience, new PublicationWithdrawn { Key = publication.Key(), Reason = publication.WithdrawalReason }));

    public static IEnumerable<Announcement> OfRelease(RoundReleased release, Framework framework) =>
        framework.Audiences.Where(audience => audience.Events.Contains(nameof(RoundReleased))).Select(audience => new Announcement(audience.Id, release));

    /// <summary>Null where the event is of another occasion, or the letter has no grade for it.</summary>
    static IMessage? Message(string name, Publication publication, Audience audience, Publication? replaced)
    {
        var key = publication.Key();
        var grade = publication.Letter.Grades.FirstOrDefault(grade => grade.Area == audience.Area)?.Grade;
        return name switch
        {
            nameof(LetterPublished) => new LetterPublished
            {
                Key = key,
                Grades = { publication.Letter.Grades },
                Designations = { publication.Letter.Designations },
                Documents = { publication.Documents() },
            },
            nameof(CpaBlockScored) when grade is not null => new CpaBlockScored { Key = key, Block = Block, Grade = grade },
            nameof(SocialCareJudged) when grade is not null => new SocialCareJudged { Key = key, Grade = grade, Designations = { Designations(publication, audience) } },
            nameof(PublicationCorrected) => new PublicationCorrected
            {
                Key = key,
                // What was scheduled before reasons were asked for has none.
                Reason = publication.CorrectionReason ?? $"letter revision {publication.LetterRevision} replaces revision {replaced!.LetterRevision}",
                Grades = { Grades(publication, audience) },
                Designations = { Designations(publication, audience) },
            },
            _ => null,
        };
    }

    /// <summary>Who gets the letter gets all that it prints.</summary>
    static bool HasLetter(Audience audience) => audience.Events.Contains(nameof(LetterPublished));

    static IEnumerable<AreaGrade> Grades(Publication publication, Audience audience) =>
        publication.Letter.Grades.Where(grade => HasLetter(audience) || grade.Area == audience.Area);

    static IEnumerable<Designation> Designations(Publication publication, Audience audience) =>
        publication.Letter.Designations.Where(designation => HasLetter(audience) || audience.Designations.Contains(designation.Kind));
}
