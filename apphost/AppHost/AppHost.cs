using Apa.Hosting;

// The stack of ../Stack.cs under Aspire: containers for the stores, a dashboard, and `aspire publish` to Compose.
// With UseExistingServers=true nothing is contained: ConnectionStrings:{service}-db and :{service}-broker say where servers are.
var builder = DistributedApplication.CreateBuilder(args);
builder.AddDockerComposeEnvironment("compose");

var stores = new Stores(builder);
var authority = new TokenAuthority(builder);
var pdf = AddPdf();

var services = new Dictionary<string, IResourceBuilder<ProjectResource>>();
foreach (var entry in Stack.Services) services[entry.Name] = AddService(entry);
foreach (var entry in Stack.Consumers.Where(c => c.Project is not null)) AddConsumer(entry);
AddPortal();
if (builder.ExecutionContext.IsRunMode) AddRoad();

builder.Build().Run();

IResourceBuilder<ProjectResource> AddService(ServiceEntry entry)
{
    var (db, broker) = stores.Of(entry.Name);
    // The same project twice: migrations run to their end before the service starts.
    var migrate = builder.AddProject($"{entry.Name}-migrate", Root(entry.Project)).WithArgs("migrate").WithReference(db, "db");
    stores.WaitForDatabase(migrate);
    var service = builder.AddProject(entry.Name, Root(entry.Project))
        .WithReference(db, "db")
        .WithReference(broker, "broker")
        .WithHttpEndpoint(name: "grpc", env: "GRPC_PORT").WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
        .WithHttpEndpoint(name: "http", env: "HTTP_PORT")
        .WithHttpHealthCheck("/health/ready", endpointName: "http")
        .WithUrlForEndpoint("http", url => url.DisplayText = "health")
        .WaitForCompletion(migrate);
    migrate.WithParentRelationship(service);
    stores.WaitForBroker(service);
    authority.Trust(service, entry.Name);
    if (builder.ExecutionContext.IsPublishMode) service.WithEnvironment("BIND_ADDRESS", "0.0.0.0");
    foreach (var upstream in entry.ReadsFrom) service.WithReference(services[upstream].GetEndpoint("grpc"));
    if (entry.NeedsPdf && pdf is not null) service.WithEnvironment("Pdf__Url", pdf.GetEndpoint("http")).WaitFor(pdf);
    if (entry.SendsNotices) service.WithEnvironment("Notices__Directory", builder.ExecutionContext.IsRunMode ? Root(".apa/out/notices") : "/data/notices");
    if (entry.NeedsSigningKey) service.WithEnvironment("Signing__KeyFile", builder.AddParameter($"{entry.Name}-signing-key-file"));
    return service;
}

// No container where none are wanted: the service then starts WeasyPrint itself.
IResourceBuilder<ContainerResource>? AddPdf() => stores.AreContained
    ? builder.AddDockerfile(Stack.Pdf.Name, Root("."), Stack.Pdf.Dockerfile)
        .WithHttpEndpoint(targetPort: Stack.Pdf.Port, name: "http")
        .WithHttpHealthCheck("/health", endpointName: "http")
    : null;

void AddConsumer(ConsumerEntry entry)
{
    var consumer = builder.AddProject(entry.Name, Root(entry.Project!))
        .WithReference(stores.BrokerOf(entry.Name), "broker")
        .WithHttpEndpoint(name: "http", env: "HTTP_PORT")
        .WithHttpHealthCheck("/health/ready", endpointName: "http")
        .WithEnvironment("Out__Directory", builder.ExecutionContext.IsRunMode ? Root(".apa/out") : "/data")
        .WithEnvironment("Scores__File", builder.ExecutionContext.IsRunMode ? Root(".apa/in/scores.csv") : "/data/in/scores.csv");
    foreach (var upstream in entry.ReadsFrom) consumer.WithReference(services[upstream].GetEndpoint("grpc"));
    authority.Trust(consumer, entry.Name);
    stores.WaitForBroker(consumer);
}

void AddPortal()
{
    var portal = builder.AddProject(Stack.Portal.Name, Root(Stack.Portal.Project))
        .WithHttpEndpoint(name: "http", env: "HTTP_PORT").WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health/ready", endpointName: "http")
        .WithEnvironment("Sessions__KeyDirectory", builder.ExecutionContext.IsRunMode ? Root($".apa/keys/{Stack.Portal.Name}") : "/data/keys")
        .WithEnvironment("Register__Address", services[Stack.Publisher.Name].GetEndpoint("http"));
    foreach (var service in services.Values) portal.WithReference(service.GetEndpoint("grpc")).WaitFor(service);
    if (builder.ExecutionContext.IsPublishMode) portal.WithEnvironment("BIND_ADDRESS", "0.0.0.0");
    authority.Trust(portal, Stack.Portal.Name);
    authority.SendBackTo(portal.GetEndpoint("http"));
}

// A button on the dashboard: takes Hertfordshire 2006 the whole way through the public gRPC API.
void AddRoad()
{
    var road = builder.AddExecutable("road", "dotnet", Root("."),
            "run", "--project", "services/Cli", "--", "road", "seeds/hertfordshire-2006", "--state", ".apa")
        .WithExplicitStart();
    foreach (var service in services.Values) road.WithReference(service.GetEndpoint("grpc")).WaitFor(service);
    authority.SpeakForPeople(road);
}

// Paths are from the repository's root, two folders above this project.
string Root(string path) => Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "..", path));
