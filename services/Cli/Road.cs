using System.Diagnostics;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Grpc.Core;
using static Apa.Cli.Patience;

namespace Apa.Cli;

/// <summary>
/// Takes the case of a seed folder the whole way, from reference data to the published letter, by the same public RPCs that
/// people use. It goes on from the states it finds: what is done is not done again.
/// </summary>
sealed partial class Road(Session session, Seed seed, Terminal terminal)
{
    /// <summary>The driver's own spans; its root is the root of the whole trace.</summary>
    public static readonly ActivitySource Source = new("Apa.Cli");

    readonly Cast cast = seed.Cast;
    readonly CaseName name = new(seed.Cast.LaCode, seed.Cast.Round);
    int changes;

    public async Task Travel(CancellationToken ct)
    {
        using var root = Source.StartActivity($"road {name.LaCode}/{name.Round}", ActivityKind.Client);
        await Stage("reference data", LoadReferenceData, ct);
        await Stage("framework", LoadFramework, ct);
        await Stage("dataset", ReleaseDataset, ct);
        await Stage("synthetic figures", LoadSynthetic, ct);
        await Stage("round", OpenRound, ct);
        await Stage("case", OpenCase, ct);
        await Stage("evidence and findings", BuildCase, ct);
        await Stage("moderation", Moderate, ct);
        await Stage("factual accuracy check", CheckLetter, ct);
        await Stage("final judgement", Finalise, ct);
        await Stage("approval and signatures", ApproveAndSign, ct);
        await Stage("issue", Issue, ct);
        var publication = await Stage("publication", Publish, ct);
        if (publication.State != PublicationState.Published)
        {
            terminal.Say($"{name.LaCode}/{name.Round} is scheduled; once its instant is past the road goes on from here.");
            return;
        }
        await Stage("documents", Fetch, ct);
        terminal.Say(changes == 0
            ? $"Nothing had changed: {name.LaCode}/{name.Round} was published already."
            : $"{name.LaCode}/{name.Round} is published.");
    }

    Task<bool> Stage(string title, Func<CancellationToken, Task> act, CancellationToken ct) => Stage(title, async stop =>
    {
        await act(stop);
        return true;
    }, ct);

    async Task<T> Stage<T>(string title, Func<CancellationToken, Task<T>> act, CancellationToken ct)
    {
        using var activity = Source.StartActivity(title);
        terminal.Begin(title);
        return await act(ct);
    }

    /// <summary>A call that changes something, counted, and asked again for a minute while its service is away.</summary>
    async Task<T> Change<T>(Func<AsyncUnaryCall<T>> call, CancellationToken ct)
    {
        var reply = await Ask(call, ct);
        changes++;
        return reply;
    }

    Task<Assessment?> Case(CancellationToken ct) =>
        Find(() => session.Judgement(cast.Lead).GetAssessmentAsync(new() { Name = name.Assessment }, cancellationToken: ct), ct);

    Task<Letter?> Letter(CancellationToken ct) =>
        Find(() => session.Letter(cast.Editor).GetLetterAsync(new() { Name = name.Letter }, cancellationToken: ct), ct);

    Task<Publication?> Publication(CancellationToken ct) =>
        Find(() => session.Publication(cast.Publisher).GetPublicationAsync(new() { Name = name.Publication }, cancellationToken: ct), ct);
}
