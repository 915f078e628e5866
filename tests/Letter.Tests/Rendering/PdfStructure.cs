namespace Apa.Letters.Tests.Rendering;

/// <summary>An element of a PDF's structure, as pdfinfo tells it: what a reader aloud goes by.</summary>
sealed class PdfStructure(string tag)
{
    readonly List<object> content = [];

    public string Tag => tag;

    /// <summary>Attributes such as <c>/Scope /Column</c>.</summary>
    public List<string> Attributes { get; } = [];

    /// <summary>All text within, in order.</summary>
    public string Text => string.Concat(content.Select(part => part is PdfStructure element ? element.Text : (string)part));

    public IEnumerable<PdfStructure> Children => content.OfType<PdfStructure>();

    /// <summary>Elements within, in order, by tag.</summary>
    public IEnumerable<PdfStructure> All(params string[] tags) =>
        Children.SelectMany(child => (tags.Contains(child.Tag) ? new[] { child } : []).Concat(child.All(tags)));

    public static async Task<PdfStructure> Of(byte[] pdf)
    {
        var root = new PdfStructure("");
        var open = new Stack<(int Indent, PdfStructure Element)>([(-1, root)]);
        foreach (var line in (await Documents.Poppler("pdfinfo", pdf, "-struct-text", "-")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var said = line.Trim();
            var indent = line.Length - line.TrimStart().Length;
            while (open.Peek().Indent >= indent) open.Pop();
            var parent = open.Peek().Element;
            if (said.StartsWith('"')) parent.content.Add(said.Trim('"'));
            else if (said.StartsWith('/')) parent.Attributes.Add(said);
            else
            {
                var element = new PdfStructure(said.Split(' ', ':')[0]);
                parent.content.Add(element);
                open.Push((indent, element));
            }
        }
        return root;
    }
}
