using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<ModerationBoard> GetModerationBoard(GetModerationBoardRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round, string.Join(',', request.Areas), string.Join(',', request.States), request.Region);
        var rows = await Rows(request, ct);
        var board = new ModerationBoard { Round = request.Round, Total = rows.Count, Away = rows.Count(row => row.Distance != 0) };
        var (page, next) = paging.Cut([.. rows.Where(row => string.CompareOrdinal(BoardOrder.Key(row), paging.After) > 0).Take(paging.Take)], BoardOrder.Key);
        board.Rows.AddRange(page);
        board.NextPageToken = next;
        return board;
    }

    /// <summary>All rows that were asked for, in the board's order.</summary>
    async Task<IReadOnlyList<BoardRow>> Rows(GetModerationBoardRequest request, CancellationToken ct)
    {
        var round = await RoundOf(request.Round, ct);
        var framework = await cases.FrameworkOf(round.Document.Framework, ct);
        var check = new Check();
        check.Each(request.Areas, "areas", (id, at) => check.That(framework.Areas.Any(area => area.Id == id), at, $"'{id}' is no area of this framework"));
        check.Each(request.States, "states", (state, at) => check.Said(state, at));
        check.ThrowIfAny();
        var rows = (await board.Columns(round.Id, framework, laCodes: null, ct)).SelectMany(column => column.Rows);
        return [.. rows
            .Where(row => request.Areas.Count == 0 || request.Areas.Contains(row.Area))
            .Where(row => request.States.Count == 0 ? row.State is not AssessmentState.Opening : request.States.Contains(row.State))
            .Where(row => request.Region.Length == 0 || row.Place?.Region == request.Region)
            .OrderBy(BoardOrder.Key, StringComparer.Ordinal)];
    }
}
