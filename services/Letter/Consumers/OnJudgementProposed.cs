using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Letters.Consumers;

/// <summary>Drafts the letter that is checked; content that was drafted already changes nothing.</summary>
public sealed class OnJudgementProposed(Redrafting redrafting) : IHandle<JudgementProposed>
{
    public Task Handle(JudgementProposed data, EventContext about, CancellationToken ct) => redrafting.Draft(data.Judgement, ct);
}
