using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Letters.Consumers;

/// <summary>The judgement behind the letter is final; with content that was never proposed, the letter is drafted from it.</summary>
public sealed class OnJudgementFinalised(Redrafting redrafting) : IHandle<JudgementFinalised>
{
    public async Task Handle(JudgementFinalised data, EventContext about, CancellationToken ct)
    {
        if (await redrafting.Draft(data.Judgement, ct) is { JudgementFinal: false } letter) letter.Finalise(data.Judgement);
    }
}
