using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Apa.Portal;

/// <summary>
/// A page: who reads it, and how what it sends ends. A page names its policy by <see cref="AllowAttribute"/>; a refused call shows
/// the page again with all that stands against it, and with what was typed.
/// </summary>
public abstract class PortalPage : PageModel
{
    const string DoneKey = "Done";

    /// <summary>One per form shown: sent twice, a form does its work once.</summary>
    [BindProperty]
    public string RequestId { get; set => field = value ?? ""; } = Guid.NewGuid().ToString();

    /// <summary>Who is signed in.</summary>
    public Caller Caller => new(User);

    /// <summary>What stood against the last thing that was asked; null where nothing did.</summary>
    public Problem? Refused { get; private set; }

    /// <summary>What was done just before this page, once.</summary>
    public string? Done => TempData[DoneKey] as string;

    /// <summary>The input of a form in which a field of the request was typed; empty where it was not typed on this page.</summary>
    /// <param name="field">Path of the field, e.g. decisions[0].reason.</param>
    protected virtual string InputOf(string field) => field;

    /// <summary>Asks a service for something, and keeps what stood against it for the page.</summary>
    /// <returns>Whether it was done.</returns>
    protected async Task<bool> Try(Func<Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            await act();
            return true;
        }
        catch (RpcException error) when (error.StatusCode is not (Grpc.Core.StatusCode.NotFound or Grpc.Core.StatusCode.Unauthenticated))
        {
            Refused = Problem.Of(error);
            if (error.StatusCode == Grpc.Core.StatusCode.PermissionDenied) Refused = Refused with { Title = "You may not do this" };
            foreach (var violation in Refused.Violations) ModelState.AddModelError(InputOf(violation.Field), Say(violation));
            if (!Refused.MayHaveHappened) RequestId = Guid.NewGuid().ToString();
            Response.StatusCode = Refused.Status;
            return false;
        }
    }

    /// <summary>Refuses what was typed without asking a service.</summary>
    protected void Refuse(string field, string description)
    {
        Refused = new(400, "There is a problem", "", "", [.. Refused?.Violations ?? [], new(field, description)]);
        ModelState.AddModelError(InputOf(field), description);
        Response.StatusCode = Refused.Status;
    }

    /// <summary>Goes on to a page of ours, which says what was done.</summary>
    protected IActionResult DoneSo(string what, string page, object? values = null)
    {
        TempData[DoneKey] = what;
        return RedirectToPage(page, values);
    }

    /// <summary>A violation as a sentence of its own: what a service says of a field begins with a verb.</summary>
    public string Say(Problem.Violation violation)
    {
        ArgumentNullException.ThrowIfNull(violation);
        var (subject, said) = (InputOf(violation.Field), violation.Description);
        if (subject.Length == 0 || said.Length == 0 || !char.IsAsciiLetterLower(said[0])) return said;
        return $"{(subject == violation.Field ? subject : Spaced(subject))} {said}";
    }

    /// <summary>What stands against a field, or a list of them, that is no single input; empty where nothing does.</summary>
    protected string FaultOf(string field) => string.Join("; ", Refused?.Violations.Where(v => v.Field.StartsWith(field, StringComparison.Ordinal)).Select(v => v.Description) ?? []);

    /// <summary>The name of an input in words: Input.CorrectionReason, Correction reason.</summary>
    static string Spaced(string name) => string.Concat(name[(name.LastIndexOf('.') + 1)..].Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>Where the summary of errors leads for a violation.</summary>
    public string? LinkOf(string field) => InputOf(field) is { Length: > 0 } input && Request.HasFormContentType && Request.Form.ContainsKey(input) ? $"#{Forms.FieldTagHelper.IdOf(input)}" : null;
}
