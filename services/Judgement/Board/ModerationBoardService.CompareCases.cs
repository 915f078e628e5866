using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    const int MostBesideEachOther = 4;

    [Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<CompareCasesResponse> CompareCases(CompareCasesRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var check = new Check();
        check.That(request.Assessments.Count is >= 2 and <= MostBesideEachOther, "assessments", $"are 2 to {MostBesideEachOther}");
        check.Unique(request.Assessments, "assessments", "case");
        check.Each(request.Assessments, "assessments", (name, at) => check.ResourceName(name, at, Names.AssessmentPattern));
        check.ThrowIfAny();
        var asked = request.Assessments.Select(name => Cases.Parse(name)).ToList();
        check.That(asked.Select(name => name.Round).Distinct().Count() == 1, "assessments", "are all of one round");
        check.ThrowIfAny();

        var round = await RoundOf(Names.Round(asked[0].Round), ct);
        var columns = (await board.Columns(round.Id, await cases.FrameworkOf(round.Document.Framework, ct), [.. asked.Select(name => name.LaCode)], ct))
            .ToDictionary(column => column.Assessment.Name);
        var response = new CompareCasesResponse();
        response.Cases.AddRange(request.Assessments.Select(name => columns.GetValueOrDefault(name) ?? throw Errors.NotFound(name)));
        return response;
    }
}
