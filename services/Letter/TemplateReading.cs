using Fluid.Ast;

namespace Apa.Letters;

/// <summary>Reads a template beside the model, every branch of it, and notes each path that leads nowhere and each filter that is not taken.</summary>
sealed class TemplateReading(Dictionary<string, object?> model, IReadOnlyCollection<string> filters) : AstVisitor
{
    static readonly object Anything = new();
    readonly Dictionary<string, object?> names = new(model);

    /// <summary>What was found: the name as written, and what is wrong with it.</summary>
    public List<(string Name, string Why)> Found { get; } = [];

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        Resolve(memberExpression);
        return memberExpression;
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!filters.Contains(filterExpression.Name)) Found.Add((filterExpression.Name, $"the filter {filterExpression.Name} does not exist; there are {string.Join(", ", filters)}"));
        return base.VisitFilterExpression(filterExpression);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        base.VisitAssignStatement(assignStatement);
        names[assignStatement.Identifier] = assignStatement.Value is MemberExpression member ? Resolve(member) : Anything;
        return assignStatement;
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
                Found.Add((path, $"{path} does not exist"));
                return Anything;
            }
        }
        return node;
    }
}
