using Fluid;
using Fluid.Ast;

namespace Apa.Letters;

/// <summary>The Liquid of frameworks: block texts, conditions and opening sentences. Narrative never comes here.</summary>
static class Templates
{
    static readonly FluidParser Parser = new();

    static readonly TemplateOptions Options = new() { StrictFilters = true, MaxSteps = 10_000, MaxRecursion = 20 };

    /// <summary>The rendered text on one line; a name that is empty leaves no gap.</summary>
    public static string Render(string liquid, Dictionary<string, object?> model) =>
        string.Join(' ', Parser.Parse(liquid).Render(new(model, Options)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether a block with this condition stands; an empty condition always holds.</summary>
    public static bool Holds(string condition, Dictionary<string, object?> model) =>
        condition.Length == 0 || Render(AsTemplate(condition), model).Length > 0;

    /// <summary>A condition as the template that says something where it holds.</summary>
    public static string AsTemplate(string condition) => $"{{% if {condition} %}}holds{{% endif %}}";

    /// <summary>What is wrong with a template, each with its line; every branch is read, also those that the sample does not take.</summary>
    public static IEnumerable<string> Faults(string liquid, Dictionary<string, object?> sample)
    {
        if (!Parser.TryParse(liquid, out var template, out var error)) return [$"{error.Split('\n')[0]} (line:column)"];
        var unknown = new UnknownNames(sample);
        unknown.VisitTemplate(template);
        var faults = unknown.Found.Distinct().Select(name => $"line {LineOf(liquid, name)}: {name} does not exist").ToList();
        if (faults.Count > 0) return faults;
        try
        {
            template.Render(new(sample, Options));
            return [];
        }
        catch (Exception e) when (e is FluidException or InvalidOperationException)
        {
            return [$"line 1: {e.Message}"];
        }
    }

    static int LineOf(string liquid, string name)
    {
        var at = liquid.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? 1 : liquid.AsSpan(0, at).Count('\n') + 1;
    }

    /// <summary>Walks a template beside the model and notes every path that leads nowhere.</summary>
    sealed class UnknownNames(Dictionary<string, object?> model) : AstVisitor
    {
        static readonly object Anything = new();
        readonly Dictionary<string, object?> names = new(model);

        public List<string> Found { get; } = [];

        protected override Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            Resolve(memberExpression);
            return memberExpression;
        }

        protected override Statement VisitAssignStatement(AssignStatement assignStatement)
        {
            base.VisitAssignStatement(assignStatement);
            names[assignStatement.Identifier] = assignStatement.Value is MemberExpression member ? Resolve(member) : Anything;
            return assignStatement;
        }

        protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
        {
            names[captureStatement.Identifier] = Anything;
            return base.VisitCaptureStatement(captureStatement);
        }

        protected override Statement VisitForStatement(ForStatement forStatement)
        {
            var source = forStatement.Source is MemberExpression member ? Resolve(member) : Anything;
            (names["forloop"], names[forStatement.Identifier]) = (Anything, source is object[] { Length: > 0 } list ? list[0] : Anything);
            return base.VisitForStatement(forStatement);
        }

        object? Resolve(MemberExpression member)
        {
            object? node = names;
            var path = "";
            foreach (var segment in member.Segments)
            {
                if (segment is not IdentifierSegment { Identifier: var name }) return Anything;
                path = path.Length == 0 ? name : $"{path}.{name}";
                // first, last and size are Liquid's own.
                if (ReferenceEquals(node, Anything) || node is not Dictionary<string, object?> here) return Anything;
                if (!here.TryGetValue(name, out node) && !here.TryGetValue(TemplateModel.AnyName, out node))
                {
                    Found.Add(path);
                    return Anything;
                }
            }
            return node;
        }
    }
}
