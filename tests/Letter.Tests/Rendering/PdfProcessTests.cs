using System.Diagnostics;
using System.Text;
using Apa.Letters.Rendering;
using Apa.LocalHost.Servers;
using Apa.Shared;
using Apa.Tests;

namespace Apa.Letters.Tests.Rendering;

/// <summary>Whatever becomes of the child process, it is over in bounded time, nothing of it is left, and the service goes on.</summary>
public sealed class PdfProcessTests
{
    static readonly DateOnly Date = new(2006, 11, 1);
    static readonly string Long = "<p>" + new string('x', 1_000_000);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task IsUnavailable(IPdf pdf, string html = "<p>x")
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => pdf.Render(html, Date, Ct));
        Assert.Equal(("PDF_UNAVAILABLE", RefusalKind.Unavailable), (refusal.Reason, refusal.Kind));
    }

    [Theory]
    [InlineData("hangs before it reads", "sleep 600")]
    [InlineData("hangs after it has written some", "printf '%%PDF-1.7 some'; sleep 600")]
    [InlineData("closes its input early and hangs", "exec 0<&-; sleep 600")]
    [InlineData("closes its output and hangs", "printf '%%PDF-1.7\n%%%%EOF\n'; exec 1>&-; sleep 600")]
    [InlineData("complains without end", "while :; do echo 'something is wrong'; done >&2")]
    [InlineData("does not listen to a request to end", "trap '' TERM INT HUP; while :; do sleep 600; done")]
    public async Task One_that_does_not_end_is_ended_in_time_and_tried_once_more(string what, string script)
    {
        using var python = new FakePython(script);
        using var pdf = python.Weasy(seconds: 0.7);
        var watch = Stopwatch.StartNew();
        await IsUnavailable(pdf, Long);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"{what}: {watch.Elapsed}");
        Assert.Equal(2, python.Pids.Count);
        await python.NothingIsLeft();
    }

    [Theory]
    [InlineData("crashes", "exit 3")]
    [InlineData("ends well and writes nothing", "cat >/dev/null")]
    [InlineData("writes something else", "cat >/dev/null; echo '<html>Not a PDF</html>'")]
    [InlineData("writes half a PDF", "cat >/dev/null; printf '%%PDF-1.7 half'")]
    [InlineData("writes a PDF and says that it failed", "printf '%%PDF-1.7\n%%%%EOF\n'; exit 1")]
    [InlineData("is killed by a signal", "printf '%%PDF-1.7\n%%%%EOF\n'; kill -SEGV $$")]
    [InlineData("writes without end", "printf '%%PDF-1.7'; cat /dev/zero")]
    public async Task One_that_fails_is_tried_once_more_without_waiting(string what, string script)
    {
        using var python = new FakePython(script);
        using var pdf = python.Weasy(seconds: 100);
        var watch = Stopwatch.StartNew();
        await IsUnavailable(pdf, Long);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(50), $"{what}: {watch.Elapsed}");
        Assert.Equal(2, python.Pids.Count);
        await python.NothingIsLeft();
    }

    [Theory]
    [InlineData("the first try crashes", "[ -e $D/tried ] || { touch $D/tried; exit 1; }; cat >/dev/null; " + FakePython.Pdf, 2)]
    [InlineData("it reads nothing", "exec 0<&-; " + FakePython.Pdf, 1)]
    [InlineData("it complains a lot", "i=0; while [ $i -lt 5000 ]; do echo 'something is odd, but not so odd'; i=$((i+1)); done >&2; cat >/dev/null; " + FakePython.Pdf, 1)]
    [InlineData("a child of its own keeps the pipes open", "sleep 600 & note $!; cat >/dev/null; " + FakePython.Pdf, 2)]
    public async Task A_pdf_comes_although(string what, string script, int pids)
    {
        using var python = new FakePython(script);
        using var pdf = python.Weasy(seconds: 60);
        var watch = Stopwatch.StartNew();
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(await pdf.Render(Long, Date, Ct)), StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(50), $"{what}: {watch.Elapsed}");
        Assert.Equal(pids, python.Pids.Count);
        await python.NothingIsLeft();
    }

    [Fact]
    public async Task What_has_left_the_session_and_holds_the_pipes_is_not_waited_for()
    {
        using var python = new FakePython($"setsid sh -c \"touch $D/left.$$; exec sleep 600\" & note $!; cat >/dev/null; while [ ! -e $D/left.$$ ]; do sleep 0.02; done; {FakePython.Pdf}");
        using var pdf = python.Weasy(seconds: 100);
        var watch = Stopwatch.StartNew();
        await IsUnavailable(pdf);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(50), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_process_at_once()
    {
        using var python = new FakePython("sleep 600 & note $!; sleep 600");
        using var pdf = python.Weasy(seconds: 600);
        using var leaving = new CancellationTokenSource();
        var rendering = pdf.Render(Long, Date, leaving.Token);
        await Eventually.Holds("the start", () => Task.FromResult(python.Pids.Count == 2));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rendering.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        Assert.Equal("", ChildProcess.StartTime(python.Pids[0]));
        await python.NothingIsLeft();
        Assert.Equal(2, python.Pids.Count);
    }

    [Fact]
    public async Task Two_run_side_by_side_and_no_more()
    {
        // Each waits until a second one is there, or until there was one: without a second place none would end.
        using var python = new FakePython($"touch $D/run.$$; while [ ! -e $D/two ]; do ls $D | grep -c ^run >$D/n.$$; [ $(cat $D/n.$$) -lt 2 ] || touch $D/two; sleep 0.02; done; ls $D | grep -c ^run >>$D/counts; rm $D/run.$$; cat >/dev/null; {FakePython.Pdf}");
        using var pdf = python.Weasy(seconds: 60);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => pdf.Render("<p>x", Date, Ct)));
        var counts = (await File.ReadAllLinesAsync(python.InFolder("counts"), Ct)).Select(int.Parse).ToList();
        Assert.Equal(6, counts.Count);
        Assert.Equal(2, counts.Max());
    }

    [Fact]
    public async Task The_process_gets_none_of_the_services_settings()
    {
        using var python = new FakePython($"env >$D/env; cat >/dev/null; {FakePython.Pdf}");
        using var pdf = python.Weasy();
        await pdf.Render("<p>x", Date, Ct);
        var names = (await File.ReadAllLinesAsync(python.InFolder("env"), Ct)).Select(line => line.Split('=')[0]);
        Assert.Subset(new HashSet<string> { "PATH", "LANG", "HOME", "PWD", "SHLVL", "_", "SOURCE_DATE_EPOCH", "FONTCONFIG_FILE" }, names.ToHashSet());
    }

    [Fact]
    public async Task A_process_that_wants_more_memory_than_it_may_have_fails()
    {
        using var pdf = FakePython.Weasy("/usr/bin/python3", megabytes: 40);
        await IsUnavailable(pdf);
    }

    [Fact]
    public async Task The_process_fetches_nothing()
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "body::after { content: 'taken' }", Ct);
        using var pdf = FakePython.Weasy("/usr/bin/python3");
        var bytes = await pdf.Render($"<!DOCTYPE html><html lang=en><title>t</title><link rel=stylesheet href='file://{secret}'><p>plain", Date, Ct);
        File.Delete(secret);
        Assert.Equal("plain", (await PdfText(bytes)).Trim());
    }

    static async Task<string> PdfText(byte[] pdf)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-", "-"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        await process.StandardInput.BaseStream.WriteAsync(pdf, Ct);
        process.StandardInput.Close();
        return await output;
    }

    [Theory]
    [InlineData("/bin/false")]
    [InlineData("/no/such/python")]
    public async Task An_interpreter_that_cannot_do_it_is_unavailable_and_says_what_is_missing(string python)
    {
        using var pdf = FakePython.Weasy(python);
        await IsUnavailable(pdf);
        Assert.Contains(python, await pdf.Missing(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_WeasyPrint_is_installed_nothing_is_missing()
    {
        using var pdf = FakePython.Weasy("/usr/bin/python3");
        Assert.Null(await pdf.Missing(Ct));
    }
}
