using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Apa.Contracts.Tests;
using Apa.Hosting;
using Apa.LocalHost.Consumers;
using Apa.LocalHost.Servers;
using Apa.Tests;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost.Tests;

/// <summary>Consumers come to a stack and leave it, on a real broker that runs meanwhile.</summary>
public sealed class ConsumerRegistrationTests(StackBroker stack) : IClassFixture<StackBroker>
{
    [Fact]
    public async Task Added_consumer_hears_its_audience_at_once_and_after_a_restart_and_no_other_audience()
    {
        var said = new List<string>();
        var sheet = await stack.Registration(said).Add("gazette", "public");
        Assert.Equal(["added gazette, for public; the running broker knows it"], said);
        await stack.Server.RestartAsync(TestContext.Current.CancellationToken);
        await using var connection = await StackBroker.Connect(sheet.Amqp!);
        await using var channel = await connection.CreateChannelAsync();
        await StackBroker.Declare(channel, sheet);
        Assert.Contains("LetterPublished", sheet.Exchanges.Keys);
        var refused = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.QueueBindAsync("gazette", "apa.publication.v1.csci.SocialCareJudged", ""));
        Assert.Equal(403, refused.ShutdownReason!.ReplyCode);
    }

    [Fact]
    public async Task Same_consumer_again_changes_nothing_and_another_audience_is_refused()
    {
        var first = await stack.Registration().Add("echo", "csci");
        var said = new List<string>();
        Assert.Equal(first.Amqp, (await stack.Registration(said).Add("echo", "csci")).Amqp);
        Assert.Equal(["echo is there already, for csci"], said);
        var refused = await Assert.ThrowsAsync<ServerFailed>(() => stack.Registration().Add("echo", "public"));
        Assert.Contains("'echo' is there already, for the audience 'csci'", refused.Message, StringComparison.Ordinal);
        // Those of the stack have a sheet as well.
        Assert.Contains($"amqp://press:", (await stack.Registration().Add("press", "public")).Amqp, StringComparison.Ordinal);
        Assert.DoesNotContain(ConsumerList.Read(Repository.Root, stack.State).Added, consumer => consumer.Name == "press");
    }

    [Fact]
    public async Task Secrets_lie_only_in_files_that_their_owner_alone_may_read()
    {
        var sheet = await stack.Registration().Add("quiet", "audit-commission");
        var secrets = (string[])[new Uri(sheet.Amqp!).UserInfo.Split(':')[1], sheet.ClientSecret];
        foreach (var file in Directory.GetFiles(stack.State, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/data/", StringComparison.Ordinal)))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows() && secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(Path.Combine(stack.State, "consumers.json"), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        var written = await File.ReadAllTextAsync(ConsumerSheet.FileOf(stack.State, "quiet"), TestContext.Current.CancellationToken);
        Assert.All(secrets, secret => Assert.Contains(secret, written, StringComparison.Ordinal));
        using var shown = new StringWriter();
        sheet.Print(shown, secrets: false);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, shown.ToString(), StringComparison.Ordinal));
        Assert.Contains("apa.publication.v1.audit-commission.CpaBlockScored", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_authority_gives_an_added_consumer_its_token_at_once_and_a_removed_one_none()
    {
        var port = FreePort.Next();
        using var authority = new StackProcess(Stack.DevAuthority.Name, LocalStack.Built(Repository.Root, Stack.DevAuthority.Project), null, stack.State, null, port, new()
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Auth__Authority"] = $"http://127.0.0.1:{port}",
            ["DevAuthority__PeopleFile"] = Path.Combine(Repository.Root, "seeds", "people.json"),
            ["DevAuthority__KeyDirectory"] = Path.Combine(stack.State, "keys"),
            ["DevAuthority__ClientsFile"] = ConsumerClients.FileOf(stack.State),
        });
        await authority.Start();
        try
        {
            await authority.WaitUntilReady(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Addresses.Write(stack.State, [authority]);
            var sheet = await stack.Registration().Add("reader", "csci");
            var payload = (await File.ReadAllTextAsync(sheet.TokenFile, TestContext.Current.CancellationToken)).Split('.')[1];
            var claims = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(payload));
            Assert.Equal(("reader", "consumer:csci", "apa-publication"), (claims.GetProperty("sub").GetString(), claims.GetProperty("role").GetString(), claims.GetProperty("aud").GetString()));
            Assert.Equal($"http://127.0.0.1:{port}/connect/token", sheet.TokenEndpoint);
            await stack.Registration().Remove("reader");
            Assert.False(File.Exists(sheet.TokenFile));
            using var http = new HttpClient();
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "reader", ["client_secret"] = sheet.ClientSecret, ["scope"] = sheet.Scope });
            using var answer = await http.PostAsync(new Uri(sheet.TokenEndpoint!), form, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        finally
        {
            Addresses.Forget(stack.State);
            await authority.Kill();
        }
    }

    [Fact]
    public async Task Removed_consumer_is_cut_off_with_all_that_it_declared_and_does_not_come_back_with_the_broker()
    {
        var sheet = await stack.Registration().Add("leaver", "public");
        await using var connection = await StackBroker.Connect(sheet.Amqp!);
        await using var channel = await connection.CreateChannelAsync();
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) => { cut.TrySetResult(); return Task.CompletedTask; };
        await StackBroker.Declare(channel, sheet);
        await channel.QueueDeclareAsync("leaver_error", durable: true, exclusive: false, autoDelete: false);
        await channel.ExchangeDeclareAsync("leaver_own", ExchangeType.Fanout, durable: true);
        var stays = await stack.Registration().Add("leaverx", "public");
        await using var staying = await StackBroker.Connect(stays.Amqp!);
        await using (var other = await staying.CreateChannelAsync()) await StackBroker.Declare(other, stays);

        await stack.Registration().Remove("leaver");
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((-1, -1, 0), (await stack.Depth("leaver"), await stack.Depth("leaver_error"), await stack.Depth("leaverx")));
        Assert.DoesNotContain("leaver_own", await stack.Server.Ctl("list_exchanges", "-p", "apa", "name"), StringComparison.Ordinal);
        Assert.True(staying.IsOpen);
        await stack.Server.RestartAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => StackBroker.Connect(sheet.Amqp!));
        Assert.NotEqual(sheet.Amqp, (await stack.Registration().Add("leaver", "public")).Amqp);
        await stack.Registration().Remove("leaver");
        Assert.False(File.Exists(ConsumerSheet.FileOf(stack.State, "leaver")));
        Assert.DoesNotContain("leaver\"", await File.ReadAllTextAsync(Path.Combine(stack.State, "clients.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_be_removed_stays_and_why_is_said()
    {
        Assert.Contains("belongs to the stack", (await Assert.ThrowsAsync<ServerFailed>(() => stack.Registration().Remove("press"))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no consumer nobody", (await Assert.ThrowsAsync<ServerFailed>(() => stack.Registration().Remove("nobody"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_audience_origin_and_queue_of_all()
    {
        await stack.Registration().Add("listed", "csci");
        var said = new List<string>();
        await stack.Registration(said).List(TestContext.Current.CancellationToken);
        Assert.Matches("^listed +csci +added +no queue yet$", said.Single(line => line.StartsWith("listed", StringComparison.Ordinal)));
        Assert.Matches("^press +public +of the stack +", said.Single(line => line.StartsWith("press", StringComparison.Ordinal)));
    }

    /// <summary>By the command itself: what it prints into a pipe or a log holds no password, and nobody is asked who is not there.</summary>
    [Fact]
    public async Task Command_line_adds_without_showing_a_password_to_a_log_and_removes_nothing_unasked()
    {
        var (code, output, _) = await Run("add", "lines", "--audience", "public");
        Assert.Equal(0, code);
        Assert.Contains($"amqp://lines:…@127.0.0.1:{stack.Server.Port}/apa", output, StringComparison.Ordinal);
        Assert.Contains("docs/subscribing.md", output, StringComparison.Ordinal);
        var sheet = await stack.Registration().Add("lines", "public");
        Assert.DoesNotContain(new Uri(sheet.Amqp!).UserInfo, output, StringComparison.Ordinal);

        Assert.Equal(1, (await Run("remove", "lines")).Code);
        await using (var connection = await StackBroker.Connect(sheet.Amqp!)) Assert.True(connection.IsOpen);
        var (failed, _, error) = await Run("test", "lines");
        Assert.Equal((1, "there is no queue lines: its consumer declares it, with the arguments of docs/subscribing.md, when it first starts"), (failed, error.Trim()));
        Assert.Equal(0, (await Run("remove", "lines", "--yes")).Code);
    }

    async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [LocalStack.Built(Repository.Root, "apphost/LocalHost/Apa.LocalHost.csproj"), "consumer", .. arguments, "--root", Repository.Root, "--state", stack.State])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var run = Process.Start(start)!;
        run.StandardInput.Close();
        var error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run.ExitCode, output, await error);
    }
}

/// <summary>The list of consumers where no stack runs.</summary>
public sealed class ConsumerListTests : IDisposable
{
    readonly string state = Directory.CreateTempSubdirectory("apa-list-").FullName;

    [Fact]
    public async Task Consumer_that_is_added_while_nothing_runs_is_among_the_users_of_the_next_start()
    {
        var said = new List<string>();
        var registration = new ConsumerRegistration(Repository.Root, state, said.Add);
        var sheet = await registration.Add("gazette", "public");
        Assert.Equal(["added gazette, for public; it takes effect when the stack starts"], said);
        Assert.Null(sheet.Amqp);
        var added = ConsumerList.Read(Repository.Root, state).Added;
        Assert.Contains(BrokerUsers.Of(Secrets.Load(state, added), added), user => user.Name == "gazette" && user.Read == "^(gazette(_.*)?|apa[.]publication[.]v1[.]public[.].*)$");
        await registration.Remove("gazette");
        Assert.Empty(ConsumerList.Read(Repository.Root, state).Added);
    }

    [Theory]
    [InlineData("letter", "public", "'letter' is a service")]
    [InlineData("admin", "public", "'admin' is a name of the stack's own")]
    [InlineData("localhost", "public", "'localhost' is a name of the stack's own")]
    [InlineData("devauthority", "public", "'devauthority' is a name of the stack's own")]
    [InlineData("ivan-inspector", "public", "'ivan-inspector' is a person, whose tokens lie under that name")]
    [InlineData("gazette_two", "public", "'gazette_two' is no name for a consumer: lower-case letters, digits and single hyphens, first a letter, at most 60")]
    [InlineData("../gazette", "public", "'../gazette' is no name for a consumer: lower-case letters, digits and single hyphens, first a letter, at most 60")]
    [InlineData("Letter", "nobody", "'Letter' is no name for a consumer: lower-case letters, digits and single hyphens, first a letter, at most 60; there is no audience 'nobody': the frameworks name public, audit-commission, csci")]
    public async Task Name_and_audience_that_cannot_be_are_refused_with_all_that_is_wrong(string name, string audience, string why)
    {
        var refused = await Assert.ThrowsAsync<ServerFailed>(() => new ConsumerRegistration(Repository.Root, state, _ => { }).Add(name, audience));
        Assert.Equal(why, refused.Message);
        Assert.False(File.Exists(Path.Combine(state, "consumers.json")));
    }

    [Fact]
    public void Mistakes_in_the_file_come_all_at_once()
    {
        File.WriteAllText(Path.Combine(state, "consumers.json"), """{"consumers": [{"name": "press", "audience": "public"}, {"name": "one", "audience": "none"}, {"name": "one", "audience": "csci"}, {"audience": "csci"}]}""");
        var refused = Assert.Throws<ServerFailed>(() => ConsumerList.Read(Repository.Root, state));
        Assert.All((string[])["consumers.json", "'press' is a consumer of the stack itself", "there is no audience 'none'", "'one' stands 2 times", "'' is no name"], part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_at_once_do_not_overwrite_each_other()
    {
        await using var held = new FileStream(Path.Combine(state, "consumers.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var refused = await Assert.ThrowsAsync<ServerFailed>(() => new ConsumerRegistration(Repository.Root, state, _ => { }).Add("gazette", "public"));
        Assert.Equal("another ./apa consumer is at work", refused.Message);
    }

    public void Dispose() => Directory.Delete(state, recursive: true);
}
