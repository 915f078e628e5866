using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Portal;

/// <summary>What the services say in enumerations, as people read it; with each light and state the colour of its tag.</summary>
public static partial class Words
{
    /// <summary>A light is a sign and a word; the colour says it once more.</summary>
    public static (string Sign, string Word, string Colour) Of(Light light) => light switch
    {
        Light.Better => ("▲", "Better", "green"),
        Light.InLine => ("●", "In line", "blue"),
        Light.Worse => ("▼", "Worse", "red"),
        _ => ("–", "Not available", "grey"),
    };

    public static (string Word, string Colour) Of(AssessmentState state) => state switch
    {
        AssessmentState.Opening => ("Opening", "grey"),
        AssessmentState.Open => ("Open", "blue"),
        AssessmentState.Submitted => ("Submitted", "yellow"),
        AssessmentState.Moderated => ("Moderated", "purple"),
        AssessmentState.Final => ("Final", "green"),
        _ => ("Not known", "grey"),
    };

    public static (string Word, string Colour) Of(Severity severity) => severity switch
    {
        Severity.Error => ("Error", "red"),
        Severity.Warning => ("Warning", "yellow"),
        _ => ("Note", "grey"),
    };

    public static string Of(MissingReason reason) => reason switch
    {
        MissingReason.NotApplicable => "not applicable",
        MissingReason.Suppressed => "withheld: few",
        MissingReason.NotCollected => "not collected",
        _ => "not available",
    };

    public static string Of(Travel travel) => travel switch
    {
        Travel.Improved => "improved",
        Travel.Unchanged => "unchanged",
        Travel.Worsened => "worsened",
        _ => "",
    };

    public static string Of(ComparedFigure figure) => figure switch
    {
        ComparedFigure.England => "England",
        ComparedFigure.EnglandMedian => "England, median of authorities",
        ComparedFigure.StatisticalNeighbours => "Statistical neighbours",
        ComparedFigure.ComparatorCouncils => "Comparator councils",
        ComparedFigure.Rank => "Rank",
        ComparedFigure.Quartile => "Quartile",
        ComparedFigure.Change => "Change since the period before",
        ComparedFigure.Band => "Band",
        _ => "",
    };

    public static string Of(StatementKind kind) => kind switch
    {
        StatementKind.Indicator => "Indicator",
        StatementKind.Inspection => "Inspection",
        StatementKind.SelfAssessment => "Self-assessment",
        StatementKind.Meeting => "Meeting",
        StatementKind.Partner => "Partner",
        StatementKind.RequiredAction => "Required action",
        StatementKind.Commitment => "Commitment",
        StatementKind.Finding => "Finding",
        _ => "",
    };

    public static string Of(ImportState state) => state switch
    {
        ImportState.Imported => "Imported",
        ImportState.Refused => "Refused: nothing was kept",
        ImportState.Validated => "Checked only: it could be imported",
        _ => "",
    };

    public static string Of(DesignationStatus status) => status switch
    {
        DesignationStatus.Raised => "Raised",
        DesignationStatus.Removed => "Removed, or considered and not raised",
        DesignationStatus.NotDeterminable => "Not determinable",
        _ => "not decided",
    };

    public static string Of(RepresentationDecision decision) => decision switch
    {
        RepresentationDecision.Upheld => "Upheld",
        RepresentationDecision.UpheldInPart => "Upheld in part",
        RepresentationDecision.Rejected => "Rejected",
        _ => "not decided",
    };

    public static (string Word, string Colour) Of(ValueQueryState state) => state switch
    {
        ValueQueryState.Corrected => ("Corrected", "green"),
        ValueQueryState.Refused => ("Stays", "grey"),
        _ => ("Open", "yellow"),
    };

    public static string Of(EnquiryState state) => state switch
    {
        EnquiryState.Asked => "Asked",
        EnquiryState.Answered => "Answered",
        EnquiryState.Closed => "Closed",
        _ => "",
    };

    public static string Of(DocumentKind kind) => kind switch
    {
        DocumentKind.SelfAssessment => "Self-assessment",
        DocumentKind.Supporting => "Supporting document",
        DocumentKind.Representation => "For a representation or an answer",
        _ => "",
    };

    public static string Of(Verification verification) => verification switch
    {
        Verification.Verified => "Read in a source that is named",
        Verification.Inferred => "Worked out from what is verified",
        Verification.Unverified => "Not verified",
        _ => "Not said",
    };

    public static string Of(PeriodKind kind) => kind switch
    {
        PeriodKind.FinancialYear => "Financial year",
        PeriodKind.SchoolYear => "School year",
        PeriodKind.CalendarYear => "Calendar year",
        PeriodKind.Point => "One day",
        PeriodKind.Range => "Another stretch of days",
        PeriodKind.NotStated => "Not stated in the source",
        _ => "",
    };

    public static string Of(Direction direction) => direction switch
    {
        Direction.Good => "For the services",
        Direction.Bad => "Against them",
        Direction.Neutral => "Neither",
        Direction.Mixed => "Both",
        _ => "Not said",
    };

    /// <summary>A check of the checklist by its code.</summary>
    public static string OfCheck(string check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.Length == 0 ? "" : $"{check[0]}{check[1..].ToLowerInvariant().Replace('_', ' ')}";
    }

    /// <summary>A grade by its word and value; a missing one says so.</summary>
    public static string Of(Grade? grade, string missing = "not decided") => grade is null ? missing : $"{grade.Value} ({grade.Word})";

    /// <summary>An instant of the services, RFC 3339, as people read it.</summary>
    public static string Instant(string instant) =>
        DateTimeOffset.TryParse(instant, out var at) ? at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'") : instant;

    /// <summary>A value of a profile with its unit, or why there is none.</summary>
    public static string Value(ProfileValue? value, string unit) => value switch
    {
        null => "no data",
        { Value.Length: > 0 } => unit == "%" ? $"{value.Value}%" : value.Value,
        _ => Of(value.Missing),
    };
}
