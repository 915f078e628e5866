using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Indicators.V1;
using Grpc.Core;

namespace Apa.Benchmarks;

/// <summary>A long file of invented values, in the order in which such files come: by indicator, year and place.</summary>
sealed record InventedFile(string Path, string Sha256, long Size, int Rows)
{
    public static ImportMapping Mapping => new()
    {
        Title = "Invented long file",
        IndicatorColumn = "Indicator",
        GeographyColumns = { "Code" },
        PeriodColumn = "Year",
        ValueColumn = "Value",
        Missing = { new MissingMark { Mark = "-", Reason = "not-available" } },
    };

    public static IEnumerable<(int Indicator, int Year, string Code)> Cells(int rows, int indicators, IReadOnlyList<string> codes, int years) =>
        (from indicator in Enumerable.Range(1, indicators) from year in Enumerable.Range(2006 - years, years) from code in codes select (indicator, year, code)).Take(rows);

    /// <summary>Between 0 and 100 with a decimal; one in fifty is missing.</summary>
    public static decimal? Value(int indicator, int year, string code)
    {
        var mixed = (uint)HashCode(indicator, year, code);
        return mixed % 50 == 0 ? null : mixed % 1000 / 10m;
    }

    static int HashCode(int indicator, int year, string code) => unchecked(indicator * 7919 + year * 104_729 + int.Parse(code, CultureInfo.InvariantCulture) * 15_485_863 ^ (indicator << 7));

    public static string Label(int year) => $"{year}-{(year + 1) % 100:00}";

    public static async Task<InventedFile> Write(string path, int rows, int indicators, IReadOnlyList<string> codes, int years, CancellationToken ct)
    {
        var written = 0;
        await using (var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20))
        {
            await file.WriteLineAsync("Indicator,Year,Code,Value");
            foreach (var (indicator, year, code) in Cells(rows, indicators, codes, years))
            {
                var value = Value(indicator, year, code);
                file.Write($"m{indicator},{Label(year)},{code},{value?.ToString(CultureInfo.InvariantCulture) ?? "-"}\n");
                written++;
            }
        }
        await using var read = File.OpenRead(path);
        return new(path, Convert.ToHexStringLower(await SHA256.HashDataAsync(read, ct)), read.Length, written);
    }

    /// <summary>Sends it as the CLI does.</summary>
    public async Task<Import> Send(IndicatorsService.IndicatorsServiceClient client, string dataset, CancellationToken ct)
    {
        using var call = client.ImportObservations(cancellationToken: ct);
        await call.RequestStream.WriteAsync(new()
        {
            Header = new() { RequestId = Guid.NewGuid().ToString(), Dataset = $"datasets/{dataset}", FileName = "invented.csv", ContentSha256 = Sha256, Size = Size, Mapping = Mapping, Synthetic = true },
        }, ct);
        await using var read = File.OpenRead(Path);
        var buffer = new byte[64 * 1024];
        for (int count; (count = await read.ReadAsync(buffer, ct)) > 0;)
            await call.RequestStream.WriteAsync(new() { Data = Google.Protobuf.ByteString.CopyFrom(buffer, 0, count) }, ct);
        await call.RequestStream.CompleteAsync();
        return await call;
    }
}
