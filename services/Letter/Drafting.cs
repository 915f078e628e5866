using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;

namespace Apa.Letters;

/// <summary>Makes the blocks of a letter from framework, round and judgement. Pure: the same three give the same blocks.</summary>
public sealed class Drafting
{
    /// <summary>What a section says for which the judgement has no finding.</summary>
    public const string NoFinding = "There was no evidence to report under this heading, and this letter makes no finding on it.";

    readonly Proto.Framework framework;
    readonly Round round;
    readonly Judgement judgement;
    readonly Dictionary<string, object?> model;
    readonly ParagraphIds ids;
    readonly List<Block> blocks = [];

    Drafting(Proto.Framework framework, Round round, Judgement judgement, ParagraphIds ids)
    {
        (this.framework, this.round, this.judgement, this.ids) = (framework, round, judgement, ids);
        model = TemplateModel.Of(framework, round, judgement);
    }

    /// <param name="framework">Letter's part of the framework that the judgement names.</param>
    /// <param name="round">The round of the judgement.</param>
    /// <param name="judgement">What was judged.</param>
    /// <param name="ids">The ids that paragraphs have had so far.</param>
    public static List<Block> Draft(Proto.Framework framework, Round round, Judgement judgement, ParagraphIds ids)
    {
        var drafting = new Drafting(framework, round, judgement, ids);
        foreach (var template in framework.Blocks)
            if (Templates.Holds(template.When, drafting.model))
                drafting.Add(template);
        return drafting.blocks;
    }

    void Add(BlockTemplate template)
    {
        switch (template.Kind)
        {
            case BlockKind.Letterhead: Table(template, framework.Bodies.Select(Head), "", []); break;
            case BlockKind.Addressee: Table(template, [Line(new Cell { Lines = { AddressLines() } })], "", []); break;
            case BlockKind.Date: Text(template.Id, template.Kind, TemplateModel.LongDate(round.LetterDate)); break;
            case BlockKind.Paragraph: Text(template.Id, template.Kind, Templates.Render(template.Text, model)); break;
            case BlockKind.Title: Text(template.Id, template.Kind, Templates.Render(template.Text, model), level: 1); break;
            case BlockKind.Heading: Text(template.Id, template.Kind, Templates.Render(template.Text, model), level: 2); break;
            case BlockKind.Grades: Table(template, framework.Areas.Select(AreaRow), "Grades awarded", ["Area of judgement", "Grade awarded"]); break;
            case BlockKind.Descriptors: Table(template, Scales().SelectMany(scale => scale.Grades).Select(DescriptorRow), "What the grades mean", ["Grade", "Service", "Capacity to improve"]); break;
            case BlockKind.Findings: Findings(framework.Sections.First(section => section.Section == template.Section)); break;
            case BlockKind.AllFindings: foreach (var section in Unplaced()) Findings(section); break;
            case BlockKind.PairedLists: Table(template, PairedRows(template.Lists), "", [.. template.Lists.Select(Heading)]); break;
            case BlockKind.List: Table(template, Items(template.Lists[0]).Select(item => Line(new Cell { Lines = { Inline.EscapeAroundFigures(item.Text) } })), "", []); break;
            case BlockKind.Signatures: Table(template, framework.Signatories.Select(Signing), "", []); break;
            default: throw new InvalidOperationException($"block {template.Id} has the unknown kind {template.Kind}");
        }
    }

    void Text(string id, BlockKind kind, string markdown, int level = 0) => blocks.Add(new() { Id = id, Kind = kind, Markdown = markdown, Level = level });

    void Table(BlockTemplate template, IEnumerable<Row> rows, string caption, string[] columns) => blocks.Add(new()
    {
        Id = template.Id,
        Kind = template.Kind,
        Rows = { rows },
        Caption = template.Caption.Length > 0 ? template.Caption : caption,
        Footnote = template.Footnote,
        Columns = { template.Columns.Count > 0 ? template.Columns : (IEnumerable<string>)columns },
    });

    static Row Line(params Cell[] cells) => new() { Cells = { cells } };

    static Row Head(Body body) => Line(
        new Cell { Heading = Inline.Escape(body.Name), Lines = { new[] { body.Strapline }.Where(line => line.Length > 0).Select(Inline.Escape) } },
        new Cell { Lines = { body.ContactLines.Select(Inline.Escape) } });

    IEnumerable<string> AddressLines()
    {
        var addressee = judgement.Addressee ?? new();
        string[] lines = [$"{addressee.Honorific} {addressee.Name}".Trim(), addressee.JobTitle, addressee.Organisation, .. addressee.AddressLines, addressee.Postcode];
        return lines.Where(line => line.Length > 0).Select(Inline.Escape);
    }

