using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<Explanation> ExplainComparison(ExplainComparisonRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        new Check().ResourceName(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern).LaCode(request.LaCode, "la_code")
            .ResourceName(request.Indicator, "indicator", Resource.IndicatorPattern).Said(request.Figure, "figure")
            .That(request.Method is Method.Unspecified or Method.Mean or Method.Median, "method", "is mean or median")
            .ThrowIfAny();
        var caller = context.Caller();
        var (dataset, version) = await FindSeen(request.DatasetVersion, request.LaCode, caller, ct);
        if (await AuthorityByCode(db, request.LaCode, ct) is null) throw Errors.NotFound(Resource.Geography(request.LaCode));
        var indicator = (await Catalogue.Of(db, version, ct)).Find(request.Indicator) ?? throw Errors.NotFound(request.Indicator);
        var setting = await SettingOf(dataset, version, request.LaCode, ct);
        var id = Resource.IndicatorId(indicator.Code);
        var sheet = new Sheet(indicator, (await Beside(version, request.LaCode, [id], ct))[id], setting, Sight.Of(caller));
        var names = await NamesOf(ct);
        return new Explaining(setting, sheet, request.LaCode, request.Method is Method.Median ? Method.Median : Method.Mean, names).Of(request.Figure);
    }

    async Task<Dictionary<string, string>> NamesOf(CancellationToken ct) =>
        await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToDictionaryAsync(db.Places, place => place.Code, place => place.Document.DisplayName, ct);
}
