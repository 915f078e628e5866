using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Apa.Letters.Rendering;
using Apa.Shared;
using Apa.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apa.Letters.Tests.Rendering;

/// <summary>PDFs over HTTP: the container's own server, run here as a private process, and servers that do everything wrong.</summary>
public sealed class PdfOverHttpTests
{
    static readonly DateOnly Date = new(2006, 11, 1);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static WeasyPrintOverHttp Pdf(Uri url, double seconds = 60) => new(new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("Pdf:Url", $"{url}"), new("Pdf:TimeoutSeconds", $"{seconds}"),
    ]).Build(), NullLogger<WeasyPrintOverHttp>.Instance);

    static async Task IsUnavailable(IPdf pdf)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => pdf.Render("<p>x", Date, Ct));
        Assert.Equal(("PDF_UNAVAILABLE", RefusalKind.Unavailable), (refusal.Reason, refusal.Kind));
    }

    [Fact]
    public async Task Both_ways_give_the_same_bytes()
    {
        var html = HtmlLetter.Render(LetterView.Of(Sample.Letter(), Sample.Framework, issued: false));
        await using var server = await PdfServer.Start();
        using var over = Pdf(server.Url);
        using var here = FakePython.Weasy("/usr/bin/python3");
        Assert.Null(await over.Missing(Ct));
        Assert.Equal(await here.Render(html, Date, Ct), await over.Render(html, Date, Ct));
    }

    [Fact]
    public async Task The_server_outlives_a_crash_and_says_what_it_was()
    {
        using var python = new FakePython("echo 'it is broken' >&2; exit 3");
        await using var server = await PdfServer.Start("--python", python.Path);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var answer = await http.PostAsync(new Uri("/pdf?date=2006-11-01", UriKind.Relative), new StringContent("<p>x"), Ct);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "exit code 3: it is broken\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct)));
        using var pdf = Pdf(server.Url);
        await IsUnavailable(pdf);
        Assert.Equal(3, python.Pids.Count);
        python.Becomes($"cat >/dev/null; {FakePython.Pdf}");
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(await pdf.Render("<p>x", Date, Ct)), StringComparison.Ordinal);
        await python.NothingIsLeft();
    }

    [Fact]
    public async Task The_server_ends_a_hang_in_time()
    {
        using var python = new FakePython("sleep 600 & note $!; echo x; sleep 600");
        await using var server = await PdfServer.Start("--python", python.Path, "--seconds", "1");
        using var http = new HttpClient { BaseAddress = server.Url };
        using var answer = await http.PostAsync(new Uri("/pdf?date=2006-11-01", UriKind.Relative), new StringContent("<p>x"), Ct);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        await python.NothingIsLeft();
    }

    [Fact]
    public async Task The_server_ends_the_work_of_a_caller_who_leaves_and_refuses_more_than_it_admits()
    {
        using var python = new FakePython("sleep 600");
        await using var server = await PdfServer.Start("--python", python.Path, "--at-once", "1", "--waiting", "0");
        using var pdf = Pdf(server.Url);
        using var leaving = new CancellationTokenSource();
        var rendering = pdf.Render("<p>x", Date, leaving.Token);
        await Eventually.Holds("the start", () => Task.FromResult(python.Pids.Count == 1));

        using var http = new HttpClient { BaseAddress = server.Url };
        using var refused = await http.PostAsync(new Uri("/pdf?date=2006-11-01", UriKind.Relative), new StringContent("<p>x"), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Null(await pdf.Missing(Ct));

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rendering);
        await python.NothingIsLeft();
    }

    [Theory]
    [InlineData("POST /pdf?date=2006-11-01 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413)]
    [InlineData("POST /pdf?date=2006-11-01 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 400)]
    [InlineData("POST /pdf?date=yesterday HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 400)]
    [InlineData("POST /else HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 404)]
    [InlineData("GET /etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404)]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\n\r\n", 200)]
    public async Task The_server_takes_what_it_says_it_takes(string request, int status)
    {
        await using var server = await PdfServer.Start();
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Ct);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using var reader = new StreamReader(connection.GetStream());
        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_pdf_is_not_taken()
    {
        await using var page = await Stub(context => context.Response.WriteAsync("<html>", context.RequestAborted));
        using var pdf = Pdf(new(page.Urls.First()));
        await IsUnavailable(pdf);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_taken()
    {
        await using var endless = await Stub(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(new byte[1 << 20], context.RequestAborted);
        });
        using var pdf = Pdf(new(endless.Urls.First()));
        await IsUnavailable(pdf);
    }

    [Fact]
    public async Task No_answer_in_time_is_not_waited_for()
    {
        var asked = 0;
        await using var silent = await Stub(context =>
        {
            Interlocked.Increment(ref asked);
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var pdf = Pdf(new(silent.Urls.First()), seconds: 0.7);
        await IsUnavailable(pdf);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_first_answer_that_failed_is_asked_for_once_more()
    {
        var asked = 0;
        await using var shaky = await Stub(context =>
        {
            if (Interlocked.Increment(ref asked) > 1) return context.Response.WriteAsync("%PDF-1.7\n%%EOF\n", context.RequestAborted);
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        using var pdf = Pdf(new(shaky.Urls.First()));
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(await pdf.Render("<p>x", Date, Ct)), StringComparison.Ordinal);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable_and_says_what_is_missing()
    {
        var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var url = new Uri($"http://{nobody.LocalEndpoint}");
        nobody.Stop();
        using var pdf = Pdf(url);
        await IsUnavailable(pdf);
        Assert.Contains($"{url}", await pdf.Missing(Ct), StringComparison.Ordinal);
    }

    static async Task<WebApplication> Stub(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Ct);
        return app;
    }

    /// <summary><c>deploy/weasyprint/server.py</c> as a process of its own, with the <c>pdf.py</c> of this build.</summary>
    sealed class PdfServer(Process process, Uri url) : IAsyncDisposable
    {
        public Uri Url => url;

        public static async Task<PdfServer> Start(params string[] arguments)
        {
            var process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
                ["-I", Path.Combine(Root, "deploy", "weasyprint", "server.py"), "--pdf", Path.Combine(AppContext.BaseDirectory, "Rendering", "pdf.py"), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            var line = await process.StandardOutput.ReadLineAsync(Ct);
            return new(process, new(line!["listening on ".Length..]));
        }

        static string Root
        {
            get
            {
                var folder = new DirectoryInfo(AppContext.BaseDirectory);
                while (!File.Exists(Path.Combine(folder!.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
                return folder.FullName;
            }
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
