using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apa.AuditCommission.Tests;

public sealed class EventFilesTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-out-").FullName;

    readonly List<Received> told = [];

    EventFiles Open() => new(directory, told.Add, NullLogger<EventFiles>.Instance);

    string File919 => Path.Combine(directory, "919-apa-2006", "events.jsonl");

    [Fact]
    public void A_body_is_kept_byte_for_byte_in_the_folder_of_its_case()
    {
        var body = Events.Score("919");
        Assert.True(Open().Keep(Received.Read(body)));
        Assert.Equal([.. body, (byte)'\n'], File.ReadAllBytes(File919));
    }

    [Fact]
    public void An_event_is_read_with_its_attributes()
    {
        var e = Received.Read(Events.Correction("919", 7));
        Assert.Equal(("apa.publication.v1.PublicationCorrected", "rounds/apa-2006/publications/919", 7, "919-apa-2006", Events.Traceparent),
            (e.Event.Type, e.Event.Subject, e.Event.Revision, e.Folder, e.Event.Traceparent));
    }

    [Fact]
    public void A_release_is_kept_in_the_folder_of_its_round()
    {
        Open().Keep(Received.Read(Events.Release()));
        Assert.Single(File.ReadAllLines(Path.Combine(directory, "apa-2006", "events.jsonl")));
    }

    [Fact]
    public void An_event_that_comes_twice_is_written_once_also_after_a_restart()
    {
        var score = Received.Read(Events.Score("919"));
        var files = Open();
        Assert.True(files.Keep(score));
        Assert.False(files.Keep(score));
        Assert.False(Open().Keep(score));
        Assert.Single(File.ReadAllLines(File919));
    }

    [Fact]
    public void A_rehearsal_is_kept_apart_and_followed_by_nothing()
    {
        var rehearsal = Received.Read(Events.Rehearsal(Events.Score("919")));
        Assert.True(Open().Keep(rehearsal));
        Assert.False(Open().Keep(rehearsal));
        Assert.False(File.Exists(File919));
        Assert.Single(File.ReadAllLines(Path.Combine(directory, "919-apa-2006", "rehearsals.jsonl")));
        Assert.Empty(told);
    }

    [Fact]
    public void What_follows_from_an_event_is_told_of_it_now_and_after_each_restart()
    {
        Open().Keep(Received.Read(Events.Score("919")));
        Open();
        Assert.Equal(2, told.Count);
        Assert.Single(told.Select(e => e.Event.Id).Distinct());
    }

    [Fact]
    public void A_stale_event_is_kept_as_well()
    {
        var files = Open();
        files.Keep(Received.Read(Events.Correction("919", 2)));
        Assert.True(files.Keep(Received.Read(Events.Score("919", 1))));
        Assert.Equal(2, File.ReadAllLines(File919).Length);
    }

    [Fact]
    public void A_line_that_a_crash_cut_is_cut_off_and_taken_again()
    {
        var (first, second) = (Events.Score("919"), Events.Correction("919", 2));
        Open().Keep(Received.Read(first));
        File.AppendAllText(File919, Encoding.UTF8.GetString(second, 0, 100));
        Assert.True(Open().Keep(Received.Read(second)));
        Assert.Equal([Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second)], File.ReadAllLines(File919));
    }

    [Fact]
    public void A_file_that_somebody_is_reading_is_read_back_all_the_same()
    {
        Open().Keep(Received.Read(Events.Score("919")));
        using var reader = new FileStream(File919, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Open();
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public void A_body_of_several_lines_becomes_one()
    {
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Events.Score("919")).Replace(",", ",\r\n ", StringComparison.Ordinal));
        Open().Keep(Received.Read(body));
        Assert.Equal(Received.Read(body).Event.Id, Received.Read(Encoding.UTF8.GetBytes(Assert.Single(File.ReadAllLines(File919)))).Event.Id);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"apa.letter.v1.LetterIssued","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.CpaBlockScored"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"apa.publication.v1.RoundReleased","data":{"round":"rounds/../../etc"}}""")]
    public void What_is_no_event_of_ours_is_told_from_one(string body) => Assert.Throws<FormatException>(() => Received.Read(Encoding.UTF8.GetBytes(body)));

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
