using System.Diagnostics;
using Spectre.Console;

namespace Apa.Benchmarks;

/// <summary>
/// A script in the place of the interpreter that Letter starts for PDFs. It keeps what it was asked, and either becomes the real one or
/// answers at once with a PDF that was made before, so that a call's time is the service's own.
/// </summary>
sealed class BenchRenderer
{
    const string Python = "/usr/bin/python3";
    readonly string folder;

    public BenchRenderer(Place place)
    {
        folder = Path.Combine(place.Bench, "renderer");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Script, $"""
            #!/bin/sh
            [ "$2" != -c ] || exec {Python} "$@"
            cat >{folder}/html.$$
            [ -e {folder}/canned.pdf ] && exec cat {folder}/canned.pdf
            printf '%s\n' "$@" >{folder}/arguments
            env >{folder}/environment
            exec {Python} "$@" <{folder}/html.$$

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Script => Path.Combine(folder, "python3");

    string Canned => Path.Combine(folder, "canned.pdf");

    /// <summary>Seconds that the real one alone takes for the document it was asked for last: as a process, with what it was given then.</summary>
    public async Task<List<double>> Bare(int times, CancellationToken ct)
    {
        var (seconds, pdf, html) = await Run(Python, times, ct);
        AnsiConsole.WriteLine(FormattableString.Invariant($"the letter: {html / 1024} KB of HTML, {pdf.Length / 1024} KB of PDF; bare {Results.Middle(seconds):0.00} s, {seconds.Min():0.00} to {seconds.Max():0.00}"));
        await File.WriteAllBytesAsync(Canned + ".kept", pdf, ct);
        return seconds;
    }

    /// <summary>Seconds that the script takes where it answers at once: none of the service's.</summary>
    public async Task<List<double>> StandIn(int times, CancellationToken ct) => (await Run(Script, times, ct)).Seconds;

    /// <summary>Letters a second of the real one alone, so many processes at a time: what the machine gives without the service.</summary>
    public async Task<double> Rate(int atATime, int letters, CancellationToken ct)
    {
        var html = await LastHtml(ct);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, letters), new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = ct },
            async (_, stop) => await Once(Python, html, Stream.Null, stop));
        return letters / watch.Elapsed.TotalSeconds;
    }

    async Task<(List<double> Seconds, byte[] Pdf, int Html)> Run(string program, int times, CancellationToken ct)
    {
        var html = await LastHtml(ct);
        var seconds = new List<double>();
        var pdf = new MemoryStream();
        for (var i = 0; i <= times; i++)
        {
            pdf.SetLength(0);
            var watch = Stopwatch.StartNew();
            await Once(program, html, pdf, ct);
            // The first run warms up.
            if (i > 0) seconds.Add(watch.Elapsed.TotalSeconds);
        }
        return (seconds, pdf.ToArray(), html.Length);
    }

    Task<byte[]> LastHtml(CancellationToken ct) => File.ReadAllBytesAsync(Directory.EnumerateFiles(folder, "html.*").MaxBy(File.GetLastWriteTimeUtc)!, ct);

    async Task Once(string program, byte[] html, Stream pdf, CancellationToken ct)
    {
        using var process = Process.Start(Start(program))!;
        await process.StandardInput.BaseStream.WriteAsync(html, ct);
        process.StandardInput.Close();
        await process.StandardOutput.BaseStream.CopyToAsync(pdf, ct);
        await process.WaitForExitAsync(ct);
    }

    ProcessStartInfo Start(string program)
    {
        var start = new ProcessStartInfo(program, File.ReadAllLines(Path.Combine(folder, "arguments"))) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var line in File.ReadAllLines(Path.Combine(folder, "environment"))) start.Environment[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return start;
    }

    /// <summary>From now on it answers at once.</summary>
    public void AnswerAtOnce() => File.Copy(Canned + ".kept", Canned, overwrite: true);

    /// <summary>From now on it is the real one.</summary>
    public void Render() => File.Delete(Canned);
}
