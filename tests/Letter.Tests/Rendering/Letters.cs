using Apa.Letters.Rendering;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Tests.Rendering;

/// <summary>Letters of every shape that a rendering must cope with; all are invented.</summary>
static class Letters
{
    public static readonly LetterView Issued = LetterView.Of(Signed(Sample.Judgement()), Sample.Framework, issued: true);

    /// <summary>Issued, and nothing in it invented.</summary>
    public static LetterView Real => Issued with { Synthetic = false };

    public static LetterView Draft => Issued with { Issued = false, Synthetic = false, SignedBy = [] };

    /// <summary>A letter by the name of its shape, for tests that go through all.</summary>
    public static LetterView Of(string shape) => shape switch
    {
        "issued" => Issued,
        "real" => Real,
        "draft" => Draft,
        "2005" => In2005,
        "2007" => In2007,
        "without evidence" => WithoutEvidence,
        "every script" => InEveryScript,
        "forty pages" => FortyPages,
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "no such shape"),
    };

    /// <summary>Long findings, long lists and a table row that is taller than a page.</summary>
    public static LetterView FortyPages
    {
        get
        {
            var judgement = Sample.Judgement();
            foreach (var finding in judgement.Findings) finding.Markdown = string.Join("\n\n", Enumerable.Repeat(finding.Markdown, 14));
            for (var i = 1; i <= 120; i++) judgement.Items.Add(new ListItem { List = "strengths", Outcome = "EA", Position = 10 + i, Text = $"strength number {i} of a list that is longer than a page" });
            for (var i = 1; i <= 300; i++) judgement.Items.Add(new ListItem { List = "focus-items", Position = 10 + i, Text = $"Aspect number {i} of a very long list." });
            return LetterView.Of(Signed(judgement), Sample.Framework, issued: true);
        }
    }

    /// <summary>Names of people and places as they are written, by script.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["Welsh"] = "Siân Llŷr-Ŵyn",
        ["Polish"] = "Łukasz Wójcik-Żeleński",
        ["Somali"] = "Cabdiraxmaan Xasan",
        ["Greek"] = "Ελένη Παπαδοπούλου",
        ["Cyrillic"] = "Юлия Щербакова",
        ["Arabic"] = "محمد عبد الرحمن",
        ["Urdu"] = "ٹیپو گیلانی",
        ["Hebrew"] = "רות כהן־לוי",
        ["Hindi"] = "प्रिया शर्मा",
        ["Bengali"] = "রহিমা খাতুন",
        ["Gujarati"] = "જિજ્ઞા પટેલ",
        ["Punjabi"] = "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
        ["Tamil"] = "கவிதா சுப்பிரமணியம்",
        ["Chinese"] = "王小明",
        ["Japanese"] = "高橋さくら",
        ["Korean"] = "김민준",
        ["Tigrinya"] = "ሰላም ተስፋይ",
        ["Vietnamese"] = "Nguyễn Thị Hằng",
    };

    /// <summary>Names in every script, as addressee, in the narrative and in lists.</summary>
    public static LetterView InEveryScript
    {
        get
        {
            var judgement = Sample.Judgement();
            judgement.Addressee.Name = Names["Arabic"];
            judgement.Addressee.AddressLines.Clear();
            judgement.Addressee.AddressLines.Add([Names["Hebrew"], Names["Welsh"]]);
            judgement.Findings[0].Markdown = $"We spoke to {string.Join(", ", Names.Values)} (see {{{{figure s-1}}}}) and to others.";
            foreach (var (script, name) in Names) judgement.Items.Add(new ListItem { List = "focus-items", Position = 50, Text = $"{script}: **{name}**, 14 years of age." });
            foreach (var name in Names.Values) judgement.Items.Add(new ListItem { List = "strengths", Outcome = "BH", Position = 50, Text = name });
            return LetterView.Of(Signed(judgement), Sample.Framework, issued: true);
        }
    }

    /// <summary>An outcome for which there was no evidence: no finding, no items.</summary>
    public static LetterView WithoutEvidence
    {
        get
        {
            var judgement = Sample.Judgement();
            judgement.Findings.Remove(judgement.Findings.Single(finding => finding.Section == "PC"));
            foreach (var item in judgement.Items.Where(item => item.Outcome == "PC").ToList()) judgement.Items.Remove(item);
            return LetterView.Of(Signed(judgement), Sample.Framework, issued: true);
        }
    }

    /// <summary>As in 2005: the findings first, the grades after.</summary>
    public static LetterView In2005
    {
        get
        {
            var framework = Sample.Framework;
            var tables = framework.Blocks.Where(block => block.Kind is BlockKind.Grades or BlockKind.Descriptors).ToList();
            foreach (var table in tables) framework.Blocks.Remove(table);
            framework.Blocks.Add(tables);
            return LetterView.Of(Signed(Sample.Judgement(), framework), framework, issued: true);
        }
    }

    /// <summary>As in 2007: one body, a grade for each section.</summary>
    public static LetterView In2007
    {
        get
        {
            var framework = Sample.Framework;
            framework.Bodies.RemoveAt(1);
            framework.Signatories.RemoveAt(1);
            foreach (var (section, area) in framework.Sections.Zip(framework.Areas)) section.Area = area.Area;
            return LetterView.Of(Signed(Sample.Judgement(), framework), framework, issued: true);
        }
    }

    public static Letter Signed(Judgement judgement, Proto.Framework? framework = null)
    {
        framework ??= Sample.Framework;
        var now = DateTimeOffset.UnixEpoch;
        var letter = Letter.Begin(Sample.Uid, judgement, framework, Sample.Round, now);
        letter.SendForCheck(now, 5);
        letter.CloseCheck(now);
        letter.Finalise(letter.Judgement);
        letter.Approve("emil");
        foreach (var signatory in framework.Signatories) letter.Sign(letter.TextSha256, signatory.Body, [signatory.Body], framework.Signatories, now);
        return letter;
    }
}
