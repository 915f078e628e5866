using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>One list of a case: strengths, areas for improvement, what is to be looked at next. The team writes it whole.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class ItemsModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    const int Spare = 5;

    /// <summary>An item as it was typed.</summary>
    public sealed class Row
    {
        public string? Text { get; set; }
        public string? Place { get; set; }
        public string? Outcome { get; set; }
        public string? KeyJudgement { get; set; }
        public string? ChildGroup { get; set; }
        public string? BackedBy { get; set; }
        public string? ComesFrom { get; set; }
        public string? AddressedTo { get; set; }
    }

    /// <summary>Id of the list, as the framework has it.</summary>
    [BindProperty(SupportsGet = true)]
    public string List { get; set; } = "";

    [BindProperty]
    public List<Row> Rows { get; set; } = [];

    public ItemList Shown { get; private set; } = new();
    public Findings Findings { get; private set; } = new();
    public IEnumerable<ListItem> There => Findings.Items.Where(i => i.List == List);
    public ListVersion? Version => Findings.Lists.FirstOrDefault(l => l.List == List);

    /// <summary>Whether somebody changed the list since the form was shown.</summary>
    public bool Overtaken { get; private set; }

    /// <summary>Whether items say where they come from and who is to look at them: those of a list that does not stand by outcome.</summary>
    public bool HasOrigins => !Shown.ByOutcome;

    public string OutcomeOf(string outcome) => Framework.Outcomes.FirstOrDefault(o => o.Id == outcome)?.Title ?? outcome;
    public IEnumerable<KeyValuePair<string, string>> Outcomes => Framework.Outcomes.Select(o => KeyValuePair.Create(o.Id, $"{o.Id} {Cut(o.Title)}")).Prepend(new("", "None"));
    public IEnumerable<KeyValuePair<string, string>> KeyJudgements => Framework.KeyJudgements().Select(k => KeyValuePair.Create(k.Key, Cut(k.Value))).Prepend(new("", "None"));

    /// <summary>Rows that are items, in the order of the request.</summary>
    List<Row> Sent => [.. Rows.Where(row => !string.IsNullOrWhiteSpace(row.Text)).OrderBy(row => int.TryParse(row.Place, CultureInfo.InvariantCulture, out var place) ? place : int.MaxValue)];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return NotFound();
        Etag = Version?.Etag ?? "";
        Rows = [.. There.Select((item, i) => new Row
        {
            Text = item.Text, Place = $"{i + 1}", Outcome = item.Outcome, KeyJudgement = item.KeyJudgement, ChildGroup = item.ChildGroup,
            BackedBy = string.Join(' ', item.BackedBy), ComesFrom = string.Join(' ', item.ComesFrom), AddressedTo = item.AddressedTo,
        })];
        AddRows();
        return Page();
    }

    /// <summary>The same form with more rows; nothing is kept.</summary>
    public async Task<IActionResult> OnPostMoreAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return NotFound();
        AddRows();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await Try(async () => await Judgement.PutListItemsAsync(new() { RequestId = RequestId, Assessment = Name, List = List, Etag = Etag, Items = { Sent.Select(Item) } }, cancellationToken: ct)))
            return DoneSo("The list is kept", "/Assessments/Items", new { Round, La, List });
        if (!await Load(ct)) return NotFound();
        var now = Version?.Etag ?? "";
        (Overtaken, Etag) = (Etag != now, now);
        return Page();
    }

    ListItem Item(Row row) => new()
    {
        List = List,
        Text = row.Text!.Trim(),
        Outcome = row.Outcome ?? "",
        KeyJudgement = row.KeyJudgement ?? "",
        ChildGroup = row.ChildGroup ?? "",
        AddressedTo = row.AddressedTo ?? "",
        BackedBy = { Parts(row.BackedBy) },
        ComesFrom = { Parts(row.ComesFrom) },
    };

    void AddRows()
    {
        for (var i = 0; i < Spare; i++) Rows.Add(new());
    }

    protected override string InputOf(string field) =>
        Indexed.Of(field, "items") is { } at && at.Index < Sent.Count ? $"Rows[{Rows.IndexOf(Sent[at.Index])}].{InputOfItem(at.Rest)}" : field;

    static string InputOfItem(string field) => field switch
    {
        "outcome" => nameof(Row.Outcome),
        "position" => nameof(Row.Place),
        "key_judgement" => nameof(Row.KeyJudgement),
        "backed_by" => nameof(Row.BackedBy),
        "comes_from" => nameof(Row.ComesFrom),
        _ => nameof(Row.Text),
    };

    static string[] Parts(string? text) => (text ?? "").Split((char[])[' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static string Cut(string title) => title.Length <= 32 ? title : $"{title[..31].TrimEnd()}…";

    /// <returns>Whether the framework knows the list.</returns>
    async Task<bool> Load(CancellationToken ct)
    {
        var findings = Judgement.GetFindingsAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), findings);
        Findings = await findings;
        Shown = Framework.Lists.FirstOrDefault(l => l.Id == List) ?? new();
        return Shown.Id.Length > 0;
    }
}
