using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>One statement is written or changed. What of it the form does not show stays as it is.</summary>
[Allow(Role.Inspector)]
public sealed class StatementModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    const string NotStated = "not stated in source";

    public static readonly IReadOnlyList<KeyValuePair<string, string>> Kinds = [new("", "Choose"), .. Enum.GetValues<StatementKind>().Where(k => k != StatementKind.Unspecified).Select(k => KeyValuePair.Create($"{k}", Words.Of(k)))];
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Directions = [.. Enum.GetValues<Direction>().Select(d => KeyValuePair.Create($"{d}", Words.Of(d)))];
    public static readonly IReadOnlyList<KeyValuePair<string, string>> PeriodKinds =
        [.. Enum.GetValues<PeriodKind>().Where(k => k != PeriodKind.Unspecified).OrderByDescending(k => k == PeriodKind.NotStated).Select(k => KeyValuePair.Create($"{k}", Words.Of(k)))];

    /// <summary>What was typed.</summary>
    public sealed class Typed
    {
        public string? Id { get; set; }
        public string? Outcome { get; set; }
        public string? KeyJudgement { get; set; }
        public string? Kind { get; set; }
        public string? Text { get; set; }
        public string? Provider { get; set; }
        public string? Document { get; set; }
        public string? Date { get; set; }
        public string? Locator { get; set; }
        public bool Synthetic { get; set; }
        public string? Subject { get; set; }
        public string? Value { get; set; }
        public string? Unit { get; set; }
        public string? Direction { get; set; }
        public string? PeriodKind { get; set; }
        public string? PeriodLabel { get; set; }
        public string? PeriodStart { get; set; }
        public string? PeriodEnd { get; set; }
        public bool HasFigure => $"{Subject}{Value}{Unit}{PeriodLabel}".Length > 0;
    }

    /// <summary>Id of the statement that is changed; none for a new one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Id { get; set; }

    [BindProperty]
    public Typed Input { get; set; } = new();

    /// <summary>The statement as it is; null for a new one.</summary>
    public Statement? Known { get; private set; }

    /// <summary>A figure that the form cannot show: a range, a fraction, a date. It stays as it is.</summary>
    public Figure? KeptFigure => Known?.Figure is { } figure && figure.Value?.ValueCase is not (Value.ValueOneofCase.Decimal or Value.ValueOneofCase.Word) ? figure : null;

    public IEnumerable<KeyValuePair<string, string>> Outcomes => Framework.Outcomes.Select(o => KeyValuePair.Create(o.Id, o.Title)).Prepend(new("", "Choose"));
    public IEnumerable<KeyValuePair<string, string>> KeyJudgements => Framework.KeyJudgements().Prepend(new("", "None fits"));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Known is null) return string.IsNullOrEmpty(Id) ? Page() : NotFound();
        var (source, figure) = (Known.Source, Known.Figure);
        Input = new()
        {
            Id = Known.Id,
            Outcome = Known.Outcome,
            KeyJudgement = Known.KeyJudgement,
            Kind = $"{Known.Kind}",
            Text = Known.Text,
            Synthetic = Known.Synthetic,
            Provider = source?.Provider,
            Document = source?.Document,
            Date = source?.Date,
            Locator = source?.Locator,
            Subject = figure?.Subject,
            Value = figure?.Value?.ValueCase == Value.ValueOneofCase.Word ? figure.Value.Word : figure?.Value?.Decimal,
            Unit = figure?.Unit,
            Direction = $"{figure?.Direction}",
            PeriodKind = $"{figure?.Period?.Kind}",
            PeriodLabel = figure?.Period?.Kind == PeriodKind.NotStated ? "" : figure?.Period?.Label,
            PeriodStart = figure?.Period?.Start,
            PeriodEnd = figure?.Period?.End,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await Load(ct);
        if (await Try(async () => await Judgement.PutStatementsAsync(new() { RequestId = RequestId, Assessment = Name, Statements = { Written() } }, cancellationToken: ct)))
            return DoneSo($"Statement {Input.Id} is kept", "/Assessments/Evidence", new { Round, La });
        return Page();
    }

    Statement Written()
    {
        var statement = Known?.Clone() ?? new();
        (statement.Id, statement.Outcome, statement.KeyJudgement, statement.Text, statement.Synthetic) = (Input.Id ?? "", Input.Outcome ?? "", Input.KeyJudgement ?? "", Input.Text ?? "", Input.Synthetic);
        statement.Kind = Enum.TryParse<StatementKind>(Input.Kind, out var kind) ? kind : default;
        statement.Source ??= new();
        (statement.Source.Provider, statement.Source.Document, statement.Source.Date, statement.Source.Locator) = (Input.Provider ?? "", Input.Document ?? "", Input.Date ?? "", Input.Locator ?? "");
        if (KeptFigure is null) statement.Figure = Input.HasFigure ? FigureOf(statement.Figure ?? new()) : null;
        return statement;
    }

    Figure FigureOf(Figure figure)
    {
        (figure.Subject, figure.Unit) = (Input.Subject ?? "", Input.Unit ?? "");
        figure.Direction = Enum.TryParse<Direction>(Input.Direction, out var direction) ? direction : default;
        var isNumber = decimal.TryParse(Input.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
        figure.Value = string.IsNullOrWhiteSpace(Input.Value) ? null : isNumber ? new() { Decimal = Input.Value } : new() { Word = Input.Value };
        var period = Enum.TryParse<PeriodKind>(Input.PeriodKind, out var kind) ? kind : default;
        figure.Period = period == PeriodKind.NotStated
            ? new() { Kind = period, Label = NotStated }
            : new() { Kind = period, Label = Input.PeriodLabel ?? "", Start = Input.PeriodStart ?? "", End = Input.PeriodEnd ?? "" };
        return figure;
    }

    protected override string InputOf(string field) => Indexed.Of(field, "statements") is { } at ? $"{nameof(Input)}.{at.Rest switch
    {
        "id" => nameof(Typed.Id),
        "outcome" => nameof(Typed.Outcome),
        "key_judgement" => nameof(Typed.KeyJudgement),
        "kind" => nameof(Typed.Kind),
        "source.provider" => nameof(Typed.Provider),
        "source.document" => nameof(Typed.Document),
        "source.date" => nameof(Typed.Date),
        "figure.subject" => nameof(Typed.Subject),
        "figure.value" => nameof(Typed.Value),
        "figure.period" => nameof(Typed.PeriodLabel),
        _ => nameof(Typed.Text),
    }}" : field;

    async Task Load(CancellationToken ct)
    {
        var statements = Judgement.ListStatementsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), statements);
        Known = string.IsNullOrEmpty(Id) ? null : (await statements).Statements.FirstOrDefault(s => s.Id == Id);
    }
}
