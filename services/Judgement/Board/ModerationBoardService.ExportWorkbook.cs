using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    const int PieceBytes = 64 * 1024;

    [Allow(Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task ExportWorkbook(ExportWorkbookRequest request, IServerStreamWriter<WorkbookChunk> responseStream, ServerCallContext context)
    {
        // The year before is for inspectors too; what spans authorities is not.
        if (request.OfCase is not ExportWorkbookRequest.OfOneofCase.PreviousYear && new[] { Role.Moderator, Role.Administrator, Role.Auditor }.All(role => !context.Caller().Is(role)))
            throw Refusals.NotForInspectors();
        var ct = context.CancellationToken;
        var bytes = request.OfCase switch
        {
            ExportWorkbookRequest.OfOneofCase.Board => BoardWorkbook.Of(request.Board.Round, await Rows(request.Board, ct)),
            ExportWorkbookRequest.OfOneofCase.Distribution => BoardWorkbook.Of(await GetDistribution(request.Distribution, context)),
            ExportWorkbookRequest.OfOneofCase.PreviousYear => BoardWorkbook.Of(await ComparePreviousYear(request.PreviousYear, context)),
            ExportWorkbookRequest.OfOneofCase.Cases => BoardWorkbook.Of(await CompareCases(request.Cases, context)),
            _ => throw Errors.Invalid([new("of", "is a board, a distribution, a comparison with the year before, or cases")]),
        };
        for (var at = 0; at < bytes.Length; at += PieceBytes)
            await responseStream.WriteAsync(new() { Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(at, Math.Min(PieceBytes, bytes.Length - at))) }, ct);
    }
}
