using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>The drafts of a letter, and what changed between two of them, word by word.</summary>
[Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority)]
public sealed class DraftsModel(LetterService.LetterServiceClient letters) : LetterPage(letters)
{
    /// <summary>Number of the earlier draft; 0: the one before the later.</summary>
    [BindProperty(SupportsGet = true)]
    public int From { get; set; }

    /// <summary>Number of the later draft; 0: the latest.</summary>
    [BindProperty(SupportsGet = true)]
    public int To { get; set; }

    public IReadOnlyList<Draft> Drafts { get; private set; } = [];

    /// <summary>Null where there is nothing to compare.</summary>
    public DraftDiff? Diff { get; private set; }

    public IEnumerable<KeyValuePair<string, string>> Choices => Drafts.Select(draft => KeyValuePair.Create($"{draft.Number}", $"Draft {draft.Number}, {Words.Instant(draft.At)}"));

    public async Task OnGetAsync(CancellationToken ct)
    {
        var drafts = Service.ListDraftsAsync(new() { Letter = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadLetter(ct), drafts);
        Drafts = (await drafts).Drafts;
        if (Drafts.Count > 1) await Try(async () => Diff = await Service.DiffDraftsAsync(new() { Letter = Name, From = From, To = To }, cancellationToken: ct));
    }
}
