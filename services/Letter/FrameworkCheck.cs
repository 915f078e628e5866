using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters;

/// <summary>Everything that is wrong with a framework, at once: what it names must exist, and its templates must render.</summary>
static class FrameworkCheck
{
    public static void ThrowIfAny(Proto.Framework framework)
    {
        var check = new Shared.Check();
        Lists(framework, check);
        Vocabulary(framework, check);
        for (var i = 0; i < framework.Blocks.Count; i++) Block(framework, framework.Blocks[i], $"framework.blocks[{i}]", check);
        Templated(framework, check);
        check.ThrowIfAny();
    }

    static void Lists(Proto.Framework framework, Shared.Check check)
    {
        check.Id(framework.Framework_?.Id ?? "", "framework.framework.id");
        check.That(framework.Framework_?.Version >= 1, "framework.framework.version", "must be 1 or more");
        check.Required(framework.Title, "framework.title");
        check.That(framework.CheckWorkingDays is >= 1 and <= 100, "framework.check_working_days", $"is {framework.CheckWorkingDays}, 1 to 100 are taken");
        check.That(framework.Blocks.Count > 0, "framework.blocks", "is required: a letter has at least one block");
        check.That(framework.Signatories.Count > 0, "framework.signatories", "is required: somebody signs");
        Unique(framework.Bodies.Select(body => body.Id), "framework.bodies", check);
        Unique(framework.Signatories.Select(signatory => signatory.Body), "framework.signatories", check);
        Unique(framework.Blocks.Select(block => block.Id), "framework.blocks", check);
        Unique(framework.Areas.Select(area => area.Area), "framework.areas", check);
        Unique(framework.Scales.Select(scale => scale.Scale), "framework.scales", check);
        Unique(framework.Sections.Select(section => section.Section), "framework.sections", check);
        Unique(framework.Lists.Select(list => list.List), "framework.lists", check);
        for (var i = 0; i < framework.Sections.Count; i++)
            check.That(framework.Sections[i].Area.Length == 0 || framework.Areas.Any(area => area.Area == framework.Sections[i].Area), $"framework.sections[{i}].area", $"'{framework.Sections[i].Area}' is no area of this framework");
        for (var i = 0; i < framework.Bodies.Count; i++) check.Required(framework.Bodies[i].Name, $"framework.bodies[{i}].name");
        for (var i = 0; i < framework.Signatories.Count; i++)
        {
            var signatory = framework.Signatories[i];
            check.Required(signatory.Name, $"framework.signatories[{i}].name").Required(signatory.JobTitle, $"framework.signatories[{i}].job_title");
            check.That(framework.Bodies.Any(body => body.Id == signatory.Body), $"framework.signatories[{i}].body", $"'{signatory.Body}' is no body of this framework");
        }
    }

    static void Vocabulary(Proto.Framework framework, Shared.Check check)
    {
        for (var i = 0; i < framework.Vocabulary.Count; i++)
        {
            check.Required(framework.Vocabulary[i].What, $"framework.vocabulary[{i}].what");
            if (Figures.Vocabulary.Fault(framework.Vocabulary[i].Pattern) is { } fault) check.Fail($"framework.vocabulary[{i}].pattern", fault);
        }
    }

    static void Block(Proto.Framework framework, BlockTemplate block, string field, Shared.Check check)
    {
        check.Said(block.Kind, $"{field}.kind");
        check.Id(block.Id, $"{field}.id");
        check.That(!block.Id.StartsWith("findings-", StringComparison.Ordinal), $"{field}.id", "starts with findings-, which is kept for the paragraphs of findings");
        var texts = block.Kind is BlockKind.Paragraph or BlockKind.Title or BlockKind.Heading;
        check.That(texts == (block.Text.Length > 0), $"{field}.text", texts ? "is required" : "stands in a block of a kind that has no text");
        if (block.Kind == BlockKind.Findings)
            check.That(framework.Sections.Any(section => section.Section == block.Section), $"{field}.section", $"'{block.Section}' is no section of this framework");
        var lists = block.Kind switch { BlockKind.List => 1, BlockKind.PairedLists => 2, _ => 0 };
        check.That(block.Lists.Count == lists, $"{field}.lists", $"names {block.Lists.Count} lists, {lists} are needed");
        foreach (var list in block.Lists) check.That(framework.Lists.Any(text => text.List == list), $"{field}.lists", $"'{list}' is no list of this framework");
        var columns = block.Kind switch { BlockKind.Grades or BlockKind.PairedLists => 2, BlockKind.Descriptors => 3, _ => 0 };
        check.That(block.Columns.Count == 0 || block.Columns.Count == columns, $"{field}.columns", $"names {block.Columns.Count} columns, the table has {columns}");
    }

    /// <summary>Violations name the block by its id, so that an author finds it: <c>blocks[thanks].text: line 2: round.titel does not exist</c>.</summary>
    static void Templated(Proto.Framework framework, Shared.Check check)
    {
        var sample = TemplateModel.Sample(framework);
        foreach (var block in framework.Blocks)
        {
            if (block.Text.Length > 0) Templated(block.Text, $"framework.blocks[{block.Id}].text", sample, check);
            if (block.When.Length > 0) Templated(Templates.AsTemplate(block.When), $"framework.blocks[{block.Id}].when", sample, check);
        }
        foreach (var section in framework.Sections)
            foreach (var (word, opening) in section.Openings)
                Templated(opening, $"framework.sections[{section.Section}].openings[{word}]", sample, check);
    }

    static void Templated(string liquid, string field, Dictionary<string, object?> sample, Shared.Check check)
    {
        foreach (var fault in Templates.Faults(liquid, sample)) check.Fail(field, fault);
    }

    static void Unique(IEnumerable<string> ids, string field, Shared.Check check)
    {
        foreach (var twice in ids.GroupBy(id => id).Where(group => group.Count() > 1)) check.Fail(field, $"'{twice.Key}' stands there {twice.Count()} times");
        check.That(!ids.Any(string.IsNullOrWhiteSpace), field, "one has no id");
    }
}
