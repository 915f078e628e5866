using System.Text.Json;

namespace Apa.LocalHost;

/// <summary>Where the processes of a running stack are, as it leaves it in <c>addresses.json</c>.</summary>
static class Addresses
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    static string FileOf(string stateDirectory) => Path.Combine(stateDirectory, "addresses.json");

    public static void Write(string stateDirectory, IEnumerable<StackProcess> processes) => File.WriteAllText(FileOf(stateDirectory), JsonSerializer.Serialize(
        processes.ToDictionary(p => p.Name, p => p.Grpc is null
            ? new Dictionary<string, string> { ["http"] = p.HttpAddress }
            : new Dictionary<string, string> { ["grpc"] = p.Grpc, ["http"] = p.HttpAddress }), Readable));

    /// <summary>The HTTP address of a process; null while the stack does not run.</summary>
    public static string? Http(string stateDirectory, string process) =>
        File.Exists(FileOf(stateDirectory))
        && JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(File.ReadAllText(FileOf(stateDirectory)))!.TryGetValue(process, out var addresses)
            ? addresses["http"]
            : null;

    public static void Forget(string stateDirectory) => File.Delete(FileOf(stateDirectory));
}
