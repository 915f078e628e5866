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
        var answer = (Refusal ?? Never(request)) is { } status ? Task.FromException<TResponse>(new RpcException(status)) : Task.FromResult((TResponse)Answer(request));
        return new(answer, Task.FromResult(new Metadata()), () => Refusal ?? Status.DefaultSuccess, () => [], () => { });
    }

    object Answer(object request) => request switch
    {
        GetProfileRequest profile => Profile(Asked = profile),
        GetGeographyRequest { Name: "geographies/fens" } => new Geography { Name = "geographies/fens", DisplayName = "The Fens", Kind = GeographyKind.Region },
        GetGeographyRequest place => new Geography
        {
            Name = place.Name,
            Region = "fens",
            AuthorityType = int.Parse(place.Name[^3..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0 ? "Shire County" : "Unitary Authority",
        },
        GetComparatorSetRequest set => Near(set.Name),
        _ => throw new NotSupportedException($"{request}"),
    };

    /// <summary>Every authority's neighbours are the three that come after it.</summary>
    static ComparatorSet Near(string name)
    {
        var set = new ComparatorSet { Name = name };
        for (var laCode = 101; laCode < 500; laCode++)
        {
            var list = new ComparatorList { LaCode = $"{laCode}" };
            list.Comparators.AddRange(Enumerable.Range(1, 3).Select(rank => new Comparator { Rank = rank, LaCode = $"{laCode + rank}" }));
            set.Lists.Add(list);
        }
        return set;
    }

    /// <summary>One dataset is never released.</summary>
    static Status? Never(object request) => request is GetProfileRequest { DatasetVersion: "datasets/never/versions/1" } ? new(StatusCode.FailedPrecondition, "not released") : null;

    static Profile Profile(GetProfileRequest asked) => new()
    {
        DatasetVersion = asked.DatasetVersion,
        Authority = new() { LaCode = asked.LaCode, Name = "Fenland", FormalName = "Fenland Council", Codes = { new Code { Scheme = "dfes", Value = asked.LaCode } } },
        Addressee = new() { Honorific = "Ms", Name = "Ada Fen", JobTitle = "Director" },
        Rows =
        {
            new ProfileRow
            {
                Indicator = new() { Name = "indicators/CF-C20", Code = "CF/C20", Title = "Reviews in time", Unit = "%", Decimals = 1, SourceReturn = "CPR3", Outcome = "SS" },
                England = new() { Value = "95", Light = Light.Better },
                StatisticalNeighbours = new() { Set = "comparatorSets/near", Light = Light.NotAvailable },
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
