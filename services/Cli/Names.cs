namespace Apa.Cli;

/// <summary>A case as people write it, <c>919/apa-2006</c>, and the resource names that follow from it.</summary>
sealed record CaseName(string LaCode, string Round)
{
    public static CaseName Parse(string text) => text.Split('/') is [{ Length: > 0 } la, { Length: > 0 } round]
        ? new(la, round)
        : throw new CommandFailed($"'{text}' is no case: write LA code and round, e.g. 919/apa-2006");

    public string Assessment => $"authorities/{LaCode}/assessments/{Round}";
    public string Letter => $"authorities/{LaCode}/letters/{Round}";
    public string Publication => $"rounds/{Round}/publications/{LaCode}";
    public string RoundName => $"rounds/{Round}";

    /// <summary>The folder of what was published, below the state directory's <c>out</c>.</summary>
    public string Folder => $"{LaCode}-{Round}";
}
