using System.Text.Json;
using System.Text.RegularExpressions;
using Apa.Cli;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Seeds.Tests;

/// <summary>The seed of Hertfordshire 2006: whole, consistent in itself, and in our own words.</summary>
public sealed partial class HertfordshireTests
{
    static readonly string Root = Hertfordshire.Root;
    static readonly Seed Seed = Hertfordshire.Seed;
    static readonly FrameworkFile Framework = Hertfordshire.Framework;
    static readonly IReadOnlyList<Statement> Statements = Seed.Statements().Statements;
    static readonly FindingsFile Findings = Seed.Findings(Framework.Judgement);

    [Fact]
    public void Every_row_of_the_table_of_facts_is_kept()
    {
        var rows = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Root, "seeds", "hertfordshire-2006", "rows.json")))!;
        Assert.Equal(Enumerable.Range(1, 53).Select(i => $"{i}"), rows.Keys);
        var decisions = Seed.Decisions();
        var kept = Statements.Select(s => $"statements/{s.Id}").Concat(decisions.Grades.Select(g => $"grades/{g.Area}")).Concat(decisions.Designations.Select(d => $"designations/{d.Kind}")).ToHashSet();
        Assert.All(rows.Values, place => Assert.Contains(place, kept));
    }

    [Fact]
    public void Every_line_of_the_narrative_has_its_statement()
    {
        int[] lines = [36, 41, 43, 45, 47, 53, 57, 60, 62, 64, 66, 76, 79, 81, 83, 85, 91, 93, 95, 100, 102, 104, 106, 112, 116, 118, 121, 123, 125, 127, 133, 137, 139, 141, 143, 145, 151, 153, 155];
        var told = Statements.SelectMany(s => Numbers().Matches(s.Source.Locator).Select(m => int.Parse(m.Value))).ToHashSet();
        Assert.All(lines, line => Assert.Contains(line, told));
    }

    [Fact]
    public void Statements_are_unique_and_speak_the_framework_s_terms()
    {
        Assert.Equal(Statements.Count, Statements.Select(s => s.Id).Distinct().Count());
        var outcomes = Framework.Judgement.Outcomes.ToDictionary(o => o.Id);
        var indicators = Seed.Indicators().Indicators.Select(i => $"indicators/{i.Code.Replace('/', '-')}").ToHashSet();
        Assert.All(Statements, s =>
        {
            Assert.Contains(s.KeyJudgement, outcomes[s.Outcome].KeyJudgements.Select(k => k.Id));
            Assert.NotEmpty(s.Source.Locator);
            if (s.Figure is not { } figure) return;
            Assert.NotNull(figure.Period);
            Assert.Equal(figure.Period.Kind == PeriodKind.NotStated, figure.Period.Start.Length == 0);
            if (figure.Indicator.Length > 0) Assert.Contains(figure.Indicator, indicators);
        });
    }

    [Fact]
    public void Lists_have_the_letter_s_counts_and_name_only_statements_that_are_there()
    {
        Assert.Equal([("BH", 4), ("SS", 4), ("EA", 3), ("PC", 3), ("EW", 4), ("MG", 6)], Counts("strengths"));
        Assert.Equal([("BH", 2), ("SS", 6), ("EA", 3), ("PC", 3), ("EW", 2), ("MG", 4)], Counts("areas-for-improvement"));
        Assert.Equal(13, Findings.Lists["focus-items"].Count);
        var known = Statements.Select(s => s.Id).ToHashSet();
        Assert.All(Findings.Lists.Values.SelectMany(l => l), item => Assert.Subset(known, item.BackedBy.ToHashSet()));
        var areas = Findings.Lists["areas-for-improvement"].Select(i => $"{i.Outcome}:{i.Position}").ToHashSet();
        Assert.All(Findings.Lists["focus-items"], item => Assert.Subset(areas, item.ComesFrom.ToHashSet()));
    }

    static IEnumerable<(string, int)> Counts(string list) => Findings.Lists[list].GroupBy(i => i.Outcome).Select(g => (g.Key, g.Count()));

    [Fact]
    public void Every_figure_of_the_table_is_cited_and_every_citation_is_known()
    {
        var cited = Findings.Findings.SelectMany(f => References().Matches(f.Markdown).Select(m => m.Groups["id"].Value)).ToHashSet();
        Assert.Subset(Statements.Select(s => s.Id).ToHashSet(), cited);
        Assert.Equal(Statements.Where(s => s.Figure is not null).Select(s => s.Id).Order(), cited.Order());
    }

    [Fact]
    public void Findings_file_is_read_as_it_is_written()
    {
        var findings = new Findings();
        findings.Findings_.Add(Findings.Findings);
        findings.Items.Add(Findings.Lists.Values.SelectMany(l => l));
        var again = FindingsFile.Parse(FindingsFile.Write(findings, Framework.Judgement), Framework.Judgement);
        Assert.Equal(Findings.Findings, again.Findings);
        Assert.Equal(Findings.Lists.SelectMany(l => l.Value), again.Lists.SelectMany(l => l.Value));
    }

    [Fact]
    public void Mistakes_in_a_findings_file_come_all_at_once_with_their_lines()
    {
        var refused = Assert.Throws<CommandFailed>(() => FindingsFile.Parse("lost\n# No id\n# Nowhere {#XX}\n# Staying safe {#SS grading=splendid}\n## Inside {#BH}\n", Framework.Judgement));
        Assert.All((string[])["line 1:", "line 2:", "line 3: no section or list 'XX'", "line 4: 'splendid'", "line 5:"], part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_check_is_marked_as_invented_with_all_that_is_said_in_it()
    {
        Assert.True(Seed.Check().Synthetic);
        Assert.All(Seed.Check().Comments, comment =>
        {
            Assert.Contains(comment.Answer, (string[])["wording", "substance", "rejected"]);
            Assert.NotEmpty(comment.Reply);
            Assert.StartsWith("SYNTHETIC", File.ReadAllText(Seed.Attachment(comment.Attachment).FullName), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void No_sentence_is_copied_from_the_letter()
    {
        var path = Path.Combine(Root, "..", "shared", "domain", "letter-hertfordshire-2006.txt");
        if (!File.Exists(path)) Assert.Skip("the letter is kept outside the project");
        var letter = Runs(File.ReadAllText(path)).ToHashSet();
        // Titles of outcomes, programmes and sections are terms, and stand in the framework.
        var terms = Framework.Judgement.Outcomes.Select(o => o.Title).Concat(Framework.Judgement.Lists.Select(l => l.Title))
            .Append("annual performance assessment of services for children and young people in").Append("Child and Adolescent Mental Health Service (CAMHS)").Append("the Primary Leadership and Intensive Support programmes").Append("the higher levels in reading, writing and mathematics")
            .Select(t => string.Join(' ', Words(t))).ToList();
        var own = Findings.Findings.SelectMany(f => Sentences(f.Markdown)).Concat(Statements.Select(s => s.Text)).Concat(Findings.Lists.Values.SelectMany(l => l).Select(i => i.Text))
            .Concat(Framework.Letter.Blocks.Select(b => b.Text)).Concat(Framework.Letter.Sections.SelectMany(s => s.Openings.Values))
            .Concat(Seed.Check().Comments.SelectMany(c => (string[])[c.Text, c.Reply, File.ReadAllText(Seed.Attachment(c.Attachment).FullName)]));
        var copied = own.SelectMany(text => Runs(text).Where(letter.Contains).Where(run => !terms.Any(t => t.Contains(run, StringComparison.Ordinal) || Overlaps(run, t))));
        Assert.Empty(copied);
    }

    /// <summary>Whether most of a run is a term.</summary>
    static bool Overlaps(string run, string term)
    {
        var words = run.Split(' ');
        return term.Contains(string.Join(' ', words[..6]), StringComparison.Ordinal) || term.Contains(string.Join(' ', words[1..]), StringComparison.Ordinal);
    }

    static IEnumerable<string> Sentences(string markdown) => markdown.Split(['.', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every run of seven words.</summary>
    static IEnumerable<string> Runs(string text)
    {
        var words = Words(text);
        return Enumerable.Range(0, Math.Max(0, words.Length - 6)).Select(i => string.Join(' ', words[i..(i + 7)]));
    }

    static string[] Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value)];

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\{\{figure (?<id>[^}]+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex References();

    [GeneratedRegex("[a-z0-9']+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
