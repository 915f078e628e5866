using System.Diagnostics;
using Apa.Protos.Indicators.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Apa.Benchmarks;

/// <summary>The limit: a process with nothing but a gRPC method that returns one message from memory.</summary>
static class Prebuilt
{
    public const string Verb = "serve-prebuilt";

    public static async Task<int> Serve(string file, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Profile.Parser.ParseFrom(await File.ReadAllBytesAsync(file, ct)));
        var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync(ct);
        Console.WriteLine(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        // It ends when whoever started it closes its input.
        await Console.In.ReadToEndAsync(ct);
        return 0;
    }

    /// <summary>Starts it as a process of its own; its address.</summary>
    public static async Task<(Process Process, string Address)> Start(string file)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Prebuilt).Assembly.Location, Verb, file]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        return (process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the limit's process did not start"));
    }

    sealed class Service(Profile profile) : IndicatorsService.IndicatorsServiceBase
    {
        public override Task<Profile> GetProfile(GetProfileRequest request, ServerCallContext context) => Task.FromResult(profile);
    }
}
