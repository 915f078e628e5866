using Google.Rpc;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>
/// Loads the parts of a framework file, each into its service, after all of them have found nothing wrong with theirs.
/// </summary>
/// <param name="chosen">The parts to load: all three, unless some services do not run.</param>
sealed class FrameworkLoader(Session session, string person, IReadOnlySet<FrameworkPart> chosen)
{
    /// <summary>Into all three services.</summary>
    public FrameworkLoader(Session session, string person) : this(session, person, Enum.GetValues<FrameworkPart>().ToHashSet())
    {
    }

    /// <summary>Into those services that run.</summary>
    public static FrameworkLoader ForThoseThatRun(Session session, string person) =>
        new(session, person, Enum.GetValues<FrameworkPart>().Where(part => session.Runs(part.ToString().ToLowerInvariant())).ToHashSet());

    public async Task Load(FrameworkFile file, CancellationToken ct)
    {
        foreach (var (_, put) in Chosen(file, validateOnly: false, ct)) await Patience.Ask(async () => { await put(); return true; }, ct);
    }

    /// <summary>Everything that the services find wrong with a file, by line and path; loads nothing.</summary>
    public async Task<IReadOnlyList<string>> Violations(FrameworkFile file, CancellationToken ct)
    {
        var violations = new List<string>(file.Violations);
        foreach (var (part, put) in Chosen(file, validateOnly: true, ct))
        {
            try
            {
                await Patience.Ask(async () => { await put(); return true; }, ct);
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition)
            {
                violations.AddRange(Told(file, part, e));
            }
        }
        return [.. violations.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a service refused in its part, by the file's lines and paths; its own words where it named no field.</summary>
    public static IEnumerable<string> Told(FrameworkFile file, FrameworkPart part, RpcException refused)
    {
        var fields = refused.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations ?? [];
        return fields.Count == 0 ? [refused.Status.Detail] : fields.Select(violation => file.Lines.Told(part, violation.Field, violation.Description));
    }

    IEnumerable<(FrameworkPart Part, Func<Task> Put)> Chosen(FrameworkFile file, bool validateOnly, CancellationToken ct) =>
        Parts(file, validateOnly, ct).Where(part => chosen.Contains(part.Part));

    IEnumerable<(FrameworkPart Part, Func<Task> Put)> Parts(FrameworkFile file, bool validateOnly, CancellationToken ct)
    {
        var judgement = new Protos.Judgements.V1.PutFrameworkRequest { Framework = file.Judgement, ValidateOnly = validateOnly };
        judgement.RequestId = validateOnly ? Requests.New() : Requests.For(judgement);
        yield return (FrameworkPart.Judgement, async () => await session.Judgement(person).PutFrameworkAsync(judgement, cancellationToken: ct));
        var letter = new Protos.Letters.V1.PutFrameworkRequest { Framework = file.Letter, ValidateOnly = validateOnly };
        letter.RequestId = validateOnly ? Requests.New() : Requests.For(letter);
        yield return (FrameworkPart.Letter, async () => await session.Letter(person).PutFrameworkAsync(letter, cancellationToken: ct));
        var publication = new Protos.Publications.V1.PutFrameworkRequest { Framework = file.Publication, ValidateOnly = validateOnly };
        publication.RequestId = validateOnly ? Requests.New() : Requests.For(publication);
        yield return (FrameworkPart.Publication, async () => await session.Publication(person).PutFrameworkAsync(publication, cancellationToken: ct));
    }
}
