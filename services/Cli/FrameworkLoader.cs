using Google.Rpc;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>Loads the three parts of a framework file, each into its service, after all three have found nothing wrong with theirs.</summary>
static class FrameworkLoader
{
    public static async Task Load(Session session, string person, FrameworkFile file, CancellationToken ct)
    {
        foreach (var put in Parts(session, person, file, validateOnly: false, ct)) await Patience.Ask(async () => { await put(); return true; }, ct);
    }

    /// <summary>Everything that the services find wrong with a file, by path; loads nothing.</summary>
    public static async Task<IReadOnlyList<string>> Violations(Session session, string person, FrameworkFile file, CancellationToken ct)
    {
        var violations = new List<string>(file.Violations);
        foreach (var put in Parts(session, person, file, validateOnly: true, ct))
        {
            try
            {
                await Patience.Ask(async () => { await put(); return true; }, ct);
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition)
            {
                var fields = e.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations ?? [];
                violations.AddRange(fields.Count == 0 ? [e.Status.Detail] : fields.Select(violation => $"{PathOf(violation.Field)}: {violation.Description}"));
            }
        }
        return [.. violations.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A service's path as the file has it: framework.rules[2].at_most is rules[2].atMost.</summary>
    static string PathOf(string field)
    {
        var path = field.StartsWith("framework.", StringComparison.Ordinal) ? field["framework.".Length..] : field;
        return string.Join('.', path.Split('.').Select(part => string.Concat(part.Split('_').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]))));
    }

    static IEnumerable<Func<Task>> Parts(Session session, string person, FrameworkFile file, bool validateOnly, CancellationToken ct)
    {
        var judgement = new Protos.Judgements.V1.PutFrameworkRequest { Framework = file.Judgement, ValidateOnly = validateOnly };
        judgement.RequestId = validateOnly ? Requests.New() : Requests.For(judgement);
        yield return async () => await session.Judgement(person).PutFrameworkAsync(judgement, cancellationToken: ct);
        var letter = new Protos.Letters.V1.PutFrameworkRequest { Framework = file.Letter, ValidateOnly = validateOnly };
        letter.RequestId = validateOnly ? Requests.New() : Requests.For(letter);
        yield return async () => await session.Letter(person).PutFrameworkAsync(letter, cancellationToken: ct);
        var publication = new Protos.Publications.V1.PutFrameworkRequest { Framework = file.Publication, ValidateOnly = validateOnly };
        publication.RequestId = validateOnly ? Requests.New() : Requests.For(publication);
        yield return async () => await session.Publication(person).PutFrameworkAsync(publication, cancellationToken: ct);
    }
}
