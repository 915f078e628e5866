using System.Globalization;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

/// <summary>
/// Opens cases: asks Indicators for the profile and keeps it. A case whose profile cannot be had says why and is tried
/// again, also where Indicators refuses: a dataset may be released and an addressee made known later.
/// </summary>
public sealed partial class PullProfile(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger<PullProfile> log)
    : Step(scopes, signal, time, log)
{
    readonly TimeProvider time = time;

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<JudgementDb>();
        var indicators = services.GetRequiredService<IndicatorsService.IndicatorsServiceClient>();
        var opening = await db.Assessments.Where(assessment => assessment.State == AssessmentState.Opening).ToListAsync(ct);
        var opened = false;
        var sets = new Dictionary<string, ComparatorSet>();
        foreach (var assessment in opening)
        {
            var why = await Pull(assessment, db, indicators, sets, ct);
            opened |= why is null;
            if (why is not null && why != assessment.WaitingFor)
            {
                assessment.StillWaiting(why);
                LogWaits(assessment.Name, why);
            }
            // No lock was held during the call: where another replica was first, its row version refuses this save.
            await db.SaveChangesAsync(ct);
        }
        return opened;
    }

    /// <summary>Opens the case; the words to show where it could not.</summary>
    async Task<string?> Pull(Assessment assessment, JudgementDb db, IndicatorsService.IndicatorsServiceClient indicators, Dictionary<string, ComparatorSet> sets, CancellationToken ct)
    {
        var letterDate = await db.Rounds.Where(round => round.Id == assessment.RoundId).Select(round => round.LetterDate).SingleAsync(ct);
        var request = new GetProfileRequest
        {
            DatasetVersion = Names.DatasetVersion(assessment.Dataset, assessment.DatasetVersion),
            LaCode = assessment.LaCode,
            AddresseeOn = letterDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        Profile profile;
        Place place;
        try
        {
            profile = await indicators.GetProfileAsync(request, cancellationToken: ct);
            place = await PlaceOf(assessment.LaCode, profile, indicators, sets, ct);
        }
        catch (RpcException e) when (!ct.IsCancellationRequested)
        {
            return e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal
                ? "Indicators does not answer"
                : $"Indicators refuses: {e.Status.Detail}";
        }
        if (profile.Addressee is null)
            return $"Indicators knows no addressee of {assessment.LaCode} on {request.AddresseeOn}";

        db.Profiles.Add(new() { AssessmentUid = assessment.Uid, Data = profile.ToByteArray() });
        // Everything downstream names the authority as it is named here, its region included.
        var authority = new AuthorityRef(profile.Authority) { Region = place.Region, RegionName = place.RegionName };
        assessment.ProfileArrived(authority, profile.Addressee, place, profile.Synthetic, time.GetUtcNow());
        return null;
    }

    /// <summary>Where the authority lies, and its nearest neighbours of the set that the profile compares with.</summary>
    static async Task<Place> PlaceOf(string laCode, Profile profile, IndicatorsService.IndicatorsServiceClient indicators, Dictionary<string, ComparatorSet> sets, CancellationToken ct)
    {
        var authority = await indicators.GetGeographyAsync(new() { Name = $"geographies/{laCode}" }, cancellationToken: ct);
        var region = authority.Region.Length == 0 ? null : await indicators.GetGeographyAsync(new() { Name = $"geographies/{authority.Region}" }, cancellationToken: ct);
        var place = new Place { Region = authority.Region, RegionName = region?.DisplayName ?? "", AuthorityType = authority.AuthorityType };
        if (profile.Rows.Select(row => row.StatisticalNeighbours?.Set).FirstOrDefault(set => !string.IsNullOrEmpty(set)) is not { } name)
            return place;
        if (!sets.TryGetValue(name, out var set))
            sets[name] = set = await indicators.GetComparatorSetAsync(new() { Name = name }, cancellationToken: ct);
        place.NeighbourSet = name;
        place.Neighbours.AddRange(set.Lists.Where(list => list.LaCode == laCode).SelectMany(list => list.Comparators).OrderBy(comparator => comparator.Rank).Select(comparator => comparator.LaCode));
        return place;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Assessment} waits: {Why}")]
    private partial void LogWaits(string assessment, string why);
}
