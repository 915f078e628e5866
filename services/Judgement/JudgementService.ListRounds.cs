using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Any)]
    public override async Task<ListRoundsResponse> ListRounds(ListRoundsRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken);
        // One or two a year: read whole, sorted here, the newest first.
        var rows = await db.Rounds.AsNoTracking().ToListAsync(context.CancellationToken);
        var sorted = rows.OrderBy(Key, StringComparer.Ordinal).Where(row => string.CompareOrdinal(Key(row), paging.After) > 0).Take(paging.Take).ToList();
        var (page, next) = paging.Cut(sorted, Key);
        var response = new ListRoundsResponse { NextPageToken = next };
        foreach (var round in page.Select(row => row.ToProto()))
        {
            round.Members.Clear();
            response.Rounds.Add(round);
        }
        return response;

        static string Key(Round row) => $"{DateOnly.MaxValue.DayNumber - row.LetterDate.DayNumber:D9} {row.Id}";
    }
}
