namespace Apa.Hosting;

/// <summary>
/// The stack as data: what runs, what it stores, whom it reads from, who may touch which part of the broker, in start order.
/// Compiled into both hosts (AppHost and LocalHost), so neither can know more than the other; no Aspire type here.
/// </summary>
public static class Stack
{
    /// <summary>The broker's virtual host.</summary>
    public const string VirtualHost = "apa";

    /// <summary>The token authority of development; production names the organisation's own.</summary>
    public static readonly AuthorityEntry DevAuthority = new("devauthority", "apphost/DevAuthority/Apa.DevAuthority.csproj");

    /// <summary>The services in the order in which the work flows. Each owns one database and one broker user of its own name.</summary>
    public static readonly IReadOnlyList<ServiceEntry> Services =
    [
        new("indicators", "services/Indicators/Apa.Indicators.csproj", ReadsFrom: []),
        new("judgement", "services/Judgement/Apa.Judgement.csproj", ReadsFrom: ["indicators"]),
        new("letter", "services/Letter/Apa.Letter.csproj", ReadsFrom: [], NeedsSigningKey: true, NeedsPdf: true, SendsNotices: true),
        new("publication", "services/Publication/Apa.Publication.csproj", ReadsFrom: ["letter"], NeedsSigningKey: true),
    ];

    /// <summary>The service whose events consumers hear: the last of the flow.</summary>
    public static ServiceEntry Publisher => Services[^1];

    /// <summary>The pages for people: on the public gRPC of every service, with the person's own token; it stores nothing and hears no event.</summary>
    public static readonly PortalEntry Portal = new("portal", "services/Portal/Apa.Portal.csproj", SignedInAt: "/signin-oidc", SignedOutAt: "/signout-callback-oidc");

    /// <summary>Subscribers to publication events: each a broker user of its own name that sees one audience's exchanges only.</summary>
    public static readonly IReadOnlyList<ConsumerEntry> Consumers =
    [
        new("audit-commission", Audience: "audit-commission", "consumers/AuditCommission/Apa.AuditCommission.csproj") { ReadsFrom = ["publication"] },
        new("csci", Audience: "csci"),
        new("press", Audience: "public"),
    ];

    /// <summary>
    /// What every queue is declared with, of services (their <c>Topology</c>, held to this by a test) and of consumers. It cannot be
    /// changed once a queue is there.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, object> QueueArguments = new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-delivery-limit"] = 1_000_000,
    };

    /// <summary>
    /// What makes PDFs for services that need it, where they cannot start it themselves: a host with containers builds and runs it and
    /// gives its address. Without an address a service starts the same program as a child process.
    /// </summary>
    public static readonly PdfEntry Pdf = new("weasyprint", "deploy/weasyprint/Dockerfile", Port: 8080);

    /// <summary>
    /// Broker permissions: a service declares, writes and reads its own queue and the two beside it (what failed, what nobody took), so
    /// that it can give back what failed; it declares and writes the exchanges of its own events, and reads from those of the services
    /// before it; a consumer declares and reads its own queue and binds to its audience only.
    /// </summary>
    public static IEnumerable<BrokerUser> BrokerUsers()
    {
        foreach (var service in Services)
        {
            var queue = $"{service.Name}(_(error|skipped))?";
            var own = $"apa[.]{service.Name}[.]v1[.].*";
            var upstream = Upstream(service.Name).Select(name => $"apa[.]{name}[.]v1[.].*");
            yield return new(service.Name,
                Configure: $"^({queue}|{own})$",
                Write: $"^({queue}|{own})$",
                Read: $"^({string.Join('|', [queue, .. upstream])})$");
        }
        foreach (var consumer in Consumers) yield return UserOf(consumer);
    }

    /// <summary>
    /// What a consumer may do on the broker, also one that is added to a running stack. Binding a queue takes write on it, and patterns
    /// do not tell a queue from an exchange: an exchange of its own name is left open to it, from which nothing leads but to its queues.
    /// </summary>
    public static BrokerUser UserOf(ConsumerEntry consumer)
    {
        var queue = $"{consumer.Name}(_.*)?";
        return new(consumer.Name,
            Configure: $"^{queue}$",
            Write: $"^{queue}$",
            Read: $"^({queue}|apa[.]publication[.]v1[.]{consumer.Audience}[.].*)$");
    }

    /// <summary>The services whose events this one hears: all before it in the flow.</summary>
    static IEnumerable<string> Upstream(string service) => Services.Select(s => s.Name).TakeWhile(name => name != service);
}

/// <summary>A service of the suite. Its database, database owner and broker user carry its name.</summary>
/// <param name="Name">Lower-case name, also its discovery name and its audience <c>apa-{name}</c>.</param>
/// <param name="Project">Project file from the repository's root.</param>
/// <param name="ReadsFrom">Services it calls by gRPC, always earlier ones.</param>
/// <param name="NeedsSigningKey">Whether it is given a private key to sign documents with.</param>
/// <param name="NeedsPdf">Whether it makes PDFs: by <see cref="Stack.Pdf"/>, or by a child process of its own.</param>
/// <param name="SendsNotices">Whether it is given a directory for its notices, which it uses until SMTP is configured.</param>
public sealed record ServiceEntry(
    string Name, string Project, IReadOnlyList<string> ReadsFrom, bool NeedsSigningKey = false, bool NeedsPdf = false, bool SendsNotices = false);

/// <summary>A container that makes PDFs, built from a Dockerfile with the repository's root as its context.</summary>
/// <param name="Name">Lower-case name.</param>
/// <param name="Dockerfile">Its file from the repository's root.</param>
/// <param name="Port">Where it listens in its container: HTTP/1.1, with <c>/health</c>.</param>
public sealed record PdfEntry(string Name, string Dockerfile, int Port);

/// <summary>The token authority that the stack starts for development.</summary>
public sealed record AuthorityEntry(string Name, string Project);

/// <summary>The pages for people.</summary>
/// <param name="Name">Lower-case name, also its client at the token authority.</param>
/// <param name="Project">Project file from the repository's root.</param>
/// <param name="SignedInAt">Path to which the token authority sends a person back who has signed in.</param>
/// <param name="SignedOutAt">Path to which it sends back one who has signed out.</param>
public sealed record PortalEntry(string Name, string Project, string SignedInAt, string SignedOutAt);

/// <summary>A subscriber; one without a project is run by somebody else and only gets its broker user.</summary>
public sealed record ConsumerEntry(string Name, string Audience, string? Project = null)
{
    /// <summary>Services that it catches up from, by gRPC and with a credential of its own.</summary>
    public IReadOnlyList<string> ReadsFrom { get; init; } = [];
}

/// <summary>A RabbitMQ user with its permission patterns in <see cref="Stack.VirtualHost"/>.</summary>
public sealed record BrokerUser(string Name, string Configure, string Write, string Read);
