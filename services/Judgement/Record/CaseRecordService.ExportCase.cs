using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Record;

public sealed partial class CaseRecordService
{
    const int PieceBytes = 64 * 1024;

    [Allow(Role.Administrator, Role.Auditor)]
    public override async Task ExportCase(ExportCaseRequest request, IServerStreamWriter<ExportCaseResponse> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var assessment = await cases.Read(request.Assessment, ct);
        // All of it as of one moment, whatever people do meanwhile.
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        await new CaseArchive(db, cases).Write(assessment, file, ct);
        file.Position = 0;
        var piece = new byte[PieceBytes];
        for (var read = await file.ReadAsync(piece, ct); read > 0; read = await file.ReadAsync(piece, ct))
            await responseStream.WriteAsync(new() { Data = ByteString.CopyFrom(piece, 0, read) }, ct);
    }
}
