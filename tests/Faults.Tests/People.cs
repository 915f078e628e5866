using System.Diagnostics;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Apa.Faults.Tests;

/// <summary>
/// What people do with a letter, from the first draft to its publication, whatever breaks meanwhile: each act has a request id of its
/// own, is asked of any replica, and asked again until it is answered.
/// </summary>
sealed class People(FaultStack stack, Ledger ledger) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    readonly Dictionary<string, GrpcChannel> channels = stack.Stack.Processes.Where(p => p.Grpc is not null).ToDictionary(p => p.Name, p => GrpcChannel.ForAddress(p.Grpc!));
    readonly Random chance = stack.Plan.Chance("replicas");

    int acts;

    /// <summary>How many acts were answered so far.</summary>
    public int Acts => Volatile.Read(ref acts);

    /// <summary>No act begins beyond this number: what breaks next is to find letters on their way.</summary>
    public int Limit { get; set; }

    /// <summary>Takes the letter of an authority from its draft to publication.</summary>
    public async Task Publish(string code)
    {
        await Issue($"authorities/{code}/letters/apa-2006");
        var name = $"rounds/apa-2006/publications/{code}";
        while (true)
        {
            var publication = await Find(() => Publication("petra-publisher").GetPublicationAsync(new() { Name = name }));
            if (publication is { State: PublicationState.Published }) return;
            if (publication is { State: PublicationState.Pending })
                await Act($"{name} schedule {publication.Etag}", id => Publication("petra-publisher").SchedulePublicationAsync(new() { RequestId = id, Name = name, Etag = publication.Etag }));
            else await Task.Delay(100);
        }
    }

    async Task Issue(string name)
    {
        while (true)
        {
            var letter = await Find(() => Letter("edith-editor").GetLetterAsync(new() { Name = name }));
            if (letter is { State: LetterState.Issued }) return;
            if (letter is null || letter is { State: LetterState.Checked, JudgementFinal: false }) await Task.Delay(100);
            else await Next(letter);
        }
    }

    Task Next(Letter letter)
    {
        var (name, etag) = (letter.Name, letter.Etag);
        return letter.State switch
        {
            LetterState.Draft => Act($"{name} send {etag}", id => Letter("edith-editor").SendForCheckAsync(new() { RequestId = id, Name = name, Etag = etag })),
            LetterState.InCheck => Act($"{name} close {etag}", id => Letter("edith-editor").CloseCheckAsync(new() { RequestId = id, Name = name, Etag = etag })),
            LetterState.Checked => Act($"{name} approve {etag}", id => Letter("emil-editor").ApproveLetterAsync(new() { RequestId = id, Name = name, Etag = etag })),
            LetterState.Approved when letter.Signatures.All(s => s.Body != "ofsted") => Sign(letter, "olive-ofsted"),
            LetterState.Approved => Sign(letter, "cecil-csci"),
            LetterState.Signed => Act($"{name} issue {etag}", id => Letter("edith-editor").IssueLetterAsync(new() { RequestId = id, Name = name, Etag = etag })),
            _ => throw new InvalidOperationException($"{name} is {letter.State}"),
        };
    }

    Task Sign(Letter letter, string person) =>
        Act($"{letter.Name} {person} {letter.TextSha256}", id => Letter(person).SignLetterAsync(new() { RequestId = id, Name = letter.Name, TextSha256 = letter.TextSha256 }));

    /// <summary>One act, asked again with the same id until it is answered; somebody who was faster is looked at again.</summary>
    async Task Act<T>(string what, Func<string, AsyncUnaryCall<T>> call)
    {
        while (Acts >= Limit) await Task.Delay(20);
        var id = RequestIds.Of("00000000-0000-0000-0000-000000000000", what);
        try
        {
            await Ask(() => call(id));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Aborted)
        {
            // Drafted anew meanwhile, by the final judgement.
        }
        Interlocked.Increment(ref acts);
    }

    async Task<T?> Find<T>(Func<AsyncUnaryCall<T>> call) where T : class
    {
        try
        {
            return await Ask(call);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
    }

    async Task<T> Ask<T>(Func<AsyncUnaryCall<T>> call)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            ledger.Tried();
            try
            {
                return await call();
            }
            // A process that is killed in the middle of an answer cuts the connection: Internal, by gRPC's own telling.
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled || e is { StatusCode: StatusCode.Internal, Status.DebugException: not null })
            {
                ledger.Unanswered();
                if (watch.Elapsed > Patience) throw;
                await Task.Delay(100);
            }
        }
    }

    LetterService.LetterServiceClient Letter(string person) => new(As("letter", person));
    PublicationService.PublicationServiceClient Publication(string person) => new(As("publication", person));

    CallInvoker As(string service, string person)
    {
        var replicas = stack.Replicas(service);
        int which;
        lock (chance) which = chance.Next(replicas.Count);
        var token = File.ReadAllText(Path.Combine(stack.State, "tokens", $"{person}.jwt")).Trim();
        return channels[replicas[which]].Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }

    public void Dispose()
    {
        foreach (var channel in channels.Values) channel.Dispose();
    }
}
