using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Apa.Seeds.Tests;

/// <summary>
/// A Publication that answers what a test says and keeps what it was asked, with a state directory of its own; and the client as
/// people start it: a process with arguments, lines and an exit code.
/// </summary>
public sealed class PublicationStub : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    readonly string state = Directory.CreateTempSubdirectory("apa-cli-").FullName;
    WebApplication? app;

    internal Answers Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Service);
        app = builder.Build();
        app.MapGrpcService<Answers>();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await File.WriteAllTextAsync(Path.Combine(state, "addresses.json"), JsonSerializer.Serialize(new { publication = new { grpc = address } }));
        Directory.CreateDirectory(Path.Combine(state, "tokens"));
        foreach (var person in (string[])["petra-publisher", "paul-publisher", "august-auditor"]) await File.WriteAllTextAsync(Path.Combine(state, "tokens", $"{person}.jwt"), person);
    }

    /// <summary>Runs the client; its exit code, and what it wrote line by line.</summary>
    internal async Task<(int Exit, string[] Out, string[] Error)> Run(params string[] arguments)
    {
        // What the client needs lies beside it here as what these tests need.
        string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
        var start = new ProcessStartInfo("dotnet",
            ["exec", "--runtimeconfig", Beside("Apa.Seeds.Tests.runtimeconfig.json"), "--depsfile", Beside("Apa.Seeds.Tests.deps.json"), Beside("Apa.Cli.dll"), .. arguments, "--state", state])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("services__", StringComparison.Ordinal)).ToList()) start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, Lines(await output), Lines(await error));
    }

    static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    /// <summary>The service: each RPC answers with what lies ready for it, or is refused.</summary>
    internal sealed class Answers : PublicationService.PublicationServiceBase
    {
        /// <summary>Who asked, and what.</summary>
        public ConcurrentQueue<(string Person, IMessage Request)> Asked { get; } = [];

        public Publication Publication { get; set; } = new();
        public Release Release { get; set; } = new();
        public PreReleaseAccess Access { get; set; } = new();
        public List<ScheduleRoundProgress> Progress { get; } = [];
        public PreviewRoundResponse Preview { get; set; } = new();
        public ListPreReleaseReadsResponse Reads { get; set; } = new();
        public RpcException? Refusal { get; set; }

        /// <summary>An export to serve, file by file.</summary>
        public string Folder { get; set; } = "";

        /// <summary>The last request of a kind, with who made it.</summary>
        public (string Person, T Request) Last<T>() where T : IMessage => Asked.Select(asked => (asked.Person, Request: asked.Request)).Where(asked => asked.Request is T).Select(asked => (asked.Person, (T)asked.Request)).Last();

        Task<TReply> Answer<TReply>(IMessage request, ServerCallContext context, TReply reply)
        {
            Keep(request, context);
            return Refusal is { } refusal ? throw refusal : Task.FromResult(reply);
        }

        void Keep(IMessage request, ServerCallContext context) => Asked.Enqueue((context.RequestHeaders.GetValue("authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "", request));

        // What is looked up before a verb is always there: it is the verb that is refused.
        public override Task<Publication> GetPublication(GetPublicationRequest request, ServerCallContext context)
        {
            Keep(request, context);
            return Task.FromResult(new Publication { Name = request.Name, Etag = "1.7" });
        }

        public override Task<Publication> SchedulePublication(SchedulePublicationRequest request, ServerCallContext context) => Answer(request, context, Publication);
        public override Task<Publication> HoldPublication(HoldPublicationRequest request, ServerCallContext context) => Answer(request, context, Publication);
        public override Task<Publication> UnholdPublication(UnholdPublicationRequest request, ServerCallContext context) => Answer(request, context, Publication);
        public override Task<Publication> WithdrawPublication(WithdrawPublicationRequest request, ServerCallContext context) => Answer(request, context, Publication);
        public override Task<Publication> RetryPublication(RetryPublicationRequest request, ServerCallContext context) => Answer(request, context, Publication);
        public override Task<Release> GetRelease(GetReleaseRequest request, ServerCallContext context) => Answer(request, context, Release);
        public override Task<Release> SetOnCall(SetOnCallRequest request, ServerCallContext context) => Answer(request, context, Release);
        public override Task<Release> AbortRelease(AbortReleaseRequest request, ServerCallContext context) => Answer(request, context, Release);
        public override Task<PreviewRoundResponse> PreviewRound(PreviewRoundRequest request, ServerCallContext context) => Answer(request, context, Preview);
        public override Task<PreReleaseAccess> GrantPreReleaseAccess(GrantPreReleaseAccessRequest request, ServerCallContext context) => Answer(request, context, Access);
        public override Task<PreReleaseAccess> RevokePreReleaseAccess(RevokePreReleaseAccessRequest request, ServerCallContext context) => Answer(request, context, Access);

        public override Task<ListPreReleaseAccessResponse> ListPreReleaseAccess(ListPreReleaseAccessRequest request, ServerCallContext context) =>
            Answer(request, context, new ListPreReleaseAccessResponse { Access = { Access } });

        public override Task<ListPreReleaseReadsResponse> ListPreReleaseReads(ListPreReleaseReadsRequest request, ServerCallContext context) => Answer(request, context, Reads);

        public override async Task<SignedManifest> GetManifest(GetManifestRequest request, ServerCallContext context)
        {
            using var keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "keys.json")));
            return await Answer(request, context, new SignedManifest
            {
                Manifest = ByteString.CopyFrom(File.ReadAllBytes(Path.Combine(Folder, "manifest.json"))),
                Signature = File.ReadAllText(Path.Combine(Folder, "manifest.jws")),
                Jwk = keys.RootElement.GetProperty("keys")[0].GetRawText(),
            });
        }

        public override async Task GetPublishedDocument(GetPublishedDocumentRequest request, IServerStreamWriter<GetPublishedDocumentResponse> responseStream, ServerCallContext context)
        {
            Keep(request, context);
            var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, "letters", request.Publication.Split('/')[^1], request.FileName), context.CancellationToken);
            await responseStream.WriteAsync(new() { Data = ByteString.CopyFrom(bytes) }, context.CancellationToken);
        }

        public override async Task ExportJudgements(ExportJudgementsRequest request, IServerStreamWriter<ExportJudgementsResponse> responseStream, ServerCallContext context)
        {
            Keep(request, context);
            await responseStream.WriteAsync(new() { Data = ByteString.CopyFrom(await File.ReadAllBytesAsync(Path.Combine(Folder, "judgements.csv"), context.CancellationToken)) }, context.CancellationToken);
        }

        public override async Task ScheduleRound(ScheduleRoundRequest request, IServerStreamWriter<ScheduleRoundProgress> responseStream, ServerCallContext context)
        {
            foreach (var step in await Answer(request, context, Progress)) await responseStream.WriteAsync(step, context.CancellationToken);
        }
    }

    /// <summary>A refusal as the services make them.</summary>
    internal static RpcException Refused(string reason, string message) => Errors.From(new Refusal(reason, message));
}
