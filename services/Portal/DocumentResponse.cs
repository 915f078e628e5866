using Apa.Protos.Judgements.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal;

/// <summary>A document of a service as a response of its own, apart from the pages.</summary>
static class DocumentResponse
{
    /// <summary>It can be looked at and nothing else: no script, no form, nothing loaded, no part in our origin. Its style is inside.</summary>
    const string Policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'";
    const string Html = "text/html";

    /// <summary>A rendering of ours: HTML is shown, everything else is downloaded.</summary>
    public static Task<IActionResult> Document<T>(this PortalPage page, AsyncServerStreamingCall<T> call, Func<T, (string Name, string Type)?> head, Func<T, ByteString> data, CancellationToken ct) =>
        page.Read(call, head, data, type => type.StartsWith(Html, StringComparison.Ordinal), ct);

    /// <summary>A file from elsewhere is downloaded, whatever it is.</summary>
    public static Task<IActionResult> Attachment<T>(this PortalPage page, AsyncServerStreamingCall<T> call, Func<T, (string Name, string Type)?> head, Func<T, ByteString> data, CancellationToken ct) =>
        page.Read(call, head, data, _ => false, ct);

    /// <summary>What an authority filed in its case.</summary>
    public static Task<IActionResult> Filed(this PortalPage page, DialogueService.DialogueServiceClient dialogue, string name, CancellationToken ct) => page.Attachment(
        dialogue.GetDocument(new() { Name = name }, cancellationToken: ct), part => part.Document is { } said ? (said.FileName, said.MediaType) : null, part => part.Data, ct);

    static async Task<IActionResult> Read<T>(
        this PortalPage page, AsyncServerStreamingCall<T> call, Func<T, (string Name, string Type)?> head, Func<T, ByteString> data, Func<string, bool> shown, CancellationToken ct)
    {
        using var _ = call;
        var file = new MemoryStream();
        var (name, type) = ("", "application/octet-stream");
        await foreach (var part in call.ResponseStream.ReadAllAsync(ct))
        {
            if (head(part) is { } said) (name, type) = said;
            data(part).WriteTo(file);
        }
        file.Position = 0;
        page.Response.Headers.ContentSecurityPolicy = Policy;
        return shown(type) ? new FileStreamResult(file, type) : new FileStreamResult(file, type) { FileDownloadName = name };
    }
}
