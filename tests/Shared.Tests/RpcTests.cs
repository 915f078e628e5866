using Apa.LocalHost.Servers;
using Apa.Protos.Indicators.V1;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
    public async Task Same_request_at_the_same_moment_gets_the_same_reply_whatever_its_twin_ran_into()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        await probe.As("anna", "analyst").CreateDatasetAsync(new() { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "d", Title = "one" } });
        // All of them have found the ledger empty before any of them reads the row: one raises it, the others lose in every way there is.
        var request = new ReleaseDatasetRequest { RequestId = Guid.NewGuid().ToString(), Name = "one", Etag = "1" };
        probe.Gate.Expect(6);

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => probe.As("anna", "analyst").ReleaseDatasetAsync(request).ResponseAsync));

        Assert.Equal(["2"], replies.Select(r => r.Etag).Distinct());
        var stale = request.Clone();
        stale.RequestId = Guid.NewGuid().ToString();
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), Reason(await Assert.ThrowsAsync<RpcException>(async () => await probe.As("anna", "analyst").ReleaseDatasetAsync(stale))));
    }

    [Fact]
    public async Task Another_request_that_changes_the_same_row_at_the_same_moment_is_aborted()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres);
        await probe.As("anna", "analyst").CreateDatasetAsync(new() { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "d", Title = "one" } });
        probe.Gate.Expect(2, afterReading: true);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                return (await probe.As("anna", "analyst").ReleaseDatasetAsync(new() { RequestId = Guid.NewGuid().ToString(), Name = "one", Etag = "1" })).Etag;
            }
            catch (RpcException e)
            {
                return $"{Reason(e)}";
            }
        }));

        Assert.Equal(["(Aborted, CONCURRENT_CHANGE)", "2"], outcomes.Order());
    }

    [Fact]
    public async Task A_good_token_is_not_called_bad_while_the_authority_is_away()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres, authority: $"http://127.0.0.1:{FreePort.Next()}/");
        var away = await Assert.ThrowsAsync<RpcException>(async () => await probe.As("anna", "analyst").CreateDatasetAsync(new()));
        Assert.Equal((StatusCode.Unavailable, "AUTHORITY_AWAY"), Reason(away));
    }

    [Fact]
    public async Task A_caller_is_told_to_ask_again_while_the_database_is_away()
    {
        await using var probe = await ProbeRpc.StartAsync(postgres, database: $"Host=127.0.0.1;Port={FreePort.Next()};Database=none;Username=none");
        var away = await Assert.ThrowsAsync<RpcException>(async () => await probe.As("anna", "analyst").CreateDatasetAsync(
            new() { RequestId = Guid.NewGuid().ToString(), Dataset = new() { Id = "d", Title = "one" } }));
        Assert.Equal((StatusCode.Unavailable, "UNAVAILABLE"), Reason(away));
        Assert.NotNull(away.GetRpcStatus()!.GetDetail<RetryInfo>());
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
sealed class ProbeService(ProbeDb db, Gate gate) : IndicatorsService.IndicatorsServiceBase
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
    public override Task<Dataset> ReleaseDataset(ReleaseDatasetRequest request, ServerCallContext context) => request.Name == "secret"
        ? throw new InvalidOperationException($"about {request.Name}")
        : db.Once(request, context, async ct =>
        {
            await gate.BeforeReading.WaitAsync(ct);
            var note = await db.Notes.SingleAsync(n => n.Text == request.Name, ct);
            Check.Etag(request.Etag, $"{note.Revision}", request.Name);
            await gate.AfterReading.WaitAsync(ct);
            note.Revision++;
            return new Dataset { Etag = $"{note.Revision}" };
        });
}

/// <summary>Lets calls go on only once all that a test expects have come; open unless a test expects some.</summary>
sealed class Gate
{
    readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool late;
    int missing;

    public void Expect(int calls, bool afterReading = false) => (missing, late) = (calls, afterReading);

    public Task BeforeReading => late ? Task.CompletedTask : Arrive();
    public Task AfterReading => late ? Arrive() : Task.CompletedTask;

    Task Arrive()
    {
        if (Interlocked.Decrement(ref missing) <= 0) all.TrySetResult();
        return all.Task;
    }
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

    public Gate Gate => app.Services.GetRequiredService<Gate>();

    /// <param name="postgres">Where its database is made.</param>
    /// <param name="authority">A token authority to ask for its keys; null: the tests' own key is trusted.</param>
    /// <param name="database">Connection string of a database that is not made; null: a new one.</param>
    public static async Task<ProbeRpc> StartAsync(PostgresFixture postgres, string? authority = null, string? database = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Configuration["ConnectionStrings:db"] = database ?? await postgres.CreateDatabase();
        builder.Configuration["Auth:Authority"] = authority;
        builder.Configuration["Auth:RequireHttps"] = "false";
        builder.Services.AddSingleton<Gate>();
        builder.AddServiceDefaults("probe").AddDatabase<ProbeDb>();
        if (authority is null) TestTokens.Trust(builder.Services);
        var app = builder.Build();
        app.MapRpc<ProbeService>();
        app.MapServiceDefaults();
        if (database is null)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ProbeDb>().Database.EnsureCreatedAsync();
        }
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
