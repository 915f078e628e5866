using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Moderator)]
    public override Task<PanelDecision> RecordPanelDecision(RecordPanelDecisionRequest request, ServerCallContext context)
    {
        var given = request.Decision ?? new();
        var check = new Check();
        check.Required(given.Date, "decision.date").Date(given.Date, "decision.date");
        check.Some(given.Panel, "decision.panel");
        check.Unique(given.Panel, "decision.panel", "person");
        check.Each(given.Panel, "decision.panel", (person, at) => check.Required(person, at));
        check.Required(given.Decision, "decision.decision", 10_000);
        check.Unique(given.Assessments, "decision.assessments", "case");
        check.ThrowIfAny();
        return db.Once(request, context, async ct =>
        {
            var round = await RoundOf(request.Round, ct);
            var known = await db.Assessments.Where(row => row.RoundId == round.Id).Select(row => row.LaCode).ToListAsync(ct);
            var names = known.Select(laCode => Names.Assessment(laCode, round.Id)).ToHashSet();
            check.Each(given.Assessments, "decision.assessments", (name, at) => check.That(names.Contains(name), at, $"'{name}' is no case of {request.Round}"));
            check.ThrowIfAny();

            var number = 1 + await db.PanelDecisions.CountAsync(row => row.RoundId == round.Id, ct);
            var decision = new PanelDecision(given)
            {
                Name = $"{request.Round}/panelDecisions/{number}",
                RecordedBy = context.Caller().Sub,
                RecordedAt = Mapping.Instant(time.GetUtcNow()),
            };
            db.PanelDecisions.Add(new() { RoundId = round.Id, Number = number, Document = decision });
            return decision;
        });
    }
}
