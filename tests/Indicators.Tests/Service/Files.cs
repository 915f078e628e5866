using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Indicators.V1;
using Grpc.Core;

namespace Apa.Indicators.Tests.Service;

/// <summary>Files to import, and how they are read.</summary>
static class Files
{
    public const string Header = "Measure,Place,Code,Period,Value\n";

    /// <summary>A long file of the columns of <see cref="Header"/>.</summary>
    public static ImportMapping Long() => new()
    {
        Title = "Long, for tests",
        IndicatorColumn = "Measure",
        GeographyColumns = { "Code", "Place" },
        PeriodColumn = "Period",
        ValueColumn = "Value",
        BareYear = BareYear.Ends,
        Missing = { new MissingMark { Mark = "-", Reason = "not-available" }, new MissingMark { Mark = "x", Reason = "suppressed" } },
        Qualifiers = { new LabelQualifier { Text = "(OT)", Status = "outturn" }, new LabelQualifier { Text = "(Rev)", Status = "revised" }, new LabelQualifier { Text = "(prov)", Status = "provisional" } },
        Indicators =
        {
            Map("fin", "SS-2", PeriodForm.FinancialYear), Map("cal", "SS-3", PeriodForm.CalendarYear), Map("pooled", "SS-10", PeriodForm.CalendarYears),
            Map("threefold", "BH-1", PeriodForm.FinancialYears), Map("point", "MG-1", PeriodForm.Point, "03-31"),
        },
    };

    /// <summary>A file with a column per year, of one indicator.</summary>
    public static ImportMapping Wide() => new()
    {
        Title = "Wide, for tests",
        Indicator = "indicators/SS-2",
        Indicators = { Map("SS-2", "SS-2", PeriodForm.FinancialYear) },
        GeographyColumns = { "Place" },
        Wide = true,
        IgnoredColumns = { "Note" },
        Missing = { new MissingMark { Mark = "", Reason = "not-collected" } },
    };

    static IndicatorMapping Map(string source, string id, PeriodForm form, string day = "") =>
        new() { Source = source, Indicator = $"indicators/{id}", PeriodForm = form, PeriodDay = day };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public static ImportHeader Describe(string dataset, byte[] file, ImportMapping mapping) => new()
    {
        RequestId = IndicatorsApp.Id(),
        Dataset = $"datasets/{dataset}",
        FileName = "a file",
        ContentSha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
        Size = file.Length,
        Mapping = mapping,
    };

    /// <summary>Sends a file in pieces.</summary>
    public static async Task<Import> Send(this Apa.Protos.Indicators.V1.IndicatorsService.IndicatorsServiceClient client, ImportHeader header, byte[] file, int piece = 1000)
    {
        using var call = client.ImportObservations();
        try
        {
            await call.RequestStream.WriteAsync(new() { Header = header });
            foreach (var bytes in file.Chunk(piece))
                await call.RequestStream.WriteAsync(new() { Data = Google.Protobuf.ByteString.CopyFrom(bytes) });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Answered before everything was sent: the answer says why.
        }
        return await call;
    }

    /// <summary>A refused file's report.</summary>
    public static async Task<Import> Refused(this IndicatorsApp app, ImportHeader header, byte[] file)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => app.Analyst.Send(header, file));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        var status = refusal.GetRpcStatus()!;
        Assert.Equal("IMPORT_REFUSED", status.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
        var report = await app.Analyst.GetImportAsync(new() { Name = status.GetDetail<Google.Rpc.ResourceInfo>()!.ResourceName });
        Assert.Equal(ImportState.Refused, report.State);
        return report;
    }
}
