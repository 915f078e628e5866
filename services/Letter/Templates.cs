using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Fluid;

namespace Apa.Letters;

/// <summary>
/// The Liquid of frameworks: block texts, conditions and opening sentences. Narrative never comes here. Templates are bounded: few tags
/// and filters, none of which can grow a text or read a clock, so many steps, so much output.
/// </summary>
static partial class Templates
{
    /// <summary>Characters that one template may be long, and may give.</summary>
    public const int MostText = 10_000;

    static readonly string[] Tags = ["if", "unless", "case", "for", "assign", "break", "continue", "comment", "#", "raw"];

    static readonly string[] Filters = ["capitalize", "default", "downcase", "first", "join", "last", "size", "strip", "upcase"];

    /// <summary>Templates that are kept parsed; the frameworks that ship have some fifty each.</summary>
    const int MostKnown = 2000;

    static readonly FluidParser Parser = Bounded();

    static readonly ConcurrentDictionary<string, IFluidTemplate> Known = [];

    static readonly TemplateOptions Options = new() { StrictFilters = true, MaxSteps = 10_000, MaxRecursion = 20, Now = () => DateTimeOffset.UnixEpoch };

    /// <summary>The rendered text on one line; a name that is empty leaves no gap.</summary>
    public static string Render(string liquid, Dictionary<string, object?> model) =>
        string.Join(' ', Rendered(Parsed(liquid), model).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether a block with this condition stands; an empty condition always holds.</summary>
    public static bool Holds(string condition, Dictionary<string, object?> model) =>
        condition.Length == 0 || Render(AsTemplate(condition), model).Length > 0;

    /// <summary>A condition as the template that says something where it holds.</summary>
    public static string AsTemplate(string condition) => $"{{% if {condition} %}}holds{{% endif %}}";

    /// <summary>What is wrong with a template, each with its line: <c>line 2: round.titel does not exist</c>. Every branch is read, also those that the sample does not take.</summary>
    public static IEnumerable<string> Faults(string liquid, Dictionary<string, object?> sample)
    {
        if (liquid.Length > MostText) return [$"line 1: is {liquid.Length:N0} characters long, at most {MostText:N0} are taken"];
        if (!Parser.TryParse(liquid, out var template, out var error)) return [Located(error)];
        var reading = new TemplateReading(sample, Filters);
        reading.VisitTemplate(template);
        var faults = reading.Found.Distinct().Select(fault => $"line {LineOf(liquid, fault.Name)}: {fault.Why}").ToList();
        if (faults.Count > 0) return faults;
        try
        {
            Rendered(template, sample);
            return [];
        }
        catch (Exception e) when (e is FluidException or InvalidOperationException)
        {
            return [$"line 1: {e.Message}"];
        }
    }

    /// <summary>Parsed once for all letters of a framework. Previews bring texts that are never asked for again: a full table begins anew.</summary>
    static IFluidTemplate Parsed(string liquid)
    {
        if (Known.Count > MostKnown) Known.Clear();
        return Known.GetOrAdd(liquid, text => Parser.Parse(text));
    }

    static string Rendered(IFluidTemplate template, Dictionary<string, object?> model)
    {
        using var text = new BoundedText();
        template.RenderAsync(text, new TemplateContext(model, Options)).AsTask().GetAwaiter().GetResult();
        return text.ToString();
    }

    /// <summary>Liquid's parser tells the place as (line:column) at the end.</summary>
    static string Located(string error)
    {
        var first = error.Split('\n')[0].Trim();
        return Place().Match(first) is { Success: true } place
            ? $"line {place.Groups["line"].Value}: {first[..place.Index].TrimEnd()}"
            : $"line 1: {first}";
    }

    static int LineOf(string liquid, string name)
    {
        var at = liquid.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? 1 : liquid.AsSpan(0, at).Count('\n') + 1;
    }

    static FluidParser Bounded()
    {
        var parser = new FluidParser();
        foreach (var tag in parser.RegisteredTags.Keys.Except(Tags).ToList()) parser.RegisteredTags.Remove(tag);
        return parser;
    }

    [GeneratedRegex(@"\s*(at\s+)?\((?<line>[0-9]+):[0-9]+\)\s*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    /// <summary>Takes so much text and no more.</summary>
    sealed class BoundedText : TextWriter
    {
        readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.Unicode;

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (text.Length + buffer.Length > MostText) throw new InvalidOperationException($"gives more than {MostText:N0} characters");
            text.Append(buffer);
        }

        public override Task WriteAsync(char[] buffer, int index, int count)
        {
            Write(buffer, index, count);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return Task.CompletedTask;
        }

        public override string ToString() => text.ToString();
    }
}
