using System.Globalization;
using Apa.Protos.Letters.V1;
using Apa.Protos.Operations.V1;
using Apa.Protos.Publications.V1;

namespace Apa.Portal;

// Letters, publications and operations.
public static partial class Words
{
    public static (string Word, string Colour) Of(LetterState state) => state switch
    {
        LetterState.Draft => ("Draft", "grey"),
        LetterState.InCheck => ("In check", "yellow"),
        LetterState.Checked => ("Checked", "blue"),
        LetterState.Approved => ("Approved", "purple"),
        LetterState.Signed => ("Signed", "turquoise"),
        LetterState.Issued => ("Issued", "green"),
        LetterState.Superseded => ("Superseded", "grey"),
        _ => ("Not known", "grey"),
    };

    public static (string Word, string Colour) Of(CommentAnswer answer) => answer switch
    {
        CommentAnswer.Wording => ("Accepted as wording", "green"),
        CommentAnswer.Substance => ("Accepted as substance", "blue"),
        CommentAnswer.Rejected => ("Rejected", "red"),
        _ => ("Waits for its answer", "yellow"),
    };

    public static (string Word, string Colour) Of(MoreTime asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return asked.DecidedBy.Length == 0 ? ("Waits for its answer", "yellow") : asked.Granted ? ("Granted", "green") : ("Refused", "red");
    }

    public static (string Word, string Colour) Of(NumeralFinding finding) => finding switch
    {
        NumeralFinding.Contradicted => ("Contradicts the evidence", "red"),
        NumeralFinding.Unmatched => ("Matches nothing", "yellow"),
        NumeralFinding.Bound => ("Bound", "green"),
        _ => ("No figure", "grey"),
    };

    public static (string Word, string Colour) Of(PublicationState state) => state switch
    {
        PublicationState.Accepting => ("Accepting", "grey"),
        PublicationState.Pending => ("Pending", "yellow"),
        PublicationState.Scheduled => ("Scheduled", "blue"),
        PublicationState.Published => ("Published", "green"),
        PublicationState.Superseded => ("Superseded", "grey"),
        PublicationState.Withdrawn => ("Withdrawn", "red"),
        _ => ("No letter", "grey"),
    };

    public static (string Word, string Colour) Of(PreviewSeverity severity) => severity == PreviewSeverity.Error ? ("Error", "red") : ("Warning", "yellow");

    public static (string Word, string Colour) Of(PreReleaseAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return access.Open ? ("Open", "green") : access.RevokedAt.Length > 0 ? ("Ended", "red") : ("Closed", "grey");
    }

    public static (string Word, string Colour) Of(Health health) => health switch
    {
        Health.Healthy => ("Healthy", "green"),
        Health.Degraded => ("Degraded", "yellow"),
        _ => ("Unhealthy", "red"),
    };

    /// <summary>A day of the services, yyyy-MM-dd, as people read it.</summary>
    public static string Day(string day) => DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date) ? date.ToString("d MMMM yyyy") : day;

    /// <summary>What remains until an instant, or how long it is past.</summary>
    public static string Clock(string instant, DateTimeOffset now) =>
        !DateTimeOffset.TryParse(instant, out var at) ? "not known" : at > now ? $"in {Span(at - now)}" : $"{Span(now - at)} ago";

    /// <summary>In its two largest units; years alone from two on.</summary>
    public static string Span(TimeSpan span)
    {
        const double DaysOfAYear = 365.2425;
        if (span.TotalDays >= 2 * DaysOfAYear) return $"{(int)(span.TotalDays / DaysOfAYear)} years";
        (long Number, string Unit)[] parts = [((long)span.TotalDays, "day"), (span.Hours, "hour"), (span.Minutes, "minute"), (span.Seconds, "second")];
        var said = parts.SkipWhile(part => part.Number == 0).Take(2).Where(part => part.Number > 0).Select(part => $"{part.Number.ToString("N0", CultureInfo.InvariantCulture)} {part.Unit}{(part.Number == 1 ? "" : "s")}");
        return string.Join(' ', said) is { Length: > 0 } text ? text : "0 seconds";
    }

    public static string Size(long bytes) => bytes < 1024 ? $"{bytes} bytes" : $"{bytes / 1024:N0} KB";

    /// <summary>The last part of a resource name.</summary>
    public static string Id(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[(name.LastIndexOf('/') + 1)..];
    }
}
