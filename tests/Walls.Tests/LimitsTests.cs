using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Apa.Indicators;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Client = Apa.Protos.Indicators.V1.IndicatorsService.IndicatorsServiceClient;

namespace Apa.Walls.Tests;

/// <summary>A service on its real server and sockets: what is too much, too slow, or in the open is ended.</summary>
public sealed class LimitsTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static Dictionary<string, string> Few => new() { ["Limits:MessageBytes"] = "100000", ["Limits:StreamMessages"] = "5", ["Limits:StreamIdleSeconds"] = "1", ["Limits:HeaderBytes"] = "8192", ["Limits:HeaderSeconds"] = "1" };

    /// <summary>The client's own words for a connection that ends before an answer: which of the two hangs on where it was when it ended.</summary>
    static readonly StatusCode[] Unanswered = [StatusCode.Unavailable, StatusCode.Internal];

    [Fact]
    public async Task A_message_larger_than_the_limit_is_refused_by_name()
    {
        await using var server = await Server.Start(postgres, Few);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await server.Analyst.GetDatasetAsync(new() { Name = new('x', 200_000) }, cancellationToken: Ct));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task A_stream_with_too_many_messages_is_ended()
    {
        await using var server = await Server.Start(postgres, Few);
        using var call = await Begun(server);
        try
        {
            for (var i = 0; i < 20; i++) await call.RequestStream.WriteAsync(new() { Data = Google.Protobuf.ByteString.CopyFromUtf8("a,b\n") }, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server ended it; its answer tells why.
        }
        Assert.Equal((StatusCode.ResourceExhausted, "STREAM_TOO_LONG"), await Refused(call));
    }

    [Fact]
    public async Task A_stream_in_which_nothing_comes_is_ended()
    {
        await using var server = await Server.Start(postgres, Few);
        using var call = await Begun(server);
        Assert.Equal((StatusCode.ResourceExhausted, "STREAM_IDLE"), await Refused(call));
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_ended_however_patient_its_caller_is()
    {
        await using var server = await Server.Start(postgres, new() { ["Limits:CallSeconds"] = "1", ["Limits:StreamIdleSeconds"] = "600" });
        using var call = await Begun(server);
        Assert.NotEqual("STREAM_IDLE", (await Refused(call)).Item2);
    }

    [Fact]
    public async Task More_calls_on_a_connection_than_it_may_carry_wait_for_their_turn()
    {
        await using var server = await Server.Start(postgres, new() { ["Limits:StreamsPerConnection"] = "1" });
        async Task<StatusCode> Look(DateTime? deadline) =>
            (await Assert.ThrowsAsync<RpcException>(async () => await server.Analyst.GetDatasetAsync(new() { Name = "datasets/none" }, deadline: deadline, cancellationToken: Ct))).StatusCode;

        using (await Begun(server))
            Assert.Equal(StatusCode.DeadlineExceeded, await Look(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1)));
        Assert.Equal(StatusCode.NotFound, await Look(null));
    }

    [Fact]
    public async Task A_body_that_comes_by_drops_is_cut_off()
    {
        await using var server = await Server.Start(postgres, []);
        using var http = new HttpClient { BaseAddress = server.Grpc, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apa.indicators.v1.IndicatorsService/GetDataset")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Dripping(),
            Headers = { { "te", "trailers" }, { "authorization", $"Bearer {TestTokens.For("indicators", "anna", "analyst")}" } },
        };
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => await (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct)).Content.ReadAsByteArrayAsync(Ct));
    }

    /// <summary>A message of a thousand bytes, of which one comes each half second.</summary>
    sealed class Dripping : HttpContent
    {
        public Dripping() => Headers.ContentType = new("application/grpc");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 3, 232 }, Ct);
            using var drop = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            for (var i = 0; i < 1000 && await drop.WaitForNextTickAsync(Ct); i++)
            {
                await stream.WriteAsync(new byte[] { 0 }, Ct);
                await stream.FlushAsync(Ct);
            }
        }

        protected override bool TryComputeLength(out long length) => (length = -1) >= 0;
    }

    [Fact]
    public async Task Headers_that_are_too_large_or_never_end_are_cut_off()
    {
        await using var server = await Server.Start(postgres, Few);
        using var http = new HttpClient { BaseAddress = server.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Large", new string('x', 20_000));
        using var answer = await http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);

        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, server.Http.Port, Ct);
        await slow.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: "u8.ToArray(), Ct);
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(await Everything(slow.GetStream())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_configured_has_the_limits_that_are_documented()
    {
        var limits = new Limits();
        var text = await File.ReadAllTextAsync(Path.Combine(Contracts.Tests.Repository.Root, "docs", "limits.md"), Ct);
        foreach (var property in typeof(Limits).GetProperties())
            Assert.Contains($"| `Limits:{property.Name}` | {property.GetValue(limits)} |", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_certificate_nothing_plain_is_answered_and_a_stranger_is_not_trusted()
    {
        using var files = new Certificates();
        await using var server = await Server.Start(postgres, new() { ["Tls:Certificate"] = files.Certificate, ["Tls:Key"] = files.Key }, files.Authority);

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await server.Analyst.GetDatasetAsync(new() { Name = "datasets/none" }, cancellationToken: Ct))).StatusCode);

        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://127.0.0.1:{server.Http.Port}/health/live"), Ct));
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Grpc.Port}");
        Assert.Contains((await Assert.ThrowsAsync<RpcException>(async () => await new Client(channel).GetDatasetAsync(new() { Name = "datasets/none" }, cancellationToken: Ct))).StatusCode, Unanswered);

        // A client that trusts another authority, or the machine's, does not talk to it.
        var stranger = await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"https://127.0.0.1:{server.Http.Port}/health/live"), Ct));
        Assert.IsType<System.Security.Authentication.AuthenticationException>(stranger.InnerException);
    }

    [Fact]
    public async Task A_service_calls_another_by_the_authority_that_it_is_told_to_trust_and_by_no_other()
    {
        using var files = new Certificates();
        using var others = new Certificates();
        await using var server = await Server.Start(postgres, new() { ["Tls:Certificate"] = files.Certificate, ["Tls:Key"] = files.Key }, files.Authority);
        Assert.Equal(StatusCode.NotFound, await Asked(server.Grpc, files.Authority));
        Assert.Contains(await Asked(server.Grpc, others.Authority), Unanswered);
        Assert.Contains(await Asked(server.Grpc, null), Unanswered);

        // As a service has it: the client that its defaults make, by configuration alone.
        static async Task<StatusCode> Asked(Uri address, string? authority)
        {
            var builder = WebApplication.CreateBuilder();
            builder.Configuration["services:indicators:grpc:0"] = $"{address}";
            builder.Configuration["Tls:Authority"] = authority;
            builder.Services.AddSingleton(TimeProvider.System);
            builder.AddClient<Client>("indicators", (_, _) => Task.FromResult(TestTokens.For("indicators", "judgement", "service:judgement")));
            await using var app = builder.Build();
            return (await Assert.ThrowsAsync<RpcException>(async () => await app.Services.GetRequiredService<Client>().GetDatasetAsync(new() { Name = "datasets/none" }, cancellationToken: Ct))).StatusCode;
        }
    }

    static async Task<AsyncClientStreamingCall<Protos.Indicators.V1.ImportObservationsRequest, Protos.Indicators.V1.Import>> Begun(Server server)
    {
        await server.Analyst.CreateDatasetAsync(new() { RequestId = Suite.Id(), Dataset = new() { Id = "one", Title = "One" } }, cancellationToken: Ct);
        var call = server.Analyst.ImportObservations(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new()
        {
            Header = new()
            {
                RequestId = Suite.Id(),
                Dataset = "datasets/one",
                FileName = "a.csv",
                Size = 1000,
                ContentSha256 = new('a', 64),
                Mapping = Google.Protobuf.JsonParser.Default.Parse<Protos.Indicators.V1.ImportMapping>(Contracts.Tests.Repository.Read("seeds/mappings/long.json")),
            },
        }, Ct);
        return call;
    }

    static async Task<(StatusCode, string)> Refused<TRequest, TResponse>(AsyncClientStreamingCall<TRequest, TResponse> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        return (error.StatusCode, error.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? error.Status.Detail);
    }

    static async Task<byte[]> Everything(NetworkStream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Ct);
        return bytes.ToArray();
    }

    /// <summary>Indicators on Kestrel, with free ports and the tokens of the tests.</summary>
    sealed class Server : IAsyncDisposable
    {
        readonly WebApplicationFactory<IndicatorsDb> factory;
        readonly GrpcChannel channel;

        Server(WebApplicationFactory<IndicatorsDb> factory, string? authority)
        {
            this.factory = factory;
            var addresses = factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
            (Grpc, Http) = (addresses[0], addresses[1]);
            var handler = new SocketsHttpHandler();
            if (authority is not null) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authority) };
            channel = GrpcChannel.ForAddress(Grpc, new() { HttpHandler = handler, DisposeHttpClient = true, MaxSendMessageSize = null });
        }

        public Uri Grpc { get; }
        public Uri Http { get; }
        public Client Analyst => new(ServiceHost<IndicatorsDb>.With(channel, TestTokens.For("indicators", "anna", "analyst")));

        public static async Task<Server> Start(PostgresFixture postgres, Dictionary<string, string> settings, string? authority = null)
        {
            var database = await postgres.CreateMigrated(ServiceHost<IndicatorsDb>.MakeContext);
            var factory = ServiceHost<IndicatorsDb>.Factory(database, settings);
            factory.UseKestrel();
            factory.StartServer();
            return new(factory, authority);
        }

        static X509ChainPolicy Trusting(string authority)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authority);
            return policy;
        }

        public async ValueTask DisposeAsync()
        {
            channel.Dispose();
            await factory.DisposeAsync();
        }
    }
}

/// <summary>An authority of our own and a certificate of it for this machine, in files.</summary>
sealed class Certificates : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("apa-tls-").FullName;

    public Certificates()
    {
        var (from, until) = (new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Test authority", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from, until, [1, 2, 3, 4]);
        File.WriteAllText(Authority, root.ExportCertificatePem());
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public string Authority => Path.Combine(folder, "authority.pem");
    public string Certificate => Path.Combine(folder, "certificate.pem");
    public string Key => Path.Combine(folder, "key.pem");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
