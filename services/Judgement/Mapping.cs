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
        };
        message.Grades.AddRange(assessment.Grades.InOrder(framework));
        message.Designations.AddRange(assessment.Designations);
        return message;
    }

    /// <summary>Decisions in the order in which the framework's areas print.</summary>
    public static IEnumerable<GradeDecision> InOrder(this IEnumerable<GradeDecision> decisions, Framework framework) =>
        decisions.OrderBy(decision => framework.Areas.TakeWhile(area => area.Id != decision.Grade.Area).Count());

    public static Finding ToProto(this Section section) =>
        new() { Section = section.Id, Markdown = section.Markdown, Grading = section.Grading, Etag = Etag(section.Version) };

    public static HistoryEntry ToProto(this HistoryLine line) => new()
    {
        At = Instant(line.At),
        Person = line.Person,
        Verb = line.Verb,
        State = line.State,
        Revision = line.Revision,
        Reason = line.Reason,
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
        // A section's etag is how it is edited here, and nothing that a letter is made of.
        judgement.Findings.AddRange(file.Findings.Select(finding => new Finding(finding) { Etag = "" }));
        judgement.Items.AddRange(file.Items);
        judgement.Figures.AddRange(file.Figures());
        judgement.People.DecidedBy.AddRange(file.Grades.Select(decision => decision.DecidedBy).Distinct());
        return judgement;
    }

    /// <summary>Whether two judgements would make the same letter, whoever worked on them and whatever they were numbered.</summary>
    public static bool SameContent(this Judgement judgement, Judgement other) =>
        new Judgement(judgement) { ContentRevision = 0, People = null }.Equals(new Judgement(other) { ContentRevision = 0, People = null });

    public static string Etag(long version) => version.ToString(CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
