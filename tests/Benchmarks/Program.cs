using System.CommandLine;
using Apa.Benchmarks;

// Into a file or a pipe a line stays one line.
if (Console.IsOutputRedirected) Spectre.Console.AnsiConsole.Profile.Width = 200;

var root = new Option<string>("--root") { Description = "The repository's root", DefaultValueFactory = _ => Environment.CurrentDirectory, Recursive = true };
var state = new Option<string>("--state") { Description = "Results go to bench/ below it", DefaultValueFactory = _ => ".apa", Recursive = true };
var rows = new Option<int>("--rows") { Description = "Rows of the imported file", DefaultValueFactory = _ => 5_000_000 };
var authorities = new Option<int>("--authorities") { Description = "Authorities of the dataset", DefaultValueFactory = _ => 150 };
var indicators = new Option<int>("--indicators") { Description = "Indicators of the dataset", DefaultValueFactory = _ => 400 };

var import = new Command("import", "Rows a second of an import, against a bare binary COPY of the same rows into the same table and keys") { rows };
import.SetAction((parsed, ct) => ImportBench.Run(Where(parsed), parsed.GetValue(rows), ct));
var profile = new Command("profile", "Calls a second of GetProfile, against a call that returns the same message prebuilt in memory") { authorities, indicators };
profile.SetAction((parsed, ct) => ProfileBench.Run(Where(parsed), parsed.GetValue(authorities), parsed.GetValue(indicators), ct));
var letters = new Option<int>("--letters") { Description = "Letters that are issued, and made into PDFs one and two at a time", DefaultValueFactory = _ => 24 };
var letter = new Command("letter", "The service's own work on a letter, against the bare PDF renderer; two PDFs at a time against one") { letters };
letter.SetAction((parsed, ct) => LetterBench.Run(Where(parsed), parsed.GetValue(letters), ct));
var events = new Command("events", "A round's release until its last event is received, against bare commits and publishes; commit to consumer at a steady rate");
events.SetAction((parsed, ct) => EventsBench.Run(Where(parsed), ct));
var outbox = new Option<int>("--events") { Description = "Events to catch up on", DefaultValueFactory = _ => 100_000 };
var replay = new Command("replay", "A late subscriber's catch-up in pages, against the same pages from the database; the service's memory meanwhile") { outbox };
replay.SetAction((parsed, ct) => ReplayBench.Run(Where(parsed), parsed.GetValue(outbox), ct));
var portal = new Command("portal", "How long pages take, against the time during which they wait for the services' answers");
portal.SetAction((parsed, ct) => PortalBench.Run(Where(parsed), ct));
var prebuilt = new Command(Prebuilt.Verb, "Serves one message, given as a file: the limit of the profile benchmark") { Hidden = true };
var file = new Argument<string>("file");
prebuilt.Arguments.Add(file);
prebuilt.SetAction((parsed, ct) => Prebuilt.Serve(parsed.GetValue(file)!, ct));

return await new RootCommand("How near to the bare limit") { root, state, import, profile, letter, events, replay, portal, prebuilt }.Parse(args).InvokeAsync();

Place Where(ParseResult parsed) => new(Path.GetFullPath(parsed.GetValue(root)!), Path.GetFullPath(parsed.GetValue(state)!));
