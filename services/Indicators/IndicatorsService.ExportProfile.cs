using Apa.Indicators.Exporting;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    const int PieceBytes = 64 * 1024;

    [Allow(Role.Any)]
    public override async Task ExportProfile(ExportProfileRequest request, IServerStreamWriter<FileChunk> responseStream, ServerCallContext context)
    {
        new Check().Said(request.Format, "format").That(request.Profile is not null, "profile", "is required").ThrowIfAny();
        var profile = (await GetProfile(request.Profile!, context)).Whole();
        var csv = request.Format is ExportFormat.Csv;
        var bytes = csv ? ProfileCsv.Write(profile) : ProfileWorkbook.Write(profile);
        var first = new FileChunk
        {
            FileName = $"profile-{profile.Authority.LaCode}-{profile.DatasetVersion.Replace("datasets/", "", StringComparison.Ordinal).Replace("/versions/", "-v", StringComparison.Ordinal)}.{(csv ? "csv" : "xlsx")}",
            MediaType = csv ? "text/csv; charset=utf-8; header=present" : Workbook.MediaType,
        };
        for (var at = 0; at < bytes.Length; at += PieceBytes)
        {
            var piece = at == 0 ? first : new();
            piece.Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(at, Math.Min(PieceBytes, bytes.Length - at)));
            await responseStream.WriteAsync(piece, context.CancellationToken);
        }
    }
}
