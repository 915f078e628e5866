using System.CommandLine;
using Apa.Cli;
using Grpc.Core;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

// Traces are exported only where OTEL_EXPORTER_OTLP_ENDPOINT says where to.
using var traces = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 }
    ? Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(r => r.AddService("apa-cli"))
        .AddSource(Road.Source.Name)
        .AddHttpClientInstrumentation()
        .AddOtlpExporter()
        .Build()
    : null;

// Into a file or a pipe a line stays one line.
if (Console.IsOutputRedirected) Spectre.Console.AnsiConsole.Profile.Width = 400;
if (Console.IsErrorRedirected) Terminal.Error.Console.Profile.Width = 400;

var root = new RootCommand("Apa.Micro: the annual performance assessment, from the numbers to the published letter");
root.Options.Add(Steps.State);
root.Options.Add(Steps.Json);
ReferenceCommands.AddTo(root);
FrameworkCommands.AddTo(root);
ImportCommands.AddTo(root);
DatasetCommands.AddTo(root);
ObservationCommands.AddTo(root);
ProfileCommands.AddTo(root);
CaseCommands.AddTo(root);
DialogueCommands.AddTo(root);
BoardCommands.AddTo(root);
LetterCommands.AddTo(root);
PublicationCommands.AddTo(root);
OperationsCommands.AddTo(root);

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (RpcException e)
{
    foreach (var line in Failure.Lines(e)) Terminal.Error.Fail(line);
}
catch (CommandFailed e)
{
    Terminal.Error.Fail(e.Message);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Terminal.Error.Fail(e.Message);
}
catch (OperationCanceledException)
{
    Terminal.Error.Fail("interrupted");
}
return 1;
