using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters;

/// <summary>A letter with invented data for whatever a framework asks for: how a template looks before anything was judged.</summary>
static class SampleLetter
{
    const string Reference = "sample-1";

    public static Letter Of(Proto.Framework framework) =>
        Letter.Begin(Guid.Empty, Judgement(framework), framework, new("sample", "Sample round", new(2000, 1, 1), "This is a preview with invented data."), DateTimeOffset.UnixEpoch);

    static Judgement Judgement(Proto.Framework framework)
    {
        var best = framework.Scales.Count > 0 ? framework.Scales[0] : null;
        var judgement = new Judgement
        {
            Assessment = "authorities/000/assessments/sample",
            Round = "rounds/sample",
            Framework = framework.Framework_,
            ContentRevision = 1,
            Authority = new() { LaCode = "000", Name = "Sample", FormalName = "Sample Council" },
            Addressee = new() { Honorific = "Ms", Name = "Ann Sample", JobTitle = "Director of Children's Services", Organisation = "Sample Council", AddressLines = { "Sample Hall", "Sample Town" }, Postcode = "AA1 1AA" },
            Meeting = new() { Date = "2000-01-01", With = "Ann Sample and colleagues" },
            People = new() { Lead = "sample" },
            DatasetVersion = "datasets/sample/versions/1",
            Synthetic = true,
            Figures = { new CitedFigure { Reference = Reference, Text = "12.3%", Subject = "A sample figure", Period = new() { Kind = PeriodKind.NotStated, Label = "not stated in source" }, Statement = Reference, Source = new() { Provider = "nobody", Document = "invented for this preview" }, Synthetic = true } },
        };
        if (best is { Grades.Count: > 0 })
        {
            var grade = best.Grades[Math.Min(1, best.Grades.Count - 1)];
            judgement.Grades.Add(framework.Areas.Select(area => new AreaGrade { Area = area.Area, Grade = new() { Scale = best.Scale, Value = grade.Value, Word = grade.Word } }));
        }
        judgement.Findings.Add(framework.Sections.Select(Finding));
        foreach (var list in framework.Lists)
            judgement.Items.Add(framework.Sections.Where(section => section.Openings.Count > 0 || section.Area.Length > 0 || framework.Sections.Count <= 2).SelectMany(section => Enumerable.Range(1, 2).Select(position => new ListItem
            {
                List = list.List, Outcome = section.Section, Position = position, Text = $"Sample item {position} of {list.Heading.ToLowerInvariant()}",
            })));
        return judgement;
    }

    static Finding Finding(SectionText section)
    {
        var finding = new Finding { Section = section.Section, Markdown = $"This is where the findings on *{section.Heading}* stand. A figure such as {{{{figure {Reference}}}}} leads to its source.\n\nA second paragraph follows." };
        if (section.Openings.Count > 0) finding.Grading = new() { Scale = "sample", Value = 1, Word = section.Openings.Keys.Order(StringComparer.Ordinal).First() };
        return finding;
    }
}
