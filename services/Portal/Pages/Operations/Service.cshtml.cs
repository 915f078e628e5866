using Apa.Protos.Operations.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Operations;

/// <summary>One service: how it stands, what it could not handle, to be given back once that is mended, and what it has told others.</summary>
[Allow(Role.Auditor)]
public sealed class ServiceModel(ServiceOperations operations) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Service { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? PageToken { get; set; }

    /// <summary>Messages that are given back.</summary>
    [BindProperty]
    public string[] Ids { get; set; } = [];

    /// <summary>True: everything that lies there now.</summary>
    [BindProperty]
    public bool All { get; set; }

    public GetStatusResponse Status { get; private set; } = new();
    public ListFailedMessagesResponse Failed { get; private set; } = new();
    public ListRecentEventsResponse Events { get; private set; } = new();

    Apa.Protos.Operations.V1.OperationsService.OperationsServiceClient Client => operations.Of(Service);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!ServiceClients.Services.Contains(Service)) return NotFound();
        await Load(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRedriveAsync(CancellationToken ct)
    {
        if (!ServiceClients.Services.Contains(Service)) return NotFound();
        var request = new RedriveMessagesRequest { RequestId = RequestId };
        if (!All) request.Ids.Add(Ids);
        RedriveMessagesResponse given = new();
        if (!All && Ids.Length == 0) Refuse(nameof(Ids), "Choose the messages that are given back");
        else if (await Try(async () => given = await Client.RedriveMessagesAsync(request, cancellationToken: ct))) return DoneSo($"{given.Redriven} given back", "/Operations/Service", new { Service });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var client = Client;
        var status = client.GetStatusAsync(new(), cancellationToken: ct).ResponseAsync;
        var events = client.ListRecentEventsAsync(new() { PageSize = 50, PageToken = PageToken ?? "" }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(status, events);
        (Status, Events) = (await status, await events);
        // The queue may be read by somebody else just now: the rest is worth knowing even so.
        await Try(async () => Failed = await client.ListFailedMessagesAsync(new() { PageSize = 200 }, cancellationToken: ct));
    }

    protected override string InputOf(string field) => field.StartsWith("ids", StringComparison.Ordinal) ? nameof(Ids) : field;
}