    /// <summary>A grade never stands as a number alone; one that was not given says so.</summary>
    Row AreaRow(AreaText area)
    {
        var grade = judgement.Grades.FirstOrDefault(given => given.Area == area.Area)?.Grade;
        return Line(new Cell { Lines = { area.Statement } }, new Cell { Lines = { grade is null ? "not awarded" : Inline.Escape(GradeWords(grade)) } });
    }

    /// <summary>A grade never stands as a number alone.</summary>
    static string GradeWords(Apa.Protos.Types.V1.Grade grade) => $"{grade.Value} ({grade.Word})";

    const string GradeMark = "-grade";

    /// <summary>Whether a paragraph is the grade of a section, which nobody words.</summary>
    public static bool IsGrade(Block block) => block.Id.StartsWith("findings-", StringComparison.Ordinal) && block.Id.EndsWith(GradeMark, StringComparison.Ordinal);

    /// <summary>The scales that the grades of this judgement are on.</summary>
    IEnumerable<ScaleText> Scales() => framework.Scales.Where(scale => judgement.Grades.Any(grade => grade.Grade.Scale == scale.Scale));

    static Row DescriptorRow(GradeText grade) => Line(
        new Cell { Lines = { $"{grade.Value}" } },
        new Cell { Lines = { Inline.Escape(grade.ServiceDescriptor) } },
        new Cell { Lines = { Inline.Escape(grade.CapacityDescriptor) } });

    static Row Signing(Signatory signatory) => Line(new Cell
    {
        Heading = Inline.Escape(signatory.Name),
        Lines = { Inline.Escape(signatory.JobTitle), Inline.Escape(signatory.Organisation) },
    });

    /// <summary>The sections that no block of their own places.</summary>
    IEnumerable<SectionText> Unplaced() => framework.Sections.Where(section =>
        !framework.Blocks.Any(block => block.Kind == BlockKind.Findings && block.Section == section.Section));

    /// <summary>
    /// Heading, then the narrative, its first paragraph opened by the framework's sentence for the grading. A heading that the template
    /// has printed already (Summary, above the tables) is not printed twice. A section on which nothing was found says so: a reader must
    /// not take silence for "in line".
    /// </summary>
    void Findings(SectionText section)
    {
        var finding = judgement.Findings.FirstOrDefault(found => found.Section == section.Section);
        var heading = Inline.Escape(section.Heading);
        if (!blocks.Any(block => block.Kind == BlockKind.Heading && block.Markdown == heading))
            Text($"findings-{section.Section}-heading", BlockKind.Heading, heading, level: 2);
        if (judgement.Grades.FirstOrDefault(given => given.Area == section.Area) is { } awarded)
            Text($"findings-{section.Section}{GradeMark}", BlockKind.Paragraph, $"**Grade {Inline.Escape(GradeWords(awarded.Grade))}**");
        List<string> paragraphs = [.. Inline.Paragraphs(finding?.Markdown ?? "")];
        if (finding?.Grading is { } grading && section.Openings.TryGetValue(grading.Word, out var opening))
        {
            var sentence = Templates.Render(opening, model);
            if (paragraphs.Count == 0) paragraphs.Add(sentence);
            else paragraphs[0] = $"{sentence} {paragraphs[0]}";
        }
        if (paragraphs.Count == 0) paragraphs.Add(NoFinding);
        foreach (var (id, paragraph) in ids.Assign($"findings-{section.Section}-", paragraphs)) Text(id, BlockKind.Paragraph, paragraph);
    }

    IEnumerable<ListItem> Items(string list) => judgement.Items.Where(item => item.List == list).OrderBy(item => item.Position);

    string Heading(string list) => framework.Lists.First(text => text.List == list).Heading;

    /// <summary>A row per section that has an item in either list, in the framework's order.</summary>
    IEnumerable<Row> PairedRows(IEnumerable<string> lists) =>
        from section in framework.Sections
        let cells = lists.Select(list => Items(list).Where(item => item.Outcome == section.Section).Select(item => Inline.EscapeAroundFigures(item.Text)).ToArray()).ToArray()
        where cells.Any(items => items.Length > 0)
        let heading = Inline.Escape(section.ListHeading.Length > 0 ? section.ListHeading : section.Heading)
        select Line([.. cells.Select(items => new Cell { Heading = items.Length > 0 ? heading : "", Lines = { items } })]);
}
