using System.Text;

namespace Apa.Subscriber.Tests;

public sealed class CheckpointTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-checkpoint-").FullName;

    string FileName => Path.Combine(directory, "sub", "checkpoint.jsonl");

    static ReceivedEvent Score(long position, int revision = 1, string la = "919") => ReceivedEvent.Read(Events.Score(position, la, revision));

    static Standing Take(Checkpoint checkpoint, ReceivedEvent e, bool replayed = false)
    {
        var standing = checkpoint.StandingOf(e);
        if (standing != Standing.Known) checkpoint.Apply(checkpoint.MarkOf(e, replayed));
        return standing;
    }

    [Fact]
    public void An_event_is_current_once()
    {
        var (checkpoint, e) = (new Checkpoint(), Score(1));
        Assert.Equal([Standing.Current, Standing.Known], [Take(checkpoint, e), Take(checkpoint, e)]);
    }

    [Fact]
    public void What_comes_after_a_later_revision_of_its_subject_is_late()
    {
        var checkpoint = new Checkpoint();
        Assert.Equal([Standing.Current, Standing.Late, Standing.Current], [Take(checkpoint, Score(9, 2)), Take(checkpoint, Score(8, 1)), Take(checkpoint, Score(7, 1, "820"))]);
    }

    [Fact]
    public void One_act_may_tell_two_types_of_the_same_revision()
    {
        var checkpoint = new Checkpoint();
        var (score, correction, again) = (Score(1, 2), ReceivedEvent.Read(Events.Correction(2, revision: 2)), Score(3, 2));
        Assert.Equal([Standing.Current, Standing.Current, Standing.Late], [Take(checkpoint, score), Take(checkpoint, correction), Take(checkpoint, again)]);
    }

    [Fact]
    public void The_replay_vouches_for_all_before_it_and_the_broker_for_what_lies_an_overlap_before()
    {
        var checkpoint = new Checkpoint();
        Take(checkpoint, Score(5_000), replayed: true);
        Assert.Equal(5_000, checkpoint.Position);
        Take(checkpoint, Score(5_001, la: "820"));
        Assert.Equal(5_000, checkpoint.Position);
        Take(checkpoint, Score(9_000, la: "821"));
        Assert.Equal(9_000 - Checkpoint.Overlap, checkpoint.Position);
        // Between the two the broker's order does not count.
        Assert.Equal(Standing.Current, checkpoint.StandingOf(Score(8_999, la: "822")));
    }

    [Fact]
    public void Below_the_position_all_is_known_though_the_ids_are_forgotten_unless_the_revision_is_news()
    {
        var (checkpoint, first) = (new Checkpoint(), Score(1));
        Take(checkpoint, first, replayed: true);
        for (var i = 2; i < Checkpoint.Remembered + 10; i++) checkpoint.Apply(new(i, $"{i}", Events.Subject("820"), "t", i));
        Assert.Equal(Standing.Known, checkpoint.StandingOf(first));
        // A publisher that was restored from a copy gives positions anew.
        Assert.Equal(Standing.Current, checkpoint.StandingOf(Score(2, 2)));
    }

    [Fact]
    public void A_rehearsal_is_handed_over_once_and_says_nothing_of_its_subject()
    {
        var checkpoint = new Checkpoint();
        var rehearsal = ReceivedEvent.Read(Events.Rehearsal(Events.Score(100_000, revision: 50)));
        Assert.Equal([Standing.Rehearsal, Standing.Known], [Take(checkpoint, rehearsal), Take(checkpoint, rehearsal)]);
        Assert.Equal((0, 0), (checkpoint.Position, checkpoint.Subjects));
        Assert.Equal(Standing.Current, Take(checkpoint, Score(1)));
    }

    [Fact]
    public void Memory_does_not_grow_with_events()
    {
        var checkpoint = new Checkpoint();
        for (var i = 1; i <= 3 * Checkpoint.Remembered; i++) checkpoint.Apply(new(i, $"{i}", Events.Subject($"{i % 100}"), "t", i));
        Assert.Equal(1 + 100 + Checkpoint.Remembered, checkpoint.Marks().Count());
        Assert.Equal(checkpoint.Marks(), Checkpoint.From(checkpoint.Marks()).Marks());
    }

    async Task<Checkpoint> Fill(FileCheckpoints file, IEnumerable<Mark> marks)
    {
        var checkpoint = await file.Load(default);
        foreach (var page in marks.Chunk(500))
        {
            foreach (var mark in page) checkpoint.Apply(mark);
            await file.Save(checkpoint, page, default);
        }
        return checkpoint;
    }

    [Fact]
    public async Task A_file_gives_back_what_was_kept()
    {
        Checkpoint kept;
        using (var file = new FileCheckpoints(FileName)) kept = await Fill(file, [new(7, "a", Events.Subject("919"), "t", 2), new(9), new(9, "rehearsed")]);
        using var again = new FileCheckpoints(FileName);
        var found = await again.Load(default);
        Assert.Equal(kept.Marks(), found.Marks());
        Assert.Equal(9, found.Position);
    }

    [Fact]
    public async Task A_file_is_written_anew_where_it_has_grown_and_goes_on()
    {
        using (var file = new FileCheckpoints(FileName))
            await Fill(file, Enumerable.Range(1, 60_000).Select(i => new Mark(i, $"{i}", Events.Subject($"{i % 10}"), "t", i)));
        Assert.InRange(new FileInfo(FileName).Length, 1, 4_000_000);
        using var again = new FileCheckpoints(FileName);
        Assert.Equal(60_000, (await again.Load(default)).Position);
        Assert.Equal(60_001, (await Fill(again, [new(60_001)])).Position);
        Assert.False(File.Exists(FileName + ".new"));
    }

    [Theory]
    [InlineData("""{"position":3,"id":"c""")]
    [InlineData("\0\0\0\0\0\0\0\0\n{\"position\":9}\n")]
    [InlineData("null\n")]
    public async Task What_a_crash_cut_is_cut_off(string tail)
    {
        using (var file = new FileCheckpoints(FileName)) await Fill(file, [new(1, "a"), new(2, "b")]);
        await File.AppendAllTextAsync(FileName, tail);
        using (var again = new FileCheckpoints(FileName)) Assert.Equal(3, (await Fill(again, [new(3, "c")])).Position);
        Assert.Equal(["""{"position":1,"id":"a"}""", """{"position":2,"id":"b"}""", """{"position":3,"id":"c"}"""], await File.ReadAllLinesAsync(FileName));
    }

    [Fact]
    public async Task A_crash_while_it_is_written_anew_leaves_the_old_file()
    {
        using (var file = new FileCheckpoints(FileName)) await Fill(file, [new(1, "a")]);
        await File.WriteAllTextAsync(FileName + ".new", """{"position":5""");
        using var again = new FileCheckpoints(FileName);
        Assert.Equal(1, (await again.Load(default)).Position);
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_is_refused_until_the_first_is_gone()
    {
        using var second = new FileCheckpoints(FileName);
        using (var first = new FileCheckpoints(FileName))
        {
            await first.Load(default);
            await Assert.ThrowsAsync<IOException>(async () => await second.Load(default));
        }
        Assert.Equal(0, (await second.Load(default)).Position);
    }

    public static TheoryData<string> NoEvents =>
    [
        "not json", "{}", "[]", "null", "",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.letter.v1.LetterIssued","subject":"s","revision":1,"data":{}}""",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","subject":"s","data":{}}""",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","revision":1,"data":{}}""",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","subject":"s","revision":1}""",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","subject":"s","revision":1,"data":"text"}""",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","subject":"s","revision":1,"data":{"block":5}}""",
        """{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","subject":"s","revision":1,"position":"x","data":{}}""",
        """{"specversion":"1.0","source":"/x","type":"apa.publication.v1.CpaBlockScored","subject":"s","revision":1,"data":{}}""",
    ];

    [Theory]
    [MemberData(nameof(NoEvents))]
    public void What_is_no_event_of_Publication_is_told_from_one(string body) => Assert.Throws<FormatException>(() => ReceivedEvent.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void An_event_is_read_with_its_attributes_and_what_a_later_contract_adds_does_no_harm()
    {
        var body = Events.With(Events.Score(7, revision: 3), "later", "attribute");
        var e = ReceivedEvent.Read(body);
        Assert.Equal(("apa.publication.v1.CpaBlockScored", Events.Subject("919"), 3, 7L, false, Events.Traceparent), (e.Type, e.Subject, e.Revision, e.Position, e.Rehearsal, e.Traceparent));
        Assert.Equal(body, e.Body);
    }

    [Theory]
    [InlineData("\"true\"", true)]
    [InlineData("true", true)]
    [InlineData("\"yes\"", true)]
    [InlineData("1", true)]
    [InlineData("\"false\"", false)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public void Whatever_is_marked_is_a_rehearsal(string mark, bool expected)
    {
        var body = Encoding.UTF8.GetString(Events.Score(1)).Replace("{\"specversion\"", $$"""{"rehearsal":{{mark}},"specversion" """, StringComparison.Ordinal);
        Assert.Equal(expected, ReceivedEvent.Read(Encoding.UTF8.GetBytes(body)).Rehearsal);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
