using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Judgements.Dialogue;

/// <summary>A line of enquiry: ASKED → ANSWERED → CLOSED; an answer may be replaced until it is closed.</summary>
public static class Enquiries
{
    public static void Answer(this Enquiry enquiry, string answer, IEnumerable<string> documents, string person, DateTimeOffset now)
    {
        if (enquiry.State is EnquiryState.Closed)
            throw Refusals.EnquiryState(enquiry.Name, enquiry.State, nameof(Answer));
        (enquiry.State, enquiry.Answer, enquiry.AnsweredBy, enquiry.AnsweredAt) = (EnquiryState.Answered, answer, person, Mapping.Instant(now));
        enquiry.Documents.Clear();
        enquiry.Documents.AddRange(documents);
    }

    public static void Close(this Enquiry enquiry, string conclusion, IEnumerable<string> evidence, string person, DateTimeOffset now)
    {
        if (enquiry.State is EnquiryState.Closed)
            throw Refusals.EnquiryState(enquiry.Name, enquiry.State, nameof(Close));
        (enquiry.State, enquiry.Conclusion, enquiry.ClosedBy, enquiry.ClosedAt) = (EnquiryState.Closed, conclusion, person, Mapping.Instant(now));
        enquiry.Evidence.AddRange(evidence);
    }

    /// <summary>Adds the faults of a new line to a check: its place in the framework, what raised it, the question.</summary>
    public static void NewEnquiry(this Check check, Enquiry enquiry, Framework framework, Profile profile, IReadOnlySet<string> statements)
    {
        check.That(framework.Outcomes.Any(outcome => outcome.Id == enquiry.Outcome), "enquiry.outcome", $"'{enquiry.Outcome}' is no outcome of this framework");
        check.That(enquiry.KeyJudgement.Length == 0 || framework.Knows(enquiry.KeyJudgement), "enquiry.key_judgement", $"'{enquiry.KeyJudgement}' is no key judgement of this framework");
        check.Required(enquiry.Question, "enquiry.question", 2000);
        switch (enquiry.RaisedByCase)
        {
            case Enquiry.RaisedByOneofCase.Light:
                check.That(LightOf(enquiry.Light, profile) is not null, "enquiry.light", $"the profile holds no light of {enquiry.Light.Indicator} on that basis");
                break;
            case Enquiry.RaisedByOneofCase.Statement:
                check.That(statements.Contains(enquiry.Statement), "enquiry.statement", $"'{enquiry.Statement}' is no statement of this case");
                break;
            default:
                check.Fail("enquiry", "is raised by a light or a statement");
                break;
        }
    }

    /// <summary>A light of the profile as a word; null where there is none, or it is not available.</summary>
    public static string? LightOf(LightReference light, Profile profile)
    {
        var row = profile.Rows.FirstOrDefault(row => row.Indicator.Code == light.Indicator);
        var figure = light.Basis switch
        {
            ComparisonBasis.England => row?.England,
            ComparisonBasis.EnglandMedian => row?.EnglandMedian,
            ComparisonBasis.StatisticalNeighbours => row?.StatisticalNeighbours,
            ComparisonBasis.ComparatorCouncils => row?.ComparatorCouncils,
            _ => null,
        };
        return figure?.Light switch
        {
            Light.Better => "better",
            Light.InLine => "in line",
            Light.Worse => "worse",
            _ => null,
        };
    }
}
