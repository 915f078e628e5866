using System.CommandLine;
using Apa.Protos.Judgements.V1;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Framework years as data: checked by schema and by the services that read them, and loaded once for ever.</summary>
static class FrameworkCommands
{
    const string Administrator = "alex-administrator";

    public static void AddTo(RootCommand root) =>
        root.Subcommands.Add(Group("framework", "Framework years as data", Check(), Put(), List()));

    static Command Check()
    {
        var file = File("Framework file, as seeds/frameworks/apa-2006.json");
        var offline = new Option<bool>("--offline") { Description = "Check the file against its schema only, with no running stack" };
        return Step("check", "Everything wrong with a framework file, by path; loads nothing", Administrator, [file, offline], async turn =>
        {
            var path = turn.Get(file).FullName;
            await ThrowIfAny(path, await FrameworkSchema.Violations(path, turn.Ct));
            var framework = FrameworkFile.Read(path);
            if (turn.Get(offline)) await ThrowIfAny(path, framework.Violations);
            else await ThrowIfAny(path, await new FrameworkLoader(turn.Session, turn.Person).Violations(framework, turn.Ct));
            Turn.Say($"{turn.Get(file).Name}: nothing wrong{(turn.Get(offline) ? " by its schema; the services check what refers to what" : "")}");
        }, needsStack: parsed => !parsed.GetValue(offline));
    }

    static Command Put()
    {
        var file = File("Framework file, as seeds/frameworks/apa-2006.json");
        var running = new Option<bool>("--running") { Description = "Only into those of the three that run, where a service runs without the others" };
        return Step("put", "Check a framework version and load it into the three services that read it", Administrator, [file, running], async turn =>
        {
            var path = turn.Get(file).FullName;
            await ThrowIfAny(path, await FrameworkSchema.Violations(path, turn.Ct));
            var framework = FrameworkFile.Read(path);
            var loader = turn.Get(running) ? FrameworkLoader.ForThoseThatRun(turn.Session, turn.Person) : new(turn.Session, turn.Person);
            await ThrowIfAny(path, await loader.Violations(framework, turn.Ct));
            await loader.Load(framework, turn.Ct);
            Turn.Say($"{framework.Judgement.Title}, version {framework.Judgement.Framework_.Version}");
        });
    }

    static Command List() => Step("list", "The framework versions that are loaded", Administrator, [], async turn =>
    {
        var page = await turn.Session.Judgement(turn.Person).ListFrameworksAsync(new() { PageSize = 1000 }, cancellationToken: turn.Ct);
        turn.Print(page, () =>
        {
            foreach (var framework in page.Frameworks) Turn.Say($"{framework.Name}: {framework.Title} [{framework.Provenance.Verification}]");
        });
    });

    static Task ThrowIfAny(string path, IReadOnlyList<string> violations) => violations.Count == 0
        ? Task.CompletedTask
        : throw new CommandFailed($"{Path.GetFileName(path)} has {violations.Count} {(violations.Count == 1 ? "mistake" : "mistakes")}, nothing was loaded:\n  {string.Join("\n  ", violations)}");
}
