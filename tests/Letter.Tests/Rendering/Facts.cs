using System.Text.RegularExpressions;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Tests.Rendering;

/// <summary>What a letter states, all without white space and marks of sources; read from each rendering by code that knows only its format.</summary>
sealed partial record Facts
{
    /// <summary>Lines of the address, joined.</summary>
    public required string Addressee { get; init; }
    public required string Date { get; init; }
    public required string Title { get; init; }

    /// <summary>A line for each area: statement, grade.</summary>
    public required IReadOnlyList<string> Grades { get; init; }

    /// <summary>A line for each grade: value and both descriptors.</summary>
    public required IReadOnlyList<string> Descriptors { get; init; }

    /// <summary>A line for each table's footnote.</summary>
    public required IReadOnlyList<string> Footnotes { get; init; }

    /// <summary>Headings and paragraphs in order.</summary>
    public required IReadOnlyList<string> Paragraphs { get; init; }
    public required IReadOnlyList<string> Strengths { get; init; }
    public required IReadOnlyList<string> Improvements { get; init; }
    public required IReadOnlyList<string> Focus { get; init; }

    /// <summary>For each cited figure how it reads and what it is.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>What stands in the block of signatures, joined.</summary>
    public required string Signatures { get; init; }

    /// <summary>What a letter must state, from judgement and framework.</summary>
    public static Facts Expected(Judgement judgement, Proto.Framework framework, DateOnly date)
    {
        string Read(string markdown) => Packed(Reference().Replace(markdown, match => judgement.Figures.Single(figure => figure.Reference == match.Groups["reference"].Value).Text).Replace("*", ""));
        string Given(AreaText area)
        {
            var grade = judgement.Grades.Single(given => given.Area == area.Area).Grade;
            return $"{grade.Value}({grade.Word})";
        }
        IEnumerable<string> Section(SectionText section)
        {
            var finding = judgement.Findings.Single(found => found.Section == section.Section);
            var opening = finding.Grading is { } grading && section.Openings.TryGetValue(grading.Word, out var sentence) ? Packed(sentence.Replace("{{ authority.name }}", judgement.Authority.Name)) : "";
            return [Packed(section.Heading), .. Blank().Split(finding.Markdown).Select((paragraph, i) => (i == 0 ? opening : "") + Read(paragraph))];
        }
        IReadOnlyList<string> Items(string list) => [.. framework.Sections.SelectMany(section => judgement.Items.Where(item => item.List == list && item.Outcome == section.Section)).Select(item => Packed(item.Text))];
        var to = judgement.Addressee;
        return new()
        {
            Addressee = Packed(string.Concat([to.Honorific, to.Name, to.JobTitle, to.Organisation, .. to.AddressLines, to.Postcode])),
            Date = Packed(date.ToString("d MMMM yyyy")),
            Title = $"{date.Year}annualperformanceassessmentofservicesforchildrenandyoungpeoplein{Packed(judgement.Authority.FormalName)}".ToUpperInvariant(),
            Grades = [.. framework.Areas.Select(area => Read(area.Statement) + Given(area))],
            Descriptors = [.. framework.Scales[0].Grades.Select(grade => Packed($"{grade.Value}{grade.ServiceDescriptor}{grade.CapacityDescriptor}"))],
            Footnotes = [.. framework.Blocks.Where(block => block.Footnote.Length > 0).Select(block => Packed(block.Footnote))],
            Paragraphs = [.. framework.Sections.SelectMany(Section)],
            Strengths = Items("strengths"),
            Improvements = Items("areas-for-improvement"),
            Focus = [.. judgement.Items.Where(item => item.List == "focus-items").Select(item => Packed(item.Text))],
            Sources = [.. judgement.Figures.Select(figure => Packed($"{figure.Text}:{figure.Subject}"))],
            Signatures = Packed(string.Concat(framework.Signatories.Select(s => $"Signed:{s.Name}{s.Name}{s.JobTitle}{s.Organisation}"))),
        };
    }

    /// <summary>What a source says first: how the figure reads and what it is.</summary>
    static string Begins(string source) => Packed(source).Split(';')[0];

    /// <summary>Without white space, and without the marks that lead to sources.</summary>
    static string Packed(string text) => Mark().Replace(Documents.Packed(text), "");

    [GeneratedRegex(@"\{\{figure (?<reference>[^}]*)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\n\s*\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blank();
}
