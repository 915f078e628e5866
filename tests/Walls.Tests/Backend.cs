using System.Reflection;
using Apa.Shared;
using Apa.Tests;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Apa.Walls.Tests;

/// <summary>A running service: what it can be asked, found by its endpoints, so that nothing that is added is forgotten here.</summary>
public sealed record Backend(string Name, string Database, Func<string?, CallInvoker> With, HttpClient Http, IReadOnlyList<Rpc> Rpcs, IReadOnlyList<Page> Pages)
{
    public static Backend Of<TDb>(ServiceHost<TDb> host, string name) where TDb : ServiceDb
    {
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var rpcs = endpoints.Select(endpoint => (endpoint, Grpc: endpoint.Metadata.GetMetadata<GrpcMethodMetadata>())).Where(one => one.Grpc is not null)
            .Select(one => Rpc.Of(name, one.endpoint, one.Grpc!)).OfType<Rpc>().OrderBy(rpc => rpc.Name, StringComparer.Ordinal).ToList();
        var pages = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is null && endpoint.DisplayName?.StartsWith("gRPC", StringComparison.Ordinal) != true)
            .Select(endpoint => new Page(name, $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null));
        return new(name, host.Database, host.With, host.Http, rpcs, [.. pages]);
    }
}

/// <summary>A page or probe over HTTP.</summary>
public sealed record Page(string Service, string Path, bool ForAll)
{
    /// <summary>As the table of access names it.</summary>
    public string Name => $"{Service} {Path}";

    /// <summary>An address of it; ids of the invented content.</summary>
    public string Address => Path.Replace("{round}", Suite.RoundId).Replace("{laCode}", "919").Replace("{revision:long}", "1").Replace("{file}", "letter.html").Replace("{**path}", "nothing-is-here");
}

/// <summary>A call of a service.</summary>
/// <param name="Allowed">Roles that its policy names; null: everybody, without a token as well.</param>
public sealed record Rpc(string Service, MethodDescriptor Method, IReadOnlyList<string>? Allowed)
{
    public const string Domain = "apa.";

    /// <summary>Every service of every contract, by full name.</summary>
    static readonly Dictionary<string, ServiceDescriptor> Contracts = typeof(Protos.Types.V1.TypesReflection).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<FileDescriptor>()
        .SelectMany(file => file.Services).ToDictionary(contract => contract.FullName);

    static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    /// <summary>As the table of access names it: LetterService.SignLetter.</summary>
    public string Name => $"{Method.Service.Name}.{Method.Name}";

    /// <summary>An RPC of our own contracts; null for health and reflection.</summary>
    public static Rpc? Of(string service, RouteEndpoint endpoint, GrpcMethodMetadata metadata)
    {
        if (!metadata.Method.ServiceName.StartsWith(Domain, StringComparison.Ordinal)) return null;
        var allow = endpoint.Metadata.GetMetadata<AllowAttribute>();
        return new(service, Contracts[metadata.Method.ServiceName].FindMethodByName(metadata.Method.Name), endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? null : allow?.AnyOf ?? []);
    }

    /// <summary>Calls with these messages, reads all answers, and tells how it ended.</summary>
    public async Task<Outcome> Call(CallInvoker invoker, params IReadOnlyList<byte[]> messages)
    {
        var options = new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60), cancellationToken: TestContext.Current.CancellationToken);
        var type = (Method.IsClientStreaming, Method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var method = new Method<byte[], byte[]>(type, Method.Service.FullName, Method.Name, Bytes, Bytes);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(method, null, options, messages[0]);
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(method, null, options, messages[0]))
                        await foreach (var _ in call.ResponseStream.ReadAllAsync()) { }
                    break;
                case MethodType.ClientStreaming:
                    using (var call = invoker.AsyncClientStreamingCall(method, null, options))
                    {
                        await Send(call.RequestStream, messages);
                        await call;
                    }
                    break;
                default:
                    throw new NotSupportedException($"{Name} streams both ways: teach this test how");
            }
            return Outcome.Answered;
        }
        catch (RpcException refused)
        {
            return new(refused.StatusCode, refused.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? "", refused.Status.Detail);
        }
    }

    /// <summary>A server that has heard enough ends the call while we write: its answer tells why.</summary>
    static async Task Send(IClientStreamWriter<byte[]> stream, IReadOnlyList<byte[]> messages)
    {
        try
        {
            foreach (var message in messages) await stream.WriteAsync(message);
            await stream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            return;
        }
    }
}

/// <summary>How a call ended.</summary>
public sealed record Outcome(StatusCode Code, string Reason, string Message)
{
    public static readonly Outcome Answered = new(StatusCode.OK, "", "");

    /// <summary>Refused for what the caller is, wherever they ask.</summary>
    public bool ByRole => Code == StatusCode.Unauthenticated || (Code == StatusCode.PermissionDenied && Reason == "ROLE_DENIED");

    /// <summary>Refused for who the caller is: by a plain no, or as if nothing were there.</summary>
    public bool ByPerson => Code == StatusCode.NotFound || (Code == StatusCode.PermissionDenied && Reason != "ROLE_DENIED");

    public override string ToString() => $"{Code} {Reason} {Message}";
}
