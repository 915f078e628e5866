using Apa.Tests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Apa.Shared.Tests;

/// <summary>A service ends between two steps that belong together: at the next start nothing is missing, and nothing is done twice.</summary>
[Collection("broker")]
public sealed class CrashPointTests(PostgresFixture postgres, ProbeBroker broker)
{
    [Fact]
    public async Task Ended_between_commit_and_publish_the_event_is_published_at_the_next_start()
    {
        await using var listener = await Listener();
        var database = await Declared();
        await using (var last = new ProbeDb(new DbContextOptionsBuilder<ProbeDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options, TimeProvider.System))
        {
            // A commit without a relay: the process ends before it wakes.
            last.Emit(new Google.Rpc.ErrorInfo { Reason = "committed" }, "things/committed", 1);
            await last.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        Assert.Empty(await listener.Notes());

        await using var again = await ProbeHost.StartAsync(postgres, broker, "speaker", database);
        await Eventually.Holds("delivery", async () => (await listener.Notes()).SequenceEqual(["committed"]));
        await Eventually.Holds("marking", async () => await again.WithDb(db => db.Outbox.AllAsync(row => row.Sent != null && row.Position == 1)));
    }

    [Fact]
    public async Task Ended_between_publish_and_mark_the_event_is_published_again_and_handled_once()
    {
        await using var listener = await Listener();
        var database = await postgres.CreateDatabase();
        await using (var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker", database))
        {
            // Whatever marks an event as sent loses its session: so it is, confirmed by the broker, still unsent here.
            await Execute(database, """
                CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
                CREATE TRIGGER crash BEFORE UPDATE ON outbox FOR EACH ROW WHEN (OLD.sent IS NULL AND NEW.sent IS NOT NULL) EXECUTE FUNCTION crash();
                """);
            await speaker.Emit("things/published", "published");
            await Eventually.Holds("delivery", async () => (await listener.Notes()).SequenceEqual(["published"]));
            await Eventually.Holds("a mark that fails", () => Task.FromResult(speaker.Said.Holds("they will be sent again")));
        }

        await Execute(database, "DROP TRIGGER crash ON outbox");
        await using var again = await ProbeHost.StartAsync(postgres, broker, "speaker", database);
        await Eventually.Holds("marking", async () => await again.WithDb(db => db.Outbox.AllAsync(row => row.Sent != null && row.Position == 1)));
        await Eventually.Holds("an empty queue", async () => await broker.Depth("listener") == 0);
        Assert.Equal(["published"], await listener.Notes());
        Assert.Single(listener.Behaviour.Seen);
    }

    [Fact]
    public async Task Ended_between_inbox_insert_and_commit_the_delivery_is_handled_again_with_its_state_once()
    {
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker");
        var database = await postgres.CreateDatabase();
        await broker.Purge("listener");
        await using var listener = await ProbeHost.StartAsync(postgres, broker, "listener", database);
        // At its first commit the session ends with everything written; a sequence counts on where a transaction is lost.
        await Execute(database, """
            CREATE SEQUENCE crashes;
            CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF nextval('crashes') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER crash AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crash();
            """);

        await speaker.Emit("things/inserted", "inserted", "next");

        await Eventually.Holds("handling", async () => (await listener.Notes()).SequenceEqual(["inserted", "next"]));
        Assert.Equal(["inserted", "inserted", "next"], listener.Behaviour.Seen.Select(seen => seen.Text));
        Assert.Equal(2, await listener.WithDb(db => db.Inbox.CountAsync()));
        Assert.InRange(await broker.Depth("listener_error"), -1, 0);
    }

    /// <summary>The database of a speaker that has declared its exchanges and ended.</summary>
    async Task<string> Declared()
    {
        var database = await postgres.CreateDatabase();
        await using var speaker = await ProbeHost.StartAsync(postgres, broker, "speaker", database);
        return database;
    }

    async Task<ProbeHost> Listener()
    {
        // It binds to an exchange that the speaker owns.
        await Declared();
        return await ProbeHost.StartAsync(postgres, broker, "listener");
    }

    static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
