using Apa.Protos.Indicators.V1;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Apa.Shared.Tests;

public sealed class RpcTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Same_request_id_and_content_gets_the_same_reply_and_happens_once()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        var request = new CreateDatasetRequest { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "d", Title = "one" } };

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => probe.As("anna", "analyst").CreateDatasetAsync(request, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync));

        Assert.Single(replies.Distinct());
        Assert.Equal(1, await probe.Count());
    }

    [Fact]
    public async Task Same_request_id_with_other_content_is_refused_and_another_caller_may_use_it()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        var request = new CreateDatasetRequest { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "d", Title = "one" } };
        await probe.As("anna", "analyst").CreateDatasetAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        var other = request.Clone();
        other.Dataset.Title = "two";
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await probe.As("anna", "analyst").CreateDatasetAsync(other));
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"), Reason(refused));

        await probe.As("arjun", "analyst").CreateDatasetAsync(other, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, await probe.Count());
    }

    [Fact]
    public async Task All_violations_come_at_once_with_their_fields()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await probe.As("anna", "analyst").CreateDatasetAsync(
            new() { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "Not An Id", Title = "" } }));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), Reason(refused));
        Assert.Equal(["dataset.id", "dataset.title"], refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(v => v.Field));
        Assert.Equal(0, await probe.Count());
    }

    [Fact]
    public async Task Every_refusal_of_a_caller_has_a_reason()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        var request = new CreateDatasetRequest { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "d", Title = "one" } };
        Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), Reason(await Assert.ThrowsAsync<RpcException>(async () => await probe.Anonymous.CreateDatasetAsync(request))));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), Reason(await Assert.ThrowsAsync<RpcException>(async () => await probe.As("ivan", "inspector").CreateDatasetAsync(request))));
        // A method that names no policy is refused to everyone.
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), Reason(await Assert.ThrowsAsync<RpcException>(async () => await probe.As("alex", "administrator", "analyst").GetDatasetAsync(new()))));
    }

    [Fact]
    public async Task Our_own_mistake_shows_a_trace_and_nothing_else()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        var failed = await Assert.ThrowsAsync<RpcException>(async () => await probe.As("anna", "analyst").ReleaseDatasetAsync(new() { Name = "secret" }));
        Assert.Equal((StatusCode.Internal, "INTERNAL"), Reason(failed));
        Assert.DoesNotContain("secret", failed.Status.Detail, StringComparison.Ordinal);
    }

    static (StatusCode, string?) Reason(RpcException error) => (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
}

/// <summary>A service of two methods on Shared's own setup.</summary>
sealed class ProbeService(ProbeDb db) : IndicatorsService.IndicatorsServiceBase
{
    [Allow(Role.Analyst)]
    public override Task<Dataset> CreateDataset(CreateDatasetRequest request, ServerCallContext context) => db.Once(request, context, _ =>
    {
        new Check().Id(request.Dataset.Id, "dataset.id").Required(request.Dataset.Title, "dataset.title").ThrowIfAny();
        db.Notes.Add(new() { Text = request.Dataset.Title });
        return Task.FromResult(new Dataset { Id = request.Dataset.Id, Etag = Guid.NewGuid().ToString() });
    });

    public override Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) => Task.FromResult(new Dataset());

    [Allow(Role.Any)]
    public override Task<Dataset> ReleaseDataset(ReleaseDatasetRequest request, ServerCallContext context) => throw new InvalidOperationException($"about {request.Name}");
}

sealed class ProbeRpc : IAsyncDisposable
{
    readonly WebApplication app;
    readonly GrpcChannel channel;

    ProbeRpc(WebApplication app)
    {
        this.app = app;
        var server = app.GetTestServer();
        channel = GrpcChannel.ForAddress(server.BaseAddress, new() { HttpHandler = server.CreateHandler() });
    }

    public static async Task<ProbeRpc> StartAsync(PostgresFixture postgres)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Configuration["ConnectionStrings:db"] = await postgres.CreateDatabase();
        builder.AddServiceDefaults("probe").AddDatabase<ProbeDb>();
        builder.Services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
        {
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = TestTokens.Issuer, SigningKeys = { TestTokens.Key } });
            options.TokenValidationParameters.ValidIssuer = TestTokens.Issuer;
            options.TokenValidationParameters.IssuerSigningKey = TestTokens.Key;
        });
        var app = builder.Build();
        app.MapRpc<ProbeService>();
        app.MapServiceDefaults();
        await using (var scope = app.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<ProbeDb>().Database.EnsureCreatedAsync();
        await app.StartAsync();
        return new(app);
    }

    public IndicatorsService.IndicatorsServiceClient Anonymous => new(channel);

    public IndicatorsService.IndicatorsServiceClient As(string person, params string[] roles) => new(Grpc.Core.Interceptors.ChannelExtensions.Intercept(channel, metadata =>
    {
        metadata.Add("authorization", $"Bearer {TestTokens.For("probe", person, roles)}");
        return metadata;
    }));

    public async Task<int> Count()
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ProbeDb>().Notes.CountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
