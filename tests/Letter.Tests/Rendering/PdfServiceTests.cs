using System.Collections.Concurrent;
using System.Text;
using Apa.Letters.Rendering;
using Apa.Letters.Tests.Service;
using Apa.Protos.Letters.V1;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The service while its renderer crashes, takes its time or is not there.</summary>
public sealed class PdfServiceTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    async Task<LetterApp> Signed(IPdf pdf)
    {
        var app = await LetterApp.Start(postgres, pdf);
        await app.Put();
        await app.OpenRound();
        await app.Propose(1);
        await app.Send();
        await app.Close();
        await app.Finalise(1);
        await app.Approve();
        await app.Sign(app.Ofsted);
        await app.Sign(app.Csci);
        return app;
    }

    static async Task<(StatusCode Code, string Reason)> Refused(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        return (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "");
    }

    [Fact]
    public async Task A_renderer_that_crashes_leaves_the_letter_signed_and_the_same_request_issues_it_later()
    {
        using var python = new FakePython("exit 1");
        using var pdf = python.Weasy();
        await using var app = await Signed(pdf);
        var request = new IssueLetterRequest { RequestId = LetterApp.Request, Name = Sample.Name, Etag = (await app.Get()).Etag };
        Assert.Equal((StatusCode.Unavailable, "PDF_UNAVAILABLE"), await Refused(async () => await app.Editor.IssueLetterAsync(request)));
        Assert.Equal((StatusCode.Unavailable, "PDF_UNAVAILABLE"), await Refused(() => LetterApp.Download(app.Editor, "letter.pdf")));

        var letter = await app.Get();
        Assert.Equal((LetterState.Signed, request.Etag, 0, 2), (letter.State, letter.Etag, letter.Documents.Count, letter.Signatures.Count));
        Assert.Empty(await app.Host.Emitted<LetterIssued>());
        Assert.False(await app.Host.WithDb(db => db.Documents.AnyAsync(Ct)));
        Assert.NotEmpty((await LetterApp.Download(app.Editor, "letter.html")).Bytes);

        python.Becomes($"cat >/dev/null; {FakePython.Pdf}");
        Assert.Equal(LetterState.Issued, (await app.Editor.IssueLetterAsync(request)).State);
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString((await LetterApp.Download(app.Publication, "letter.pdf")).Bytes), StringComparison.Ordinal);
        Assert.Single(await app.Host.Emitted<LetterIssued>());
        await python.NothingIsLeft();
    }

    /// <summary>Rendering may take a minute: it must hold neither a transaction nor a lock, and must not win over what happens meanwhile.</summary>
    [Fact]
    public async Task A_letter_that_is_changed_while_its_pdf_is_made_is_not_issued()
    {
        var pdf = new SlowPdf();
        await using var app = await Signed(pdf);
        var issuing = app.Issue();
        await pdf.Asked;

        Assert.Equal(0, await app.Host.WithDb(db => db.Database.SqlQueryRaw<int>(
            "SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND state LIKE 'idle in transaction%'").SingleAsync(Ct)));
        var letter = await app.Get();
        await app.Editor.EditParagraphAsync(new() { RequestId = LetterApp.Request, Name = Sample.Name, Etag = letter.Etag, Paragraph = "thanks", Markdown = "We thank you." }, cancellationToken: Ct);

        pdf.Finish();
        Assert.Equal((StatusCode.Aborted, "CONCURRENT_CHANGE"), await Refused(() => issuing));
        Assert.Equal((LetterState.Checked, 0), ((await app.Get()).State, (await app.Get()).Documents.Count));
        Assert.False(await app.Host.WithDb(db => db.Documents.AnyAsync(Ct)));
        Assert.Empty(await app.Host.Emitted<LetterIssued>());
    }

    [Fact]
    public async Task A_service_that_ends_in_the_middle_of_a_render_leaves_the_letter_signed_and_the_same_request_issues_it_once_at_the_next()
    {
        var pdf = new SlowPdf();
        var ended = await Signed(pdf);
        var request = new IssueLetterRequest { RequestId = LetterApp.Request, Name = Sample.Name, Etag = (await ended.Get()).Etag };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var issuing = ended.Editor.IssueLetterAsync(request, cancellationToken: end.Token).ResponseAsync;
        await pdf.Asked;
        // Calls under way are cut, as the server does when it ends.
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => issuing);
        await ended.DisposeAsync();

        var finished = new SlowPdf();
        finished.Finish();
        await using var next = await LetterApp.Start(postgres, finished, database: ended.Host.Database);
        var letter = await next.Get();
        Assert.Equal((LetterState.Signed, request.Etag, 0), (letter.State, letter.Etag, letter.Documents.Count));
        Assert.Empty(await next.Host.Emitted<LetterIssued>());

        var issued = await next.Editor.IssueLetterAsync(request);
        Assert.Equal(LetterState.Issued, issued.State);
        Assert.Equal(issued, await next.Editor.IssueLetterAsync(request));
        Assert.Single(await next.Host.Emitted<LetterIssued>());
    }

    [Fact]
    public async Task A_service_without_a_renderer_says_so_at_start_and_does_all_else()
    {
        var logs = new Logs();
        await using var host = await ServiceHost<LetterDb>.StartAsync(postgres, "letter", configure: services => services.AddSingleton<ILoggerProvider>(logs),
            settings: new Dictionary<string, string> { ["Pdf:Python"] = "/no/such/python" });
        await Eventually.Holds("the warning", () => Task.FromResult(logs.Lines.Any(line => line.Contains("PDFs cannot be made now: /no/such/python", StringComparison.Ordinal))));
        using var http = host.Http;
        Assert.True((await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct)).IsSuccessStatusCode);
        Assert.IsType<WeasyPrint>(host.Services.GetRequiredService<IPdf>());
    }

    [Fact]
    public async Task An_address_in_the_configuration_chooses_the_way_over_http()
    {
        await using var host = await ServiceHost<LetterDb>.StartAsync(postgres, "letter", settings: new Dictionary<string, string> { ["Pdf:Url"] = "http://127.0.0.1:9" });
        Assert.IsType<WeasyPrintOverHttp>(host.Services.GetRequiredService<IPdf>());
    }

    /// <summary>Takes as long as the test wants.</summary>
    sealed class SlowPdf : IPdf
    {
        readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => asked.Task;

        public void Finish() => finished.SetResult();

        public async Task<byte[]> Render(string html, DateOnly date, CancellationToken ct)
        {
            asked.SetResult();
            await finished.Task.WaitAsync(ct);
            return "%PDF-1.7\n%%EOF\n"u8.ToArray();
        }
    }

    sealed class Logs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));
        public void Dispose() { }
    }
}
