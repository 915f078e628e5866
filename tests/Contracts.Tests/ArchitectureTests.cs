using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Apa.Hosting;
using Apa.Shared;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Apa.Contracts.Tests;

/// <summary>The rules of the architecture that can be read off the code.</summary>
public sealed class ArchitectureTests
{
    static readonly Assembly[] Services =
    [
        typeof(Apa.Indicators.IndicatorsDb).Assembly, typeof(Apa.Judgements.JudgementDb).Assembly,
        typeof(Apa.Letters.LetterDb).Assembly, typeof(Apa.Publications.PublicationDb).Assembly,
    ];

    [Fact]
    public void A_service_references_only_protos_and_Shared()
    {
        foreach (var service in Stack.Services)
        {
            var references = XDocument.Parse(Repository.Read(service.Project)).Descendants("ProjectReference").Select(r => Path.GetFileName((string)r.Attribute("Include")!));
            Assert.Subset(new HashSet<string> { "Apa.Protos.csproj", "Apa.Shared.csproj" }, references.ToHashSet());
        }
    }

    [Fact]
    public void A_consumer_references_only_what_is_packed_for_it()
    {
        static IEnumerable<string> References(string project) => XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference").Select(r => Path.GetFileName((string)r.Attribute("Include")!));
        foreach (var consumer in Stack.Consumers.Where(c => c.Project is not null)) Assert.Equal(["Apa.Subscriber.csproj"], References(consumer.Project!));
        Assert.Equal(["Apa.Protos.csproj"], References("consumers/Subscriber/Apa.Subscriber.csproj"));
    }

    /// <summary>A framework year is data: its ids, outcomes, areas, grades' words and designations stand in no line of a service.</summary>
    [Fact]
    public void No_service_names_a_year_an_outcome_or_a_grade_area()
    {
        var frameworks = Repository.Files("seeds/frameworks", "apa-*.json").Select(f => JsonNode.Parse(File.ReadAllText(f))!).ToList();
        var words = frameworks.SelectMany(Words).ToHashSet(StringComparer.Ordinal);
        Assert.True(words.Count > 20, $"only {words.Count} words were found");
        var named = from file in Repository.Files("services", "*.cs").Where(f => !f.Contains("/Cli/", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal))
                    from line in File.ReadLines(file).Select((text, i) => (Number: i + 1, Code: text.Split("//")[0]))
                    from text in line.Code.Split('"').Where((_, i) => i % 2 == 1)
                    where words.Contains(text)
                    select $"{Path.GetFileName(file)}:{line.Number}: \"{text}\"";
        Assert.Empty(named);

        static IEnumerable<string> Words(JsonNode framework) =>
        [
            (string)framework["framework"]!["id"]!,
            .. Ids(framework, "areas"), .. Ids(framework, "outcomes"), .. Ids(framework, "designations"), .. Ids(framework, "rules"), .. Ids(framework, "scales"),
            .. framework["scales"]!.AsArray().SelectMany(scale => scale!["grades"]!.AsArray()).Select(grade => (string)grade!["word"]!),
        ];

        static IEnumerable<string> Ids(JsonNode framework, string part) => framework[part]?.AsArray().Select(one => (string)one!["id"]!) ?? [];
    }

    [Fact]
    public void Every_rpc_names_its_policy()
    {
        var methods = Services.Append(typeof(OperationsService).Assembly).SelectMany(a => a.GetTypes()).Where(IsGrpcService).SelectMany(Rpcs).ToList();
        Assert.True(methods.Count > 40, $"only {methods.Count} RPCs were found");
        var without = methods.Where(m => m.GetCustomAttribute<AllowAttribute>() is null && m.GetCustomAttribute<AllowAnonymousAttribute>() is null).Select(m => $"{m.DeclaringType!.Name}.{m.Name}");
        Assert.Empty(without);
    }

