using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Publications;

/// <summary>What is arranged for the release of a round: who may abort it, and how often it was.</summary>
[Allow(Role.Publisher, Role.Auditor)]
public sealed class ReleaseModel(PublicationService.PublicationServiceClient publications) : RoundPage(publications)
{
    /// <summary>A person a line, subject id and name with a colon between.</summary>
    [BindProperty]
    public string? People { get; set; }

    public Release Release { get; private set; } = new();
    public bool IsOnCall => Release.OnCall.Any(person => person.Person == Caller.Sub);

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        People = string.Join('\n', Release.OnCall.Select(person => $"{person.Person}: {person.Name}"));
    }

    public async Task<IActionResult> OnPostOnCallAsync(CancellationToken ct)
    {
        var request = new SetOnCallRequest { RequestId = RequestId, Round = RoundName };
        request.People.Add((People ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Select(parts => new Release.Types.OnCall { Person = parts[0], Name = parts.Length > 1 ? parts[1] : "" }));
        if (await Try(async () => await Service.SetOnCallAsync(request, cancellationToken: ct))) return DoneSo("It is kept who is on call", "/Publications/Release", new { Round });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct) => Release = await Service.GetReleaseAsync(new() { Round = RoundName }, cancellationToken: ct);

    protected override string InputOf(string field) => field.StartsWith("people", StringComparison.Ordinal) ? nameof(People) : field;
}
