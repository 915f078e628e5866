using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>What of <see cref="Stack"/> runs: all of it, or some services with those that they read from.</summary>
/// <param name="Services">Those that run, in start order.</param>
/// <param name="Absent">Services before them in the flow that do not run: their events come from the goldens.</param>
/// <param name="Consumers">Those whose events are published here.</param>
public sealed record StackPart(IReadOnlyList<ServiceEntry> Services, IReadOnlyList<ServiceEntry> Absent, IReadOnlyList<ConsumerEntry> Consumers)
{
    /// <summary>People's pages speak to every service: they are there where all of them are.</summary>
    public bool HasPortal => Services.Count == Stack.Services.Count;

    /// <param name="names">Services asked for; null or none: the whole stack.</param>
    /// <exception cref="ServerFailed">Names that are no service's.</exception>
    public static StackPart Of(IReadOnlyList<string>? names)
    {
        if (names is null or []) return new([.. Stack.Services], [], [.. Stack.Consumers.Where(consumer => consumer.Project is not null)]);
        var unknown = names.Where(name => Stack.Services.All(service => service.Name != name)).ToList();
        if (unknown.Count > 0) throw new ServerFailed($"no service of the stack: {string.Join(", ", unknown)}; there are {string.Join(", ", Stack.Services.Select(service => service.Name))}");
        var running = WithWhatTheyRead(names);
        List<ServiceEntry> services = [.. Stack.Services.Where(service => running.Contains(service.Name))];
        return new(
            services,
            [.. Stack.Services.TakeWhile(service => service != services[^1]).Where(service => !running.Contains(service.Name))],
            running.Contains(Stack.Publisher.Name) ? [.. Stack.Consumers.Where(consumer => consumer.Project is not null)] : []);
    }

    static HashSet<string> WithWhatTheyRead(IEnumerable<string> names)
    {
        var (all, next) = (new HashSet<string>(), new Queue<string>(names));
        while (next.TryDequeue(out var name))
            if (all.Add(name))
                foreach (var upstream in Stack.Services.First(service => service.Name == name).ReadsFrom) next.Enqueue(upstream);
        return all;
    }
}
