namespace Apa.Faults.Tests;

/// <summary>
/// A script in the place of the interpreter that Letter starts for PDFs. It is the real one for the seed's letter, and then answers with
/// that letter's PDF: a round of real ones would take a minute of both processors. It can be held in the middle of its work.
/// </summary>
sealed class Renderer
{
    readonly string folder;

    public Renderer(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Script, $"""
            #!/bin/sh
            [ "$2" != -c ] && [ -e {Canned} ] || exec /usr/bin/python3 "$@"
            cat >/dev/null
            if [ -e {Held} ]; then
              : >{folder}/at-work.$$
              while [ -e {Held} ]; do sleep 0.05; done
            fi
            exec cat {Canned}

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Script => Path.Combine(folder, "python3");
    string Canned => Path.Combine(folder, "canned.pdf");
    string Held => Path.Combine(folder, "held");

    /// <summary>From now on it answers with this.</summary>
    public void StandIn(string pdf) => File.Copy(pdf, Canned);

    /// <summary>Whoever renders from now on does not come to an end.</summary>
    public void Hold() => File.WriteAllText(Held, "");

    public bool IsAtWork => Directory.EnumerateFiles(folder, "at-work.*").Any();

    public void Release()
    {
        File.Delete(Held);
        foreach (var mark in Directory.GetFiles(folder, "at-work.*")) File.Delete(mark);
    }
}
