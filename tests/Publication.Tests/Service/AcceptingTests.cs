using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Tests.Service;

public sealed class AcceptingTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_are_pulled_at_the_very_revision_and_checked()
    {
        await using var app = await PublicationApp.Start(postgres);
        var publication = await app.Pending(revision: 3);
        Assert.All(app.Letters.Asked, request => Assert.Equal((3, "authorities/919/letters/apa-2006"), (request.Revision, request.Letter)));
        Assert.Equal(["letter.html", "letter.txt"], publication.Documents.Select(d => d.FileName));
        Assert.Equal("", publication.WaitingFor);
        Assert.Equal("2006-11-01T00:01:00Z", publication.ReleaseInstant);
    }

    [Theory]
    [InlineData("changed", "SHA-256")]
    [InlineData("longer", "more came")]
    [InlineData("shorter", "were announced")]
    [InlineData("away", "Unavailable")]
    public async Task What_is_not_what_was_announced_is_not_taken_and_asked_for_again(string fault, string words)
    {
        await using var app = await PublicationApp.Start(postgres);
        app.Letters.Away = fault == "away";
        app.Letters.Spoil = bytes => fault switch
        {
            "changed" => [(byte)(bytes[0] ^ 1), .. bytes[1..]],
            "longer" => [.. bytes, 0],
            "shorter" => bytes[..^1],
            _ => bytes,
        };
        await app.Issue();
        var waiting = await Eventually.Get("the reason", async () => await app.Get() is var p && p.WaitingFor.Contains(words, StringComparison.Ordinal) ? p : null);
        Assert.Equal(PublicationState.Accepting, waiting.State);
        Assert.Empty(waiting.Documents);
        Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), await PublicationApp.Refused(() => app.Schedule(waiting)));

        (app.Letters.Away, app.Letters.Spoil) = (false, null);
        await app.Reaches(PublicationState.Pending);
    }

    [Fact]
    public async Task A_letter_waits_for_its_framework_and_its_round()
    {
        await using var app = await PublicationApp.StartBare(postgres);
        Assert.Equal(InboxState.Waiting, await app.Issue());
        await app.PutFramework();
        Assert.Equal(InboxState.Handled, await app.Open(Given.ToAssess("919")));
        await Eventually.Holds("the letter is accepted", async () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(2));
            return await app.Host.WithDb(db => db.Publications.AnyAsync(Ct));
        });
    }

    [Fact]
    public async Task A_letter_of_no_member_waits_visibly()
    {
        await using var app = await PublicationApp.Start(postgres, Given.NotAssessed("919"));
        Assert.Equal(InboxState.Waiting, await app.Issue());
        Assert.Contains("919", await app.Host.WithDb(db => db.Inbox.Where(r => r.State == InboxState.Waiting).Select(r => r.WaitsFor!).SingleAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_revision_takes_the_place_of_one_not_yet_published_and_a_late_one_does_not()
    {
        await using var app = await PublicationApp.Start(postgres);
        await app.Schedule(await app.Pending(revision: 1));
        var second = await app.Pending(revision: 2);
        Assert.Equal(InboxState.Ignored, await app.Issue(revision: 1));
        Assert.Equal((2, PublicationState.Pending), (second.LetterRevision, second.State));
        Assert.Empty(await app.Host.Emitted());
        var states = await app.Host.WithDb(db => db.Publications.OrderBy(p => p.LetterRevision).Select(p => p.State).ToListAsync(Ct));
        Assert.Equal([PublicationState.Superseded, PublicationState.Pending], states);
    }

    [Fact]
    public async Task A_document_is_public_only_once_it_is_published()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(() => Download(app, "letter.html")));
        app.PassTheInstant();
        await app.Schedule(pending);
        Assert.Equal(Encoding.UTF8.GetString(Given.Bytes("letter.html", 1)), Encoding.UTF8.GetString(await Download(app, "letter.html")));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(() => Download(app, "letter.pdf")));
    }

    static async Task<byte[]> Download(PublicationApp app, string fileName)
    {
        using var call = app.Public.GetPublishedDocument(new() { Publication = Given.Name, FileName = fileName }, cancellationToken: Ct);
        var data = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync(Ct))
        {
            Assert.True(part.Data.Length <= 64 * 1024);
            Assert.Equal(data.Length == 0, part.Document is not null);
            part.Data.WriteTo(data);
        }
        return data.ToArray();
    }

    [Fact]
    public async Task The_migrations_are_the_model()
    {
        await using var app = await PublicationApp.StartBare(postgres);
        Assert.False(await app.Host.WithDb(db => Task.FromResult(db.Database.HasPendingModelChanges())));
    }
}
