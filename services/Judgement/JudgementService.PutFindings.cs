using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Findings> PutFindings(PutFindingsRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            var framework = await cases.FrameworkOf(assessment, ct);

            var check = new Check();
            check.Some(request.Findings, "findings");
            check.Findings(request.Findings, framework, await cases.StatementsOf(assessment, ct), await cases.ProfileOf(assessment, ct));
            check.ThrowIfAny();

            var sections = (await cases.SectionsOf(assessment, framework, ct)).ToDictionary(section => section.Id);
            var written = request.Findings.Where(finding => Write(assessment, finding, sections, person)).Select(finding => finding.Section).ToList();
            if (written.Count > 0)
                assessment.Written(person, nameof(PutFindings), string.Join(", ", written), time.GetUtcNow());

            return assessment.ToFindings(framework, sections.Values, await cases.ItemsOf(assessment, framework, ct), await cases.ListsOf(assessment, ct));
        });

    /// <summary>Writes one section under its own etag; says whether that changed it.</summary>
    bool Write(Assessment assessment, Finding finding, Dictionary<string, Section> sections, string person)
    {
        var section = sections.GetValueOrDefault(finding.Section);
        var etag = section is null ? "" : Mapping.Etag(section.Version);
        if (finding.Etag != etag)
            throw Errors.EtagMismatch($"finding {finding.Section}", finding.Etag, etag, section is null ? null : new(section.ChangedBy, $"finding {section.Id}", section.ChangedAt));
        if (section is null)
        {
            section = new() { AssessmentUid = assessment.Uid, Id = finding.Section, Markdown = finding.Markdown, Grading = finding.Grading, ChangedBy = person, ChangedAt = time.GetUtcNow() };
            db.Sections.Add(section);
            sections.Add(section.Id, section);
            return true;
        }
        if (section.Markdown == finding.Markdown && Equals(section.Grading, finding.Grading))
            return false;
        (section.Markdown, section.Grading, section.Version) = (finding.Markdown, finding.Grading, section.Version + 1);
        (section.ChangedBy, section.ChangedAt) = (person, time.GetUtcNow());
        return true;
    }
}
