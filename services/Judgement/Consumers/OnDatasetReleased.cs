using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

/// <summary>Marks cases that are judged on an older version and not yet final; what follows from that is for people.</summary>
public sealed class OnDatasetReleased(JudgementDb db) : IHandle<DatasetReleased>
{
    public async Task Handle(DatasetReleased data, EventContext about, CancellationToken ct)
    {
        if (Names.Versioned(data.DatasetVersion, Names.DatasetVersionPattern) is not var (dataset, version))
            throw new FormatException($"'{data.DatasetVersion}' is no dataset version.");
        var older = await db.Assessments
            .Where(assessment => assessment.Dataset == dataset && assessment.DatasetVersion < version && !assessment.Stale && assessment.State != AssessmentState.Final)
            .ToListAsync(ct);
        older.ForEach(assessment => assessment.MarkStale());
    }
}
