using System.Security.Cryptography;
using Apa.Protos.Indicators.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Spectre.Console;

namespace Apa.Cli;

/// <summary>Sends a file of observations: first what is coming, then its bytes.</summary>
sealed class ImportUpload(IndicatorsService.IndicatorsServiceClient indicators, FileInfo file)
{
    const int ChunkBytes = 64 * 1024;

    /// <summary>The header of a file: its name, size and hash, and how it is read.</summary>
    public static async Task<ImportHeader> Header(FileInfo file, string dataset, ImportMapping mapping, CancellationToken ct)
    {
        if (!file.Exists) throw new CommandFailed($"{file.FullName}: there is no such file");
        await using var bytes = file.OpenRead();
        return new()
        {
            Dataset = DatasetNames.Dataset(dataset),
            FileName = file.Name,
            Size = file.Length,
            ContentSha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct)),
            Mapping = mapping,
        };
    }

    /// <summary>
    /// Sends it; where it was refused for what is in it, the answer is the report. <paramref name="sent"/> hears how many bytes went.
    /// </summary>
    public async Task<Import> Send(ImportHeader header, Action<long> sent, CancellationToken ct)
    {
        try
        {
            return await Stream(header, sent, ct);
        }
        catch (RpcException e) when (ReportOf(e) is { } report)
        {
            return await indicators.GetImportAsync(new() { Name = report }, cancellationToken: ct);
        }
    }

    /// <summary>As <see cref="Send"/>, with a bar where there is a terminal, and a line every tenth of the way where there is none.</summary>
    public async Task<Import> SendWatched(ImportHeader header, Terminal terminal, CancellationToken ct)
    {
        if (!terminal.Console.Profile.Capabilities.Interactive)
        {
            var next = 0L;
            return await Send(header, sent =>
            {
                if (sent < next && sent < header.Size) return;
                terminal.Say($"{Size(sent)} of {Size(header.Size)} sent");
                next = sent + Math.Max(header.Size / 10, ChunkBytes);
            }, ct);
        }
        return await terminal.Console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new SpinnerColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(Markup.Escape(header.FileName), maxValue: Math.Max(header.Size, 1));
                return await Send(header, sent =>
                {
                    bar.Value = sent;
                    if (sent >= header.Size) bar.Description("reading and storing");
                }, ct);
            });
    }

    async Task<Import> Stream(ImportHeader header, Action<long> sent, CancellationToken ct)
    {
        using var call = indicators.ImportObservations(cancellationToken: ct);
        try
        {
            await call.RequestStream.WriteAsync(new() { Header = header }, ct);
            await using var bytes = file.OpenRead();
            var chunk = new byte[ChunkBytes];
            long total = 0;
            for (int read; (read = await bytes.ReadAsync(chunk, ct)) > 0;)
            {
                await call.RequestStream.WriteAsync(new() { Data = ByteString.CopyFrom(chunk, 0, read) }, ct);
                sent(total += read);
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException && !ct.IsCancellationRequested)
        {
            // The service ended the call before it had everything; its answer says why.
        }
        return await call.ResponseAsync;
    }

    /// <summary>The report that a refusal names.</summary>
    static string? ReportOf(RpcException error)
    {
        var status = error.GetRpcStatus();
        var name = status?.GetDetail<ErrorInfo>()?.Reason == "IMPORT_REFUSED" ? status.GetDetail<ResourceInfo>()?.ResourceName : null;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    static string Size(long bytes) => bytes < 1024 * 1024 ? $"{bytes / 1024.0:0.0} KiB" : $"{bytes / 1024.0 / 1024.0:0.0} MiB";
}
