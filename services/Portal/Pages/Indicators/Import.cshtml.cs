using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>Reads a file into the open version of a dataset, or only checks it; either way the report says what was found, row by row.</summary>
[Allow(Role.Analyst)]
[RequestSizeLimit(Largest)]
[RequestFormLimits(MultipartBodyLengthLimit = Largest)]
public sealed class ImportModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    /// <summary>In bytes; a larger file goes by the client of the command line.</summary>
    const long Largest = 256 * 1024 * 1024;
    static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public IFormFile? Figures { get; set; }

    [BindProperty]
    public IFormFile? Mapping { get; set; }

    [BindProperty]
    public bool CheckOnly { get; set; }

    /// <summary>Whether the figures were invented.</summary>
    [BindProperty]
    public bool Synthetic { get; set; }

    /// <summary>What a check found; null before one.</summary>
    public Import? Report { get; private set; }

    public void OnGet()
    {
        // An empty form.
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Figures is null) Refuse(nameof(Figures), "Choose the file with the figures");
        if (Mapping is null) Refuse(nameof(Mapping), "Choose the mapping that says how the file is read");
        var mapping = Mapping is null ? null : await Read(Mapping, ct);
        if (Refused is not null) return Page();
        try
        {
            Report = await Send(Figures!, mapping!, ct);
        }
        catch (RpcException error) when (error.GetRpcStatus()?.GetDetail<ResourceInfo>()?.ResourceName is { Length: > 0 } name && name.Contains("/imports/", StringComparison.Ordinal))
        {
            return RedirectToPage("/Indicators/ImportReport", new { id = Id, import = name.Split('/')[^1] });
        }
        catch (RpcException error) when (error.StatusCode is Grpc.Core.StatusCode.InvalidArgument or Grpc.Core.StatusCode.FailedPrecondition or Grpc.Core.StatusCode.ResourceExhausted)
        {
            return await Try(() => Task.FromException(error)) ? NotFound() : Page();
        }
        return Report.Name.Length == 0 ? Page() : DoneSo($"{Report.RowsKept} of {Report.RowsRead} rows are in the dataset", "/Indicators/ImportReport", new { id = Id, import = Report.Name.Split('/')[^1] });
    }

    async Task<ImportMapping?> Read(IFormFile file, CancellationToken ct)
    {
        try
        {
            using var reader = new StreamReader(file.OpenReadStream());
            return Json.Parse<ImportMapping>(await reader.ReadToEndAsync(ct));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            Refuse(nameof(Mapping), $"The mapping cannot be read: {error.Message}");
            return null;
        }
    }

    async Task<Import> Send(IFormFile file, ImportMapping mapping, CancellationToken ct)
    {
        var header = new ImportHeader
        {
            RequestId = RequestId,
            Dataset = $"datasets/{Id}",
            FileName = Path.GetFileName(file.FileName),
            ContentSha256 = await Upload.Hash(file, ct),
            Size = file.Length,
            Mapping = mapping,
            ValidateOnly = CheckOnly,
            Synthetic = Synthetic,
        };
        return await indicators.ImportObservations(cancellationToken: ct).Send(new() { Header = header }, file, piece => new() { Data = piece }, ct);
    }
}
