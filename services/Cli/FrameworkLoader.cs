using Google.Rpc;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>Loads the three parts of a framework file, each into its service, after all three have found nothing wrong with theirs.</summary>
static class FrameworkLoader
{
    public static async Task Load(Session session, string person, FrameworkFile file, CancellationToken ct)
    {
        foreach (var (_, put) in Parts(session, person, file, validateOnly: false, ct)) await Patience.Ask(async () => { await put(); return true; }, ct);
    }

    /// <summary>Everything that the services find wrong with a file, by line and path; loads nothing.</summary>
    public static async Task<IReadOnlyList<string>> Violations(Session session, string person, FrameworkFile file, CancellationToken ct)
    {
        var violations = new List<string>(file.Violations);
        foreach (var (part, put) in Parts(session, person, file, validateOnly: true, ct))
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

    static IEnumerable<(FrameworkPart Part, Func<Task> Put)> Parts(Session session, string person, FrameworkFile file, bool validateOnly, CancellationToken ct)
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
