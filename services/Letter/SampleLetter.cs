using System.Text.RegularExpressions;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters;

/// <summary>A letter with invented data for whatever a framework asks for: how a template looks before anything was judged.</summary>
static partial class SampleLetter
{
    const string Reference = "sample-1";

    public static Letter Of(Proto.Framework framework) =>
        Letter.Begin(Guid.Empty, Judgement(framework), framework, new("sample", "Sample round", new(2000, 1, 1), Notice(framework)), DateTimeOffset.UnixEpoch);

    /// <summary>Where nobody has seen a letter of this form, its preview says so.</summary>
    static string Notice(Proto.Framework framework) => framework.Provenance is { Verification: Verification.Verified }
        ? "This is a preview with invented data."
        : "This is a preview with invented data. The form of this letter is unverified.";

    static Judgement Judgement(Proto.Framework framework)
    {
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
        if (GradeOf(framework) is { } grade)
            judgement.Grades.Add(framework.Areas.Select(area => new AreaGrade { Area = area.Area, Grade = grade }));
        judgement.Designations.Add(Named(framework).Select(kind => new Designation { Kind = kind, Status = DesignationStatus.Raised, Cause = "invented for this preview" }));
        judgement.Findings.Add(framework.Sections.Select(section => Finding(section, GradeOf(framework))));
        judgement.Items.Add(framework.Lists.SelectMany(list => Items(framework, list)));
        return judgement;
    }

    /// <summary>The best grade but one.</summary>
    static Grade? GradeOf(Proto.Framework framework)
    {
        if (framework.Scales.FirstOrDefault(scale => scale.Grades.Count > 0) is not { } scale) return null;
        var grade = scale.Grades[Math.Min(1, scale.Grades.Count - 1)];
        return new() { Scale = scale.Scale, Value = grade.Value, Word = grade.Word };
    }

    /// <summary>Designations that a template asks for: a framework's letter knows of no others.</summary>
    static IEnumerable<string> Named(Proto.Framework framework) => framework.Blocks
        .SelectMany(block => DesignationName().Matches($"{block.When} {block.Text}")).Select(match => match.Groups["kind"].Value).Distinct();

    /// <summary>Two items an outcome where lists stand side by side, else three.</summary>
    static IEnumerable<ListItem> Items(Proto.Framework framework, ListText list)
    {
        var paired = framework.Blocks.Any(block => block.Kind == BlockKind.PairedLists && block.Lists.Contains(list.List));
        var outcomes = framework.Sections.Where(section => section.Area.Length > 0 || section.ListHeading.Length > 0 || section.Openings.Count > 0
            || !framework.Blocks.Any(block => block.Kind == BlockKind.Findings && block.Section == section.Section)).Select(section => section.Section).DefaultIfEmpty(framework.Sections.FirstOrDefault()?.Section ?? "");
        return paired ? outcomes.SelectMany(outcome => Enumerable.Range(1, 2).Select(position => Item(list, outcome, position))) : Enumerable.Range(1, 3).Select(position => Item(list, "", position));
    }

    static ListItem Item(ListText list, string outcome, int position) =>
        new() { List = list.List, Outcome = outcome, Position = position, Text = $"Sample item {position} of {list.Heading.ToLowerInvariant()}" };

    static Finding Finding(SectionText section, Grade? grade)
    {
        var finding = new Finding { Section = section.Section, Markdown = $"This is where the findings on *{Inline.Escape(section.Heading)}* stand. A figure such as {{{{figure {Reference}}}}} leads to its source.\n\nA second paragraph follows." };
        if (section.Openings.Count > 0)
            finding.Grading = grade is not null && section.Openings.ContainsKey(grade.Word) ? grade : new() { Scale = "sample", Value = 1, Word = section.Openings.Keys.Order(StringComparer.Ordinal).First() };
        return finding;
    }

    [GeneratedRegex(@"\bdesignations\.(?<kind>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DesignationName();
}
