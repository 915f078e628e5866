using Apa.Hosting;

/// <summary>Who signs the tokens: the development authority while running here, the organisation's own where published.</summary>
sealed class TokenAuthority
{
    readonly IDistributedApplicationBuilder builder;
    readonly IResourceBuilder<ProjectResource>? development;
    readonly IResourceBuilder<ParameterResource>? own;

    public TokenAuthority(IDistributedApplicationBuilder builder)
    {
        this.builder = builder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            own = builder.AddParameter("token-authority");
            return;
        }
        var root = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".."));
        development = builder.AddProject(Stack.DevAuthority.Name, Path.Combine(root, Stack.DevAuthority.Project))
            .WithHttpEndpoint(name: "http", env: "HTTP_PORT")
            .WithHttpHealthCheck("/health/ready", endpointName: "http")
            .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
            .WithEnvironment("DevAuthority__PeopleFile", Path.Combine(root, "seeds", "people.json"))
            .WithEnvironment("DevAuthority__KeyDirectory", Path.Combine(root, ".apa", "keys"))
            .WithEnvironment("DevAuthority__ClientsFile", Path.Combine(root, ".apa", "clients.json"));
        development.WithEnvironment("Auth__Authority", development.GetEndpoint("http"));
        foreach (var client in Stack.Services.Select(s => s.Name).Concat(Stack.Consumers.Select(c => c.Name)).Append("localhost").Append(Stack.Portal.Name))
            development.WithEnvironment($"DevAuthority__ClientSecrets__{client}", Secret(client));
    }

    /// <summary>Tells a service whom to trust, and its own credential.</summary>
    public void Trust(IResourceBuilder<ProjectResource> service, string client)
    {
        if (development is not null)
            service.WithEnvironment("DOTNET_ENVIRONMENT", "Development").WithEnvironment("Auth__Authority", development.GetEndpoint("http")).WaitFor(development);
        else service.WithEnvironment("Auth__Authority", own!);
        service.WithEnvironment("Auth__ClientId", client).WithEnvironment("Auth__ClientSecret", Secret(client));
    }

    /// <summary>Where people go back to who sign in and out; the organisation's own authority is told by its administrator.</summary>
    public void SendBackTo(EndpointReference portal) => development?
        .WithEnvironment($"DevAuthority__RedirectUris__{Stack.Portal.Name}", ReferenceExpression.Create($"{portal}{Stack.Portal.SignedInAt}"))
        .WithEnvironment($"DevAuthority__SignedOutUris__{Stack.Portal.Name}", ReferenceExpression.Create($"{portal}{Stack.Portal.SignedOutAt}"));

    /// <summary>Lets the driver of the road ask for the tokens of development's people.</summary>
    public void SpeakForPeople(IResourceBuilder<ExecutableResource> driver) => driver
        .WithEnvironment("Auth__Authority", development!.GetEndpoint("http"))
        .WithEnvironment("Auth__ClientSecret", Secret("localhost"))
        .WaitFor(development);

    readonly Dictionary<string, IResourceBuilder<ParameterResource>> secrets = [];

    IResourceBuilder<ParameterResource> Secret(string client) =>
        secrets.TryGetValue(client, out var known) ? known : secrets[client] = builder.AddParameter($"{client}-client-secret", secret: true);
}
