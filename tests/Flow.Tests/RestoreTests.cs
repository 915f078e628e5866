using System.Diagnostics;
using Apa.LocalHost.Servers;
using Apa.Tests;
using Npgsql;

namespace Apa.Flow.Tests;

/// <summary>A service that is restored from a backup is older than the others: it catches up, and nothing is issued twice.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_letter_service_restored_from_before_the_final_judgement_catches_up_and_publishes_nothing_twice()
    {
        await using var journey = await Journey.StartAsync(supervise: false);
        var backup = Path.Combine(journey.State, "letter.backup");
        await journey.Travel(begun => begun == "final judgement" ? Tool(journey, "pg_dump", "-Fc", "-f", backup, "letter") : Task.CompletedTask);
        var published = await Documents(journey);

        await journey.Stack.Kill("letter");
        await Tool(journey, "dropdb", "--force", "letter");
        await Tool(journey, "createdb", "-O", "letter", "letter");
        await Tool(journey, "pg_restore", "-d", "letter", backup);
        await journey.Stack.Restart("letter");
        Assert.Contains("CHECK", await journey.Ask("letter", "show", "919/apa-2006", "--json"), StringComparison.Ordinal);

        Assert.Contains("3 events are sent again", await journey.Ask("resend", "judgement"), StringComparison.Ordinal);
        Assert.Contains("919/apa-2006 is published", await journey.Travel(), StringComparison.Ordinal);

        Assert.Equal(published, await Documents(journey));
        Assert.Equal(1L, await Count(journey, "letter", "SELECT count(*) FROM outbox"));
        await Eventually.Holds("Publication has heard it", async () => await Count(journey, "publication", "SELECT count(*) FROM inbox WHERE type LIKE '%LetterIssued'") == 2);
        Assert.Equal(1L, await Count(journey, "publication", "SELECT count(*) FROM publications"));
        Assert.Single(await File.ReadAllLinesAsync(journey.Out("events.jsonl")));
        Assert.Single(journey.Received["press"], body => body.Contains("LetterPublished", StringComparison.Ordinal));
    }

    static async Task<Dictionary<string, byte[]>> Documents(Journey journey)
    {
        var documents = new Dictionary<string, byte[]>();
        foreach (var file in (string[])["letter.html", "letter.pdf", "letter.docx", "letter.txt", "letter.json"]) documents[file] = await File.ReadAllBytesAsync(journey.Out(file));
        return documents;
    }

    static async Task<long> Count(Journey journey, string service, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(journey.Stack.Postgres!.AdminConnectionString) { Database = service }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One of PostgreSQL's programs, as the superuser; the password is not on its command line.</summary>
    static async Task Tool(Journey journey, string program, params string[] arguments)
    {
        PostgresServer server = journey.Stack.Postgres!;
        var admin = new NpgsqlConnectionStringBuilder(server.AdminConnectionString);
        var start = new ProcessStartInfo(Path.Combine(server.Binaries, program), ["-h", admin.Host!, "-p", $"{admin.Port}", "-U", admin.Username!, .. arguments]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = admin.Password;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }
}
