namespace Apa.Shared;

/// <summary>The roles of the suite. The role decides the act, the person decides four eyes.</summary>
public static class Role
{
    public const string Administrator = "administrator";
    public const string Analyst = "analyst";
    public const string Inspector = "inspector";
    public const string Moderator = "moderator";

    /// <summary>With the LA code behind a colon in the token: authority:919.</summary>
    public const string Authority = "authority";

    /// <summary>With the body behind a colon in the token: signatory:ofsted.</summary>
    public const string Signatory = "signatory";
    public const string Editor = "editor";
    public const string Publisher = "publisher";
    public const string Auditor = "auditor";

    /// <summary>With the audience behind a colon in the token: consumer:csci.</summary>
    public const string Consumer = "consumer";

    /// <summary>With the service's name behind a colon in the token: service:judgement.</summary>
    public const string Service = "service";

    /// <summary>The roles that carry something behind a colon.</summary>
    public static readonly IReadOnlySet<string> Carrying = new HashSet<string> { Authority, Signatory, Consumer, Service };

    /// <summary>Anyone with a valid token.</summary>
    public const string Any = "*";
}
