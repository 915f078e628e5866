using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    const int MostSignings = 1000;

    [Allow(Role.Signatory)]
    public override async Task SignLetters(SignLettersRequest request, IServerStreamWriter<SignLettersProgress> responseStream, ServerCallContext context)
    {
        var check = new Shared.Check();
        check.That(Guid.TryParse(request.RequestId, out _), "request_id", "is required: a UUID, one per caller and request");
        check.That(request.Signings.Count is >= 1 and <= MostSignings, "signings", $"are 1 to {MostSignings}");
        foreach (var twice in request.Signings.GroupBy(one => one.Name).Where(group => group.Count() > 1)) check.Fail("signings", $"name '{twice.Key}' stands more than once");
        for (var i = 0; i < request.Signings.Count; i++)
            check.ResourceName(request.Signings[i].Name, $"signings[{i}].name", LetterPattern).Required(request.Signings[i].TextSha256, $"signings[{i}].text_sha256");
        check.ThrowIfAny();
        for (var i = 0; i < request.Signings.Count; i++)
        {
            var one = request.Signings[i];
            var reason = await Refused(() => SignLetter(new() { RequestId = RequestIds.Of(request.RequestId, one.Name), Name = one.Name, TextSha256 = one.TextSha256 }, context));
            db.ChangeTracker.Clear();
            await responseStream.WriteAsync(new() { Name = one.Name, Signed = reason is null, Reason = reason ?? "", Done = i + 1, Total = request.Signings.Count }, context.CancellationToken);
        }
    }

    /// <summary>Why one was refused; null where it was not. A store that is away stops all.</summary>
    static async Task<string?> Refused(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Message;
        }
        catch (RpcException error) when (error.StatusCode is not (StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal))
        {
            return error.Status.Detail;
        }
    }
}
