using System.Globalization;
using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

/// <summary>Rows to the messages of the contract.</summary>
public static class Mapping
{
    public static Proto.Round ToProto(this Round round) => new(round.Document)
    {
        Name = Names.Round(round.Id),
        Revision = round.Revision,
        Etag = Etag(round.Version),
    };

    public static Proto.Assessment ToProto(this Assessment assessment, Framework framework)
    {
        var message = new Proto.Assessment
        {
            Name = assessment.Name,
            Uid = assessment.Uid.ToString(),
            Revision = assessment.Revision,
            Etag = Etag(assessment.Version),
            State = assessment.State,
            Round = Names.Round(assessment.RoundId),
            Authority = assessment.Authority,
            DatasetVersion = Names.DatasetVersion(assessment.Dataset, assessment.DatasetVersion),
            Stale = assessment.Stale,
            Addressee = assessment.Addressee,
            Team = assessment.Team,
            Statements = assessment.Statements,
            Synthetic = assessment.Synthetic,
            WaitingFor = assessment.WaitingFor,
            Place = assessment.Place,
            RepresentationUntil = assessment.RepresentationUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        };
        message.Grades.AddRange(assessment.Grades.InOrder(framework));
        message.Designations.AddRange(assessment.Designations);
        return message;
    }

    /// <summary>Decisions in the order in which the framework's areas print.</summary>
    public static IEnumerable<GradeDecision> InOrder(this IEnumerable<GradeDecision> decisions, Framework framework) =>
        decisions.OrderBy(decision => framework.Areas.TakeWhile(area => area.Id != decision.Grade.Area).Count());

    public static Finding ToProto(this Section section) =>
        new() { Section = section.Id, Markdown = section.Markdown, Grading = section.Grading, Etag = Etag(section.Version), ChangedBy = section.ChangedBy, ChangedAt = Instant(section.ChangedAt) };

    public static ListVersion ToProto(this PutList list) =>
        new() { List = list.Id, Etag = Etag(list.Version), ChangedBy = list.ChangedBy, ChangedAt = Instant(list.ChangedAt) };

    public static HistoryEntry ToProto(this HistoryLine line) => new()
    {
        At = Instant(line.At),
        Person = line.Person,
        Verb = line.Verb,
        State = line.State,
        Revision = line.Revision,
        Reason = line.Reason,
        What = line.What,
    };

    /// <summary>The judgement that a case amounts to, complete for those who hear of it and can ask nobody.</summary>
    public static Judgement ToJudgement(this CaseFile file, Assessment assessment)
    {
        var judgement = new Judgement
        {
            Assessment = assessment.Name,
            Round = Names.Round(assessment.RoundId),
            Framework = file.Framework.Framework_,
            ContentRevision = assessment.ContentRevision,
            Authority = assessment.Authority,
            Addressee = assessment.Addressee,
            DatasetVersion = Names.DatasetVersion(assessment.Dataset, assessment.DatasetVersion),
            Synthetic = file.Synthetic,
            People = new() { Lead = assessment.Team.Lead, ModeratedBy = assessment.Team.Moderator },
        };
        judgement.Grades.AddRange(file.Grades.Select(decision => decision.Grade));
        judgement.Designations.AddRange(file.Designations.Select(decision => decision.Designation));
        // A section's etag and editor are how it is edited here, and nothing that a letter is made of.
        judgement.Findings.AddRange(file.Findings.Select(finding => new Finding(finding) { Etag = "", ChangedBy = "", ChangedAt = "" }));
        judgement.Items.AddRange(file.Items);
        judgement.Figures.AddRange(file.Figures());
        judgement.Evidence.AddRange(file.Evidence());
        judgement.Meeting = file.Meeting();
        judgement.People.DecidedBy.AddRange(file.Grades.Select(decision => decision.DecidedBy).Distinct());
        return judgement;
    }

    /// <summary>Whether two judgements would make the same letter, whoever worked on them and whatever they were numbered.</summary>
    public static bool SameContent(this Judgement judgement, Judgement other) =>
        new Judgement(judgement) { ContentRevision = 0, People = null }.Equals(new Judgement(other) { ContentRevision = 0, People = null });

    public static string Etag(long version) => version.ToString(CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>An instant as written on the wire.</summary>
    public static DateTimeOffset Instant(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>Findings and items in the framework's order.</summary>
    public static Findings ToFindings(this Assessment assessment, Framework framework, IEnumerable<Section> sections, IEnumerable<ListItem> items, IEnumerable<PutList> lists)
    {
        var findings = new Findings { Assessment = assessment.Name };
        findings.Findings_.AddRange(sections.OrderBy(section => framework.Place(section.Id)).Select(section => section.ToProto()));
        findings.Items.AddRange(items.InOrder(framework));
        findings.Lists.AddRange(lists.OrderBy(list => framework.Lists.TakeWhile(known => known.Id != list.Id).Count()).Select(list => list.ToProto()));
        return findings;
    }

    /// <summary>Items by list, outcome and position.</summary>
    public static IEnumerable<ListItem> InOrder(this IEnumerable<ListItem> items, Framework framework) => items
        .OrderBy(item => framework.Lists.TakeWhile(list => list.Id != item.List).Count())
        .ThenBy(item => framework.Place(item.Outcome))
        .ThenBy(item => item.Position);

    /// <summary>The place of a section in the framework.</summary>
    public static int Place(this Framework framework, string outcome) => framework.Outcomes.TakeWhile(known => known.Id != outcome).Count();
}
