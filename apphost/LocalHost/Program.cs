using System.CommandLine;
using Apa.LocalHost;
using Apa.LocalHost.Consumers;

// Into a file or a pipe a line stays one line.
if (Console.IsOutputRedirected) Spectre.Console.AnsiConsole.Profile.Width = 400;

var rootOption = new Option<string>("--root") { Description = "The repository's root", DefaultValueFactory = _ => Environment.CurrentDirectory, Recursive = true };
var state = new Option<string>("--state") { Description = "Where everything of the stack is kept", DefaultValueFactory = _ => ".apa", Recursive = true };
var once = new Option<bool>("--once") { Description = "Exit after the letter is published" };
var detach = new Option<bool>("--detach") { Description = "Return with the stack running; ./apa down ends it" };
var ports = new Option<string[]>("--port") { Description = "A port asked for: postgres=…, rabbitmq=…, indicators.grpc=…, letter.http=…; others are free ones" };

var services = new Argument<string[]>("services") { Description = "Services to run without the others, whose events come from protos/goldens; none: the whole stack", Arity = ArgumentArity.ZeroOrMore };

var up = new Command("up", "Start the stack and take Hertfordshire 2006 the whole way") { services, once, detach, ports };
up.SetAction((parsed, _) =>
{
    var (root, directory) = (Path.GetFullPath(parsed.GetValue(rootOption)!), Path.GetFullPath(parsed.GetValue(state)!));
    var (asked, named) = (parsed.GetValue(ports) ?? [], parsed.GetValue(services) ?? []);
    return parsed.GetValue(detach)
        ? Detached.Up(root, directory, [.. named, .. asked.SelectMany(p => (string[])["--port", p])])
        : new Up(root, directory, Ports.Parse(asked), named, parsed.GetValue(once)).Run(CancellationToken.None);
});
var down = new Command("down", "End the running stack");
down.SetAction((parsed, _) => Detached.Down(Path.GetFullPath(parsed.GetValue(state)!)));
var status = new Command("status", "Whether the stack runs, and where");
status.SetAction(parsed => Detached.Status(Path.GetFullPath(parsed.GetValue(state)!)));

var command = new RootCommand("The stack as plain processes") { rootOption, state, up, down, status, ConsumerCommands.Of(rootOption, state) };
try
{
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Apa.LocalHost.Servers.ServerFailed e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
