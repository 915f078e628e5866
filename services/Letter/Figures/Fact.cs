using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters.Figures;

/// <summary>A figure of the evidence, made ready for comparing with a text: its numbers, and the words that tell what it is about.</summary>
sealed class Fact
{
    Fact(string reference, string text, string subject, string about, IEnumerable<string> comparisons, string code, Vocabulary vocabulary)
    {
        var compared = comparisons.ToList();
        (Reference, Text) = (reference, text);
        // A value that is a word has no numbers, except a word that stands for one: all is 100 %.
        Own = [.. Numerals.In(text), .. compared.SelectMany(Numerals.In), .. vocabulary.Percent(text)];
        IsWord = Numerals.In(text).Count == 0;
        Mentioned = vocabulary.Figures(subject);
        Subject = vocabulary.Terms(subject);
        About = vocabulary.Terms($"{about} {code}").Except(Subject).ToHashSet();
        Code = Terms.Code(code);
        Words = compared.Count > 0 ? $"{text} for {subject} ({string.Join(", ", compared)})" : $"{text} for {subject}";
    }

    /// <summary>The figures of a judgement's evidence, and its grades and designations.</summary>
    public static IEnumerable<Fact> Of(Judgement judgement, Proto.Framework framework, Vocabulary vocabulary) =>
    [
        .. judgement.Evidence.Concat(judgement.Figures).DistinctBy(figure => figure.Reference)
            .Select(figure => new Fact(figure.Reference, figure.Text, figure.Subject, figure.About, figure.Comparisons, figure.Indicator[(figure.Indicator.LastIndexOf('/') + 1)..], vocabulary)),
        .. judgement.Grades.Select(grade => new Fact($"grades/{grade.Area}", $"{grade.Grade.Value}", Inline.Plain(Inline.Parse(framework.Areas.FirstOrDefault(area => area.Area == grade.Area)?.Statement ?? grade.Area, _ => null)), grade.Grade.Word, [], "", vocabulary)),
        .. judgement.Designations.Where(designation => designation.Status == DesignationStatus.Raised)
            .Select(designation => new Fact($"designations/{designation.Kind}", designation.Kind, designation.Scope.Replace('-', ' '), designation.Cause, [], "", vocabulary)),
    ];

    public string Reference { get; }
    public string Text { get; }

    /// <summary>How it reads, with its subject.</summary>
    public string Words { get; }

    /// <summary>Its value is a word.</summary>
    public bool IsWord { get; }

    /// <summary>Its value and what that is compared with: what a text can contradict.</summary>
    public IReadOnlyList<Written> Own { get; }

    /// <summary>Numbers in the name of what it is (the 30 % floor target): a text may repeat them.</summary>
    public IReadOnlyList<Written> Mentioned { get; }

    /// <summary>Terms of what it is.</summary>
    public IReadOnlySet<string> Subject { get; }

    /// <summary>Further terms of what is said of it.</summary>
    public IReadOnlySet<string> About { get; }

    /// <summary>Code of its indicator, by which alone it can be called; empty where it has none.</summary>
    public string Code { get; }
}
