using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Portal.Pages.OwnCase;

/// <summary>The cases of the authority that whoever is signed in speaks for.</summary>
[Allow(Role.Authority)]
public sealed class IndexModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue) : PortalPage
{
    public IReadOnlyList<(Round Round, string La, string Name)> Cases { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var listed = await judgement.ListRoundsAsync(new() { PageSize = 1000 }, cancellationToken: ct);
        var rounds = await Task.WhenAll(listed.Rounds.Select(r => judgement.GetRoundAsync(new() { Name = r.Name }, cancellationToken: ct).ResponseAsync));
        var own = Caller.Authorities.ToHashSet(StringComparer.Ordinal);
        var members = rounds.SelectMany(r => r.Members.Where(m => m.State == MemberState.ToAssess && own.Contains(m.Authority.LaCode)).Select(m => (Round: r, La: m.Authority.LaCode, m.Authority.Name)));
        Cases = [.. (await Task.WhenAll(members.Select(async m => (Member: m, There: await IsThere(m.La, m.Round.Id, ct))))).Where(one => one.There).Select(one => one.Member)];
    }

    /// <summary>Whether a member of a round has a case yet.</summary>
    async Task<bool> IsThere(string la, string round, CancellationToken ct)
    {
        try
        {
            await dialogue.ListRepresentationsAsync(new() { Assessment = new CaseName(la, round).ToString(), PageSize = 1 }, cancellationToken: ct);
            return true;
        }
        catch (RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            return false;
        }
    }
}
