using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost.Consumers;

/// <summary>What the developers of a consumer need, on one sheet: as a file of mode 0600 for programs, and as lines for people.</summary>
/// <param name="Amqp">Address with user and password; null while no private broker runs.</param>
/// <param name="Queue">The queue to declare; others may be called <c>{queue}_…</c>.</param>
/// <param name="QueueArguments">To declare it with.</param>
/// <param name="Exchanges">To bind it to, by event.</param>
/// <param name="Events">Where to catch up over HTTP; null while the stack does not run.</param>
/// <param name="TokenFile">A bearer token for it, renewed while the stack runs.</param>
/// <param name="TokenEndpoint">Where the client may ask for its own; null while the stack does not run.</param>
/// <param name="ClientSecret">With the name as the client's id, by client credentials.</param>
/// <param name="File">Where the sheet lies.</param>
/// <param name="Root">The repository's root, below which the contracts are.</param>
public sealed record ConsumerSheet(
    string Name, string Audience, string? Amqp, string Queue, IReadOnlyDictionary<string, object> QueueArguments, IReadOnlyDictionary<string, string> Exchanges,
    string? Events, string TokenFile, string? TokenEndpoint, string ClientSecret, string Scope,
    [property: JsonIgnore] string File, [property: JsonIgnore] string Root)
{
    // An address is written as one would copy it.
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string FileOf(string stateDirectory, string name) => Path.Combine(stateDirectory, "consumers", $"{name}.json");

    /// <param name="broker">AMQP port of the private broker; null where none runs.</param>
    internal static ConsumerSheet Of(string root, string stateDirectory, ConsumerEntry consumer, Secrets secrets, int? broker)
    {
        var audience = Consumers.Audience.ReadAll(root).First(audience => audience.Id == consumer.Audience);
        return new(consumer.Name, consumer.Audience,
            broker is { } port ? $"amqp://{consumer.Name}:{secrets.Broker(consumer.Name)}@127.0.0.1:{port}/{Stack.VirtualHost}" : null,
            consumer.Name, Stack.QueueArguments, audience.Events.ToDictionary(name => name, audience.Exchange),
            Addresses.Http(stateDirectory, Stack.Publisher.Name) is { } register ? $"{register}/events" : null,
            TokenFiles.FileOf(stateDirectory, consumer.Name),
            Addresses.Http(stateDirectory, Stack.DevAuthority.Name) is { } authority ? $"{authority}/connect/token" : null,
            secrets.Client(consumer.Name), TokenFiles.Scope, FileOf(stateDirectory, consumer.Name), root);
    }

    public void Write()
    {
        Secret.Folder(Path.GetDirectoryName(File)!);
        Secret.Write(File, JsonSerializer.Serialize(this, Format));
    }

    /// <param name="secrets">Whether to show the password: at a terminal, and never into a log.</param>
    public void Print(TextWriter say, bool secrets)
    {
        say.WriteLine($"{Name} hears what is for {Audience}:");
        foreach (var (name, exchange) in Exchanges) say.WriteLine($"  {name,-22}{exchange}");
        say.WriteLine($"  queue       {Queue}, or {Queue}_…; durable, with {string.Join(", ", QueueArguments.Select(argument => $"{argument.Key}={JsonSerializer.Serialize(argument.Value)}"))}");
        if (Amqp is null) say.WriteLine("  broker      its address is known when the stack runs: ./apa up --detach, then this again");
        else say.WriteLine($"  broker      {(secrets ? Amqp : Hidden(Amqp))}");
        if (Events is not null) say.WriteLine($"  catch up    {Events}?after=0, with the bearer token in {TokenFile}");
        say.WriteLine($"  all of it   {File} (readable by you alone{(secrets ? "" : "; with its secrets")})");
        say.WriteLine($"  read on     {In("docs/subscribing.md")}; {In("docs/asyncapi.yaml")}; {In("protos/schemas")}; {In($"protos/samples/{Audience}")}");
        say.WriteLine($"  rehearse    ./apa consumer test {Name}");
    }

    static string Hidden(string amqp)
    {
        var address = new Uri(amqp);
        return $"amqp://{address.UserInfo.Split(':')[0]}:…@{address.Authority}{address.PathAndQuery}";
    }

    string In(string file) => Path.Combine(Root, file);
}
