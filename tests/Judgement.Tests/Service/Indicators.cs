using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

/// <summary>Indicators as this service sees it: answers GetProfile from memory, or is away.</summary>
sealed class Indicators : CallInvoker
{
    /// <summary>What the next calls answer with; null gives the profile.</summary>
    public Status? Refusal { get; set; }

    /// <summary>The last question.</summary>
    public GetProfileRequest? Asked { get; private set; }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Asked = (GetProfileRequest)(object)request;
        var answer = Refusal is { } status ? Task.FromException<TResponse>(new RpcException(status)) : Task.FromResult((TResponse)(object)Profile(Asked));
        return new(answer, Task.FromResult(new Metadata()), () => Refusal ?? Status.DefaultSuccess, () => [], () => { });
    }

    static Profile Profile(GetProfileRequest asked) => new()
    {
        DatasetVersion = asked.DatasetVersion,
        Authority = new() { LaCode = asked.LaCode, Name = "Fenland", FormalName = "Fenland Council", Codes = { new Code { Scheme = "dfes", Value = asked.LaCode } } },
        Addressee = new() { Honorific = "Ms", Name = "Ada Fen", JobTitle = "Director" },
        Rows =
        {
            new ProfileRow
            {
                Indicator = new() { Name = "indicators/CF-C20", Code = "CF/C20", Title = "Reviews in time", Unit = "%", Decimals = 1, SourceReturn = "CPR3" },
                Values = { new ProfileValue { Period = Year, Value = "98.25", Doubt = "" } },
            },
        },
    };

    public static Period Year => new() { Label = "2005-06", Kind = PeriodKind.FinancialYear, Start = "2005-04-01", End = "2006-03-31" };

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
}