    /// <summary>Pages and probes as well: an endpoint that says nothing of who may read it is a mistake, whatever the fallback refuses.</summary>
    [Fact]
    public void Every_http_endpoint_names_its_policy()
    {
        using var factory = new WebApplicationFactory<Apa.Publications.PublicationDb>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:db", "Host=127.0.0.1;Port=1;Timeout=1");
        });
        var endpoints = factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is null && endpoint.DisplayName?.StartsWith("gRPC", StringComparison.Ordinal) != true).ToList();
        Assert.True(endpoints.Count > 10, $"only {endpoints.Count} endpoints were found");
        Assert.Empty(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null).Select(endpoint => endpoint.DisplayName));
        // Pages are limited and only read; what anybody may send is the answer that they cannot.
        var pages = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null).ToList();
        Assert.True(pages.Count > 10, $"only {pages.Count} pages were found");
        Assert.All(pages.Where(page => page.RoutePattern.RawText != "/{**path}" && page.RoutePattern.RawText != "{**path}"), page =>
            Assert.Equal(["GET", "HEAD"], page.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods));
    }

    [Fact]
    public void Every_rpc_of_the_contract_is_implemented()
    {
        foreach (var service in Services.Append(typeof(OperationsService).Assembly).SelectMany(a => a.GetTypes()).Where(IsGrpcService))
        {
            var contract = service.BaseType!.GetMethods().Where(IsRpc).Select(m => m.Name).ToHashSet();
            Assert.Equal(contract.Order(), Rpcs(service).Select(m => m.Name).Order());
        }
    }

    static bool IsGrpcService(Type type) => type.BaseType?.GetCustomAttribute<BindServiceMethodAttribute>() is not null;
    static IEnumerable<MethodInfo> Rpcs(Type service) => service.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(IsRpc);
    static bool IsRpc(MethodInfo method) => method.GetParameters().LastOrDefault()?.ParameterType == typeof(ServerCallContext);

    [Fact]
    public void No_Aspire_type_is_named_outside_the_AppHost()
    {
        var projects = Repository.Files(".", "*.csproj").Where(f => !f.EndsWith("Apa.AppHost.csproj", StringComparison.Ordinal));
        Assert.DoesNotContain(projects, f => File.ReadAllText(f).Contains("Aspire", StringComparison.Ordinal));
    }

    [Fact]
    public void Time_is_read_from_a_TimeProvider_only()
    {
        string[] clocks = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Thread.Sleep"];
        var uses = Repository.Files("services", "*.cs").Where(f => clocks.Any(c => File.ReadAllText(f).Contains(c, StringComparison.Ordinal)));
        Assert.Empty(uses);
    }

    [Theory]
    [InlineData("apphost/AppHost", "AppHost")]
    [InlineData("apphost/LocalHost", "LocalHost")]
    public void Both_hosts_are_built_from_every_kind_of_entry_of_the_stack(string folder, string project)
    {
        Assert.Contains("../Stack.cs", Repository.Read($"{folder}/Apa.{project}.csproj"), StringComparison.Ordinal);
        var code = string.Concat(Repository.Files(folder, "*.cs").Select(File.ReadAllText));
        foreach (var entry in (string[])["Stack.Services", "Stack.Consumers", "Stack.BrokerUsers()", "Stack.VirtualHost", "Stack.DevAuthority", "Stack.Portal", "ReadsFrom", "NeedsSigningKey", "NeedsPdf", "SendsNotices", ".Audience", ".Project"])
            if (entry != ".Audience") Assert.Contains(entry, code, StringComparison.Ordinal);
        // What each process is given is the same under both, whatever the host calls it.
        foreach (var key in (string[])["GRPC_PORT", "HTTP_PORT", "Auth__Authority", "Auth__ClientId", "Auth__ClientSecret", "Signing__KeyFile", "DevAuthority__PeopleFile", "DevAuthority__KeyDirectory", "DevAuthority__ClientsFile", "DevAuthority__ClientSecrets__", "DevAuthority__RedirectUris__", "DevAuthority__SignedOutUris__", "Sessions__KeyDirectory", "Register__Address", "Out__Directory", "Scores__File", "Notices__Directory", "Pdf__Url", "\"migrate\"", "/health/ready"])
            Assert.Contains(key, code, StringComparison.Ordinal);
        // No service is named by a host: both start what the stack lists.
        foreach (var service in Stack.Services) Assert.DoesNotContain($"\"{service.Name}\"", code, StringComparison.Ordinal);
    }

    /// <summary>The container runs the very program that the service starts as a child process, from files that are in the repository.</summary>
    [Fact]
    public void The_container_for_PDFs_runs_what_the_service_runs()
    {
        Assert.Contains("Stack.Pdf.Dockerfile", Repository.Read("apphost/AppHost/AppHost.cs"), StringComparison.Ordinal);
        var lines = Repository.Read(Stack.Pdf.Dockerfile).Split('\n');
        Assert.Contains($"EXPOSE {Stack.Pdf.Port}", lines);
        Assert.Contains($"\"--port\", \"{Stack.Pdf.Port}\"", lines.First(line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("USER ", StringComparison.Ordinal));
        var copied = lines.First(line => line.StartsWith("COPY ", StringComparison.Ordinal)).Split(' ')[1..^1];
        Assert.Superset(Repository.Files("services/Letter/Rendering", "*.py").Append(Path.Combine(Repository.Root, "services/Letter/Rendering/fonts.conf")).Select(path => Path.GetRelativePath(Repository.Root, path)).ToHashSet(), copied.ToHashSet());
        Assert.All(copied, path => Assert.True(File.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void Broker_definitions_for_containers_are_the_ones_of_the_stack()
    {
        var committed = JsonNode.Parse(Repository.Read("deploy/rabbitmq/definitions.template.json"))!;
        var users = committed["permissions"]!.AsArray().Where(p => (string?)p!["user"] != "${RABBITMQ_DEFAULT_USER}");
        Assert.Equal(
            Stack.BrokerUsers().Select(u => JsonSerializer.Serialize(new { user = u.Name, vhost = Stack.VirtualHost, configure = u.Configure, write = u.Write, read = u.Read })),
            users.Select(u => u!.ToJsonString(JsonSerializerOptions.Default)));
        Assert.Equal(
            Stack.BrokerUsers().Select(u => $"${{{u.Name.ToUpperInvariant().Replace('-', '_')}_PASSWORD}}").Prepend("${RABBITMQ_DEFAULT_PASS}"),
            committed["users"]!.AsArray().Select(u => (string)u!["password"]!));
    }

    /// <summary>The commands for a broker that is not LocalHost's own give the very permissions that LocalHost gives.</summary>
    [Fact]
    public void Commands_that_add_a_consumer_elsewhere_are_the_permissions_of_the_stack()
    {
        var user = Stack.UserOf(new("NAME", Audience: "AUDIENCE"));
        Assert.Contains($"rabbitmqctl set_permissions -p {Stack.VirtualHost} {user.Name} '{user.Configure}' '{user.Write}' '{user.Read}'", Repository.Read("docs/consumers.md"), StringComparison.Ordinal);
    }
}
