using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<Correction> CorrectObservation(CorrectObservationRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var check = new Check().Required(request.Reason, "reason", 4000);
        var period = check.Observation(request.Observation ?? new(), "observation");
        check.ThrowIfAny();
        var dataset = await FindDataset(request.Dataset, "dataset", ct);
        var version = dataset.Open;
        var given = request.Observation!.ToObservation(period!, version, Today);
        var key = KeyOf(request.Observation!);
        var before = await FindObservation(version, key, ct) ?? throw Errors.NotFound(Words.Of(key, version.Name));
        var query = request.Query.Length > 0 ? await FindQuery(request.Query, "query", ct) : null;
        if (query is not null && (query.DatasetId != dataset.Id || !query.Document.Observation.Equals(key)))
            throw Errors.Invalid([new("query", $"{request.Query} is about another value")]);

        var (uid, now, said) = (Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow(), before.ToProto());
        Supersede(before, given, version);
        dataset.Changed(0, given.Synthetic);
        query?.Correct(version.Name, request.Reason, context.Caller().Sub, now);
        var correction = new Correction
        {
            Name = Resource.Correction(dataset.Id, uid),
            DatasetVersion = version.Name,
            Before = said,
            After = given.ToProto(),
            Reason = request.Reason,
            Query = request.Query,
            CorrectedBy = context.Caller().Sub,
            CorrectedAt = Mapping.Instant(now),
        };
        db.Corrections.Add(new() { Uid = uid, DatasetId = dataset.Id, Version = version.Version, Document = correction });
        return correction;
    });

    /// <summary>Says something else from the open version on; what earlier ones said stays.</summary>
    void Supersede(Observation before, Observation given, DatasetVersion open)
    {
        if (before.Since == open.Version)
        {
            before.Take(given);
            return;
        }
        before.EndBefore(open.Version);
        db.Observations.Add(given);
    }
}
