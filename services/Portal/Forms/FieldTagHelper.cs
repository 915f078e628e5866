using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Apa.Portal.Forms;

/// <summary>
/// A GOV.UK text input, textarea (with rows) or select (with options) with label, hint and the error of its name:
/// <c>&lt;field name="reason" label="Why" value="@Model.Reason" rows="4" /&gt;</c>.
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper : TagHelper
{
    public string Name { get; set; } = "";
    public string Label { get; set; } = "";
    public string? Hint { get; set; }
    public string? Value { get; set; }
    public int Rows { get; set; }

    /// <summary>Width in characters as GOV.UK has them: 2, 3, 4, 5, 10, 20, 30; 0: the whole.</summary>
    public int Width { get; set; }

    /// <summary>Of a select: value and words.</summary>
    public IEnumerable<KeyValuePair<string, string>>? Options { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The id of the input of a name.</summary>
    public static string IdOf(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var id = IdOf(Name);
        var errors = ViewContext.ModelState.TryGetValue(Name, out var entry) ? entry.Errors.Select(e => e.ErrorMessage).ToList() : [];
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"govuk-form-group{(errors.Count > 0 ? " govuk-form-group--error" : "")}");
        var content = output.Content;
        content.AppendHtml($"<label class=\"govuk-label\" for=\"{id}\">{Text(Label)}</label>");
        if (Hint is { Length: > 0 }) content.AppendHtml($"<div id=\"{id}-hint\" class=\"govuk-hint\">{Text(Hint)}</div>");
        if (errors.Count > 0) content.AppendHtml($"<p id=\"{id}-error\" class=\"govuk-error-message\"><span class=\"govuk-visually-hidden\">Error:</span> {Text(string.Join("; ", errors))}</p>");
        string[] describedBy = [.. Hint is { Length: > 0 } ? [$"{id}-hint"] : (string[])[], .. errors.Count > 0 ? [$"{id}-error"] : (string[])[]];
        var common = $"id=\"{id}\" name=\"{Text(Name)}\"{(describedBy.Length > 0 ? $" aria-describedby=\"{string.Join(' ', describedBy)}\"" : "")}";
        content.AppendHtml(Control(common, errors.Count > 0));
    }

    string Control(string common, bool wrong)
    {
        string Class(string block) => $"class=\"govuk-{block}{(wrong ? $" govuk-{block}--error" : "")}{(Width > 0 ? $" govuk-input--width-{Width}" : "")}\"";
        if (Options is not null)
        {
            var options = Options.Select(o => $"<option value=\"{Text(o.Key)}\"{(o.Key == Value ? " selected" : "")}>{Text(o.Value)}</option>");
            return $"<select {Class("select")} {common}>{string.Concat(options)}</select>";
        }
        // The first line break after the tag is not part of the value.
        return Rows > 0
            ? $"<textarea {Class("textarea")} rows=\"{Rows}\" {common}>\n{Text(Value ?? "")}</textarea>"
            : $"<input {Class("input")} type=\"text\" value=\"{Text(Value ?? "")}\" {common}>";
    }

    static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
