using Apa.Letters.Rendering;
using Apa.LocalHost.Servers;
using Apa.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apa.Letters.Tests.Rendering;

/// <summary>A shell script in the interpreter's place, in a folder of its own; it notes the pid of each run.</summary>
sealed class FakePython : IDisposable
{
    /// <summary>Writes the least that counts as a PDF.</summary>
    public const string Pdf = @"printf '%%PDF-1.7\n%%%%EOF\n'";

    readonly string folder = Directory.CreateTempSubdirectory("apa-python-").FullName;

    /// <param name="script">Lines of sh; $D is the folder, <c>note</c> notes a pid.</param>
    public FakePython(string script) => Becomes(script);

    public string Path => System.IO.Path.Combine(folder, "python3");

    /// <summary>Pids of all runs so far, and of what they noted.</summary>
    public IReadOnlyList<int> Pids => File.Exists(InFolder("pids")) ? [.. File.ReadAllLines(InFolder("pids")).Select(int.Parse)] : [];

    public string InFolder(string name) => System.IO.Path.Combine(folder, name);

    /// <summary>From the next run on it does something else.</summary>
    public void Becomes(string script)
    {
        var next = InFolder("next");
        File.WriteAllText(next, $"#!/bin/sh\nD={folder}\nnote() {{ echo $1 >>$D/pids; }}\nnote $$\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(next, Path, overwrite: true);
    }

    /// <summary>The real way of making PDFs, with this interpreter.</summary>
    public WeasyPrint Weasy(double seconds = 20) => Weasy(Path, seconds);

    public static WeasyPrint Weasy(string python, double seconds = 60, int megabytes = 2048) => new(new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("Pdf:Python", python), new("Pdf:TimeoutSeconds", $"{seconds}"), new("Pdf:MemoryMegabytes", $"{megabytes}"),
    ]).Build(), NullLogger<WeasyPrint>.Instance);

    /// <summary>Nothing that it noted lives any more.</summary>
    public Task NothingIsLeft() => Eventually.Holds("the end of all that was started", () => Task.FromResult(Pids.All(pid => ChildProcess.StartTime(pid) == "")));

    public void Dispose()
    {
        foreach (var pid in Pids) ChildProcess.Send(pid, Signal.Kill);
        Directory.Delete(folder, recursive: true);
    }
}
