using System.Collections.Concurrent;
using System.Net;
using Apa.Letters.Notices;
using Apa.LocalHost.Servers;
using Apa.Protos.Letters.V1;
using Apa.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using MimeKit;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Apa.Letters.Tests.Service;

/// <summary>What leaves the service for people outside: once for each occasion, a link and no word of the letter.</summary>
public sealed class NoticeTests(PostgresFixture postgres)
{
    /// <summary>Keeps what is sent; fails for whom it is told to.</summary>
    sealed class Outside : ISendNotices
    {
        public ConcurrentQueue<(string To, string Subject, string Text)> Sent { get; } = [];
        public Func<string, bool> Fails { get; set; } = _ => false;

        public Task Send(Notice notice, string to, CancellationToken ct)
        {
            if (Fails(to)) throw new IOException("mailbox away");
            Sent.Enqueue((to, notice.Subject, notice.Text));
            return Task.CompletedTask;
        }

        /// <param name="ticking">Whose clock goes on with each look: a step that fell asleep just after it was set wakes by it.</param>
        public Task Holds(int count, LetterApp? ticking = null) => Eventually.Holds($"{count} notices", () =>
        {
            ticking?.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(Sent.Count == count);
        });
    }

    static Task Dropped(LetterApp app) => Eventually.Holds("the reminder to be dropped", () =>
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        return app.Host.WithDb(db => db.Notices.AnyAsync(notice => notice.Dropped));
    });

    [Fact]
    public async Task Each_occasion_is_told_once_with_a_link_and_no_word_of_the_letter()
    {
        var outside = new Outside();
        await using var app = await LetterApp.Drafted(postgres, outside, new() { ["Notices:Link"] = "https://apa.invalid/{name}" });
        await app.Send();
        await outside.Holds(1);
        await app.Comment();
        await outside.Holds(2);
        await app.Authority.RequestMoreTimeAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Until = "2006-10-12", Reason = "Our director is away." });
        await outside.Holds(3);
        await app.Editor.DecideMoreTimeAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, MoreTime = 1, Granted = true });
        await outside.Holds(4);
        await app.Editor.AnswerCommentAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Comment = 1, Answer = CommentAnswer.Rejected, Reply = "It was 90%." });
        await app.Close();
        await outside.Holds(5);
        await app.Finalise(1);
        await app.Approve();
        await app.Sign(app.Ofsted);
        await app.Sign(app.Csci);
        await app.Issue();
        await outside.Holds(6);

        Assert.Equal(["authority:998", "editors", "editors", "authority:998", "authority:998", "authority:998"], outside.Sent.Select(notice => notice.To));
        Assert.All(outside.Sent, notice => Assert.Contains($"https://apa.invalid/{Sample.Name}", notice.Text));
        var letter = await app.Get();
        foreach (var secret in (string[])["91%", "90%", "director is away", "good", "adequate", "coasting", .. letter.Blocks.Where(block => block.Markdown.Length > 30).Select(block => block.Markdown[..30])])
            Assert.All(outside.Sent, notice => Assert.DoesNotContain(secret, notice.Subject + notice.Text));
    }

    [Fact]
    public async Task A_reminder_comes_two_working_days_before_the_end_and_moves_with_it()
    {
        var outside = new Outside();
        await using var app = await LetterApp.Drafted(postgres, outside);
        await app.Send();
        await app.Authority.RequestMoreTimeAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Until = "2006-10-12", Reason = "Our director is away." });
        await app.Editor.DecideMoreTimeAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, MoreTime = 1, Granted = true });
        await outside.Holds(3);

        // Two working days before 9 October, which is no longer the deadline, at nine in London.
        app.Time.SetUtcNow(new(2006, 10, 5, 8, 0, 0, TimeSpan.Zero));
        await Dropped(app);
        Assert.Equal(3, outside.Sent.Count);
        app.Time.SetUtcNow(new(2006, 10, 10, 8, 0, 0, TimeSpan.Zero));
        await outside.Holds(4, app);
        Assert.Contains("2006-10-12", outside.Sent.Last().Text);
    }

    [Fact]
    public async Task A_closed_check_is_not_reminded_of()
    {
        var outside = new Outside();
        await using var app = await LetterApp.Drafted(postgres, outside);
        await app.Send();
        await app.Close();
        await outside.Holds(2);
        app.Time.SetUtcNow(new(2006, 10, 6, 9, 0, 0, TimeSpan.Zero));
        await Dropped(app);
        Assert.Equal(2, outside.Sent.Count);
    }

    [Fact]
    public async Task One_that_cannot_be_sent_waits_and_holds_up_no_other()
    {
        var outside = new Outside { Fails = to => to == "editors" };
        await using var app = await LetterApp.Drafted(postgres, outside);
        await app.Send();
        await app.Comment();
        await Eventually.Holds("a failed try", () => app.Host.WithDb(db => db.Notices.AnyAsync(notice => notice.Tries == 1 && notice.Failure == "mailbox away")));
        await app.Editor.AnswerCommentAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Comment = 1, Answer = CommentAnswer.Rejected, Reply = "It was 90%." });
        await app.Close();
        await outside.Holds(2);
        Assert.All(outside.Sent, notice => Assert.Equal("authority:998", notice.To));

        outside.Fails = _ => false;
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await outside.Holds(3, app);
        Assert.Equal("editors", outside.Sent.Last().To);
    }

    [Fact]
    public async Task Files_hold_them_where_no_mail_server_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("notices");
        await using (var app = await LetterApp.Drafted(postgres, settings: new() { ["Notices:Directory"] = folder.FullName }))
        {
            await app.Send();
            var file = await Eventually.Get("a notice", () => Task.FromResult(folder.GetFiles("*.txt").FirstOrDefault()));
            var text = await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken);
            Assert.StartsWith("To: authority:998\nSubject: ", text);
            Assert.Contains("2006-10-09", text);
            Assert.Contains(Sample.Name, text);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Mail_reaches_the_address_that_is_configured_for_whom_it_is()
    {
        await using var mailbox = new Mailbox();
        await using (var app = await LetterApp.Drafted(postgres, settings: new()
        {
            ["Notices:Smtp:Host"] = "127.0.0.1",
            ["Notices:Smtp:Port"] = $"{mailbox.Port}",
            ["Notices:Smtp:From"] = "letters@apa.invalid",
            ["Notices:Addresses:authority:998"] = "director@council.invalid",
        }))
        {
            await app.Send();
            var message = await Eventually.Get("a message", () => Task.FromResult(mailbox.Messages.FirstOrDefault()));
            Assert.Equal(("director@council.invalid", "letters@apa.invalid"), (((MailboxAddress)message.To[0]).Address, ((MailboxAddress)message.From[0]).Address));
            Assert.Contains("please check the draft", message.Subject);
            Assert.Contains(Sample.Name, message.TextBody);
            await Eventually.Holds("the record of it", () => app.Host.WithDb(db => db.Notices.AnyAsync(notice => notice.Sent != null)));
        }
    }

    [Theory]
    [InlineData("A draft\r\nBcc: everyone@elsewhere.invalid\r\n\r\nNot the text")]
    [InlineData("A draft\nX-Priority: 1")]
    [InlineData("A draft =?utf-8?Q?=0D=0ABcc:_everyone@elsewhere.invalid?=")]
    public async Task No_text_becomes_a_header_of_a_mail(string subject)
    {
        await using var mailbox = new Mailbox();
        var smtp = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Host"] = "127.0.0.1", ["Port"] = $"{mailbox.Port}", ["From"] = "letters@apa.invalid" }).Build();
        await new NoticeMail(smtp).Send(new() { Id = Guid.NewGuid(), Key = "one", To = "editors", Subject = subject, Text = "The text.\r\n.\r\nRCPT TO:<everyone@elsewhere.invalid>", Due = DateTimeOffset.UnixEpoch }, "editors@apa.invalid", TestContext.Current.CancellationToken);

        var message = Assert.Single(mailbox.Messages);
        Assert.Equal(["editors@apa.invalid"], mailbox.Recipients);
        Assert.Equal(["Content-Type", "Date", "From", "Message-Id", "MIME-Version", "Subject", "To"], message.Headers.Concat(message.Body!.Headers).Select(header => header.Field).Distinct().Order(StringComparer.OrdinalIgnoreCase));
        Assert.StartsWith("A draft", message.Subject, StringComparison.Ordinal);
        Assert.StartsWith("The text.", message.TextBody, StringComparison.Ordinal);
    }

    /// <summary>A mail server that keeps what comes.</summary>
    sealed class Mailbox : MessageStore, IAsyncDisposable
    {
        readonly SmtpServer.SmtpServer server;
        readonly Task serving;

        public Mailbox()
        {
            var services = new SmtpServer.ComponentModel.ServiceProvider();
            services.Add(this);
            server = new(new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new(IPAddress.Loopback, Port))).Build(), services);
            serving = server.StartAsync(CancellationToken.None);
        }

        public int Port { get; } = FreePort.Next();
        public ConcurrentQueue<MimeMessage> Messages { get; } = [];
        public ConcurrentQueue<string> Recipients { get; } = [];

        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, System.Buffers.ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(System.Buffers.BuffersExtensions.ToArray(buffer));
            foreach (var to in transaction.To) Recipients.Enqueue($"{to.User}@{to.Host}");
            Messages.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
            return SmtpResponse.Ok;
        }

        public async ValueTask DisposeAsync()
        {
            server.Shutdown();
            await serving;
        }
    }
}
