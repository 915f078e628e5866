using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters.Notices;

/// <summary>What is told to whom: a link each, and no word of the letter.</summary>
public sealed class Occasions(LetterDb db, IConfiguration configuration, TimeProvider time)
{
    const string ReminderMark = "/reminder/";

    /// <summary>Working days before the deadline on which the authority is reminded.</summary>
    const int RemindBefore = 2;

    /// <summary>The check was sent: once now, and once more shortly before its deadline.</summary>
    public void CheckSent(Letter letter)
    {
        Tell(letter, $"check/{letter.Draft}", Authority(letter), $"{Title(letter)}: please check the draft",
            $"The draft of your letter is ready for its factual accuracy check. Comments are taken until the end of {letter.Check!.Deadline}.");
        Remind(letter);
    }

    /// <summary>More time was granted or refused.</summary>
    public void MoreTimeDecided(Letter letter, MoreTime asked)
    {
        Tell(letter, $"more-time/{letter.Draft}/{asked.Id}", Authority(letter), $"{Title(letter)}: your request for more time",
            asked.Granted ? $"You have until the end of {letter.Check!.Deadline}." : "Your request was not granted; the reply stands beside it.");
        if (asked.Granted) Remind(letter);
    }

    /// <summary>The check is closed, and every comment answered.</summary>
    public void CheckClosed(Letter letter) => Tell(letter, $"closed/{letter.Draft}", Authority(letter), $"{Title(letter)}: your comments were answered",
        $"The factual accuracy check is closed. {Count(letter.Check!.Comments.Count, "comment")} answered; each answer stands beside its comment.");

    /// <summary>The authority commented, or asked for more time.</summary>
    public void AuthorityWrote(Letter letter, string what) => Tell(letter, $"wrote/{letter.Revision}/{letter.Etag}", "editors", $"{Title(letter)}: the authority wrote", $"The authority has {what}.");

    /// <summary>The letter is issued; the authority may read it before the public does.</summary>
    public void Issued(Letter letter) => Tell(letter, $"issued/{letter.Revision}", Authority(letter), $"{Title(letter)}: your copy under embargo",
        "The letter is issued. Your copy is under embargo: it is not to be passed on before the round is published.");

    static string Count(int count, string what) => count == 1 ? $"1 {what} was" : $"{count} {what}s were";

    void Remind(Letter letter)
    {
        var deadline = DateOnly.ParseExact(letter.Check!.Deadline, "yyyy-MM-dd");
        var day = WorkingDays.Before(deadline, RemindBefore);
        var due = WorkingDays.MorningOf(day);
        if (due <= time.GetUtcNow()) return;
        Add(letter, $"{letter.Name}{ReminderMark}{letter.Draft}/{letter.Check.Deadline}", Authority(letter), $"{Title(letter)}: the check ends soon",
            $"Comments on the draft of your letter are taken until the end of {letter.Check.Deadline}.", due);
    }

    /// <summary>A reminder of a check that is over, or whose deadline moved, says nothing any more.</summary>
    public static async Task<bool> IsStillDue(LetterDb db, Notice notice, CancellationToken ct)
    {
        if (notice.Key.IndexOf(ReminderMark, StringComparison.Ordinal) is var at && at < 0) return true;
        var parts = Names.Parse(notice.Key[..at], "authorities/{la_code}/letters/{round}")!;
        var letter = await db.Revisions(parts[0], parts[1]).AsNoTracking().FirstOrDefaultAsync(ct);
        return letter is { State: LetterState.InCheck } && notice.Key.EndsWith($"/{letter.Check!.Deadline}", StringComparison.Ordinal);
    }

    void Tell(Letter letter, string occasion, string to, string subject, string text) => Add(letter, $"{letter.Name}/{occasion}", to, subject, text, time.GetUtcNow());

    void Add(Letter letter, string key, string to, string subject, string text, DateTimeOffset due) => db.Notices.Add(new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Key = key,
        To = to,
        Subject = subject,
        Text = $"{text}\n\n{Link(letter)}\n",
        Due = due,
    });

    static string Authority(Letter letter) => $"authority:{letter.LaCode}";

    /// <summary>On one line, whatever a name holds: it becomes the head of a message.</summary>
    static string Title(Letter letter) => string.Join(' ', $"{letter.Judgement.Authority.Name}, {letter.RoundId}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Where to read it: <c>Notices:Link</c> with {name} in it, or the resource name alone.</summary>
    string Link(Letter letter) => (configuration["Notices:Link"] ?? "{name}").Replace("{name}", letter.Name, StringComparison.Ordinal);
}
