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

    /// <summary>
    /// Of a publication: whoever had the one it replaces hears of the correction, whatever events it chose, and the others of the letter.
    /// An audience that this framework no longer has gets the part that it had by the one before.
    /// </summary>
    /// <param name="before">The framework of the one that is replaced; null where it is not there or there is none.</param>
    public static IEnumerable<Announcement> OfLetter(Publication publication, Framework framework, Publication? replaced, Framework? before = null)
    {
        IReadOnlyCollection<string> had = replaced?.Told ?? [];
        var corrections = had.Select(id => new Announcement(id, Correction(publication, AudienceOf(id, framework, before), replaced!)));
        var first = from audience in framework.Audiences
                    where !had.Contains(audience.Id)
                    from name in audience.Events
                    let message = Message(name, publication, audience)
                    where message is not null
                    select new Announcement(audience.Id, message);
        return corrections.Concat(first);
    }

    /// <summary>Where neither framework knows it, it is told that and why, and nothing of the content.</summary>
    static Audience AudienceOf(string id, Framework framework, Framework? before) =>
        framework.Audiences.Concat(before?.Audiences ?? []).FirstOrDefault(audience => audience.Id == id) ?? new() { Id = id };

    /// <summary>Of a withdrawal: whoever was told of the letter must know, whatever events it chose.</summary>
    public static IEnumerable<Announcement> OfWithdrawal(Publication publication) => publication.Told.Select(audience =>
        new Announcement(audience, new PublicationWithdrawn { Key = publication.Key(), Reason = publication.WithdrawalReason }));

    public static IEnumerable<Announcement> OfRelease(RoundReleased release, Framework framework) =>
        framework.Audiences.Where(audience => audience.Events.Contains(nameof(RoundReleased))).Select(audience => new Announcement(audience.Id, release));

    /// <summary>Null where the event is of another occasion, or the letter has no grade for it.</summary>
    static IMessage? Message(string name, Publication publication, Audience audience)
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
            _ => null,
        };
    }

    static PublicationCorrected Correction(Publication publication, Audience audience, Publication replaced) => new()
    {
        Key = publication.Key(),
        // What was scheduled before reasons were asked for has none.
        Reason = publication.CorrectionReason ?? $"letter revision {publication.LetterRevision} replaces revision {replaced.LetterRevision}",
        Grades = { Grades(publication, audience) },
        Designations = { Designations(publication, audience) },
    };

    /// <summary>Who gets the letter gets all that it prints.</summary>
    static bool HasLetter(Audience audience) => audience.Events.Contains(nameof(LetterPublished));

    static IEnumerable<AreaGrade> Grades(Publication publication, Audience audience) =>
        publication.Letter.Grades.Where(grade => HasLetter(audience) || grade.Area == audience.Area);

    static IEnumerable<Designation> Designations(Publication publication, Audience audience) =>
        publication.Letter.Designations.Where(designation => HasLetter(audience) || audience.Designations.Contains(designation.Kind));
}
