using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Framework = Apa.Protos.Publications.V1.Framework;

namespace Apa.Publications.Tests;

/// <summary>A framework with three audiences, a round and letters in it.</summary>
static class Given
{
    public const string RoundName = "rounds/apa-2006";
    public const string Name = "rounds/apa-2006/publications/919";
    public static readonly DateTimeOffset Instant = new(2006, 11, 1, 0, 1, 0, TimeSpan.Zero);
    static readonly Provenance Found = new() { Source = "a test", Verification = Verification.Unverified };

    public static FrameworkRef Reference => new() { Id = "apa-2006", Version = 1 };

    public static Framework Framework(int version = 1) => new()
    {
        Framework_ = new(Reference) { Version = version },
        Title = "APA 2006",
        Audiences =
        {
            Audience("public", "", [], nameof(LetterPublished)),
            Audience("audit-commission", "childrens-services", [], nameof(CpaBlockScored)),
            Audience("csci", "social-care", ["coasting"], nameof(SocialCareJudged)),
        },
    };

    static Audience Audience(string id, string area, string[] designations, string ordinary) => new()
    {
        Id = id,
        Title = id,
        Area = area,
        Designations = { designations },
        Events = { ordinary, nameof(PublicationCorrected), nameof(PublicationWithdrawn), nameof(RoundReleased) },
        Provenance = Found,
    };

    public static Protos.Judgements.V1.Round Round(params Member[] members) => new()
    {
        Name = RoundName,
        Id = "apa-2006",
        Framework = Reference,
        Title = "APA 2006",
        LetterDate = "2006-11-01",
        ReleaseInstant = "2006-11-01T00:01:00Z",
        TimeZone = "Europe/London",
        Members = { members },
        Coverage = new() { Authorities = 150, Assessed = 102 },
    };

    public static Member ToAssess(string laCode) => new() { Authority = Authority(laCode), State = MemberState.ToAssess };

    public static Member NotAssessed(string laCode) => new() { Authority = Authority(laCode), State = MemberState.NotAssessed, Reason = "a joint area review took its place" };

    static AuthorityRef Authority(string laCode) => new() { LaCode = laCode, Name = $"Name {laCode}", FormalName = $"Council {laCode}" };

    /// <summary>A letter with grades 3, 3 and 2, coasting, and two documents whose bytes are <see cref="Bytes"/>.</summary>
    public static LetterIssued Letter(string laCode = "919", long revision = 1, string date = "2006-11-01", int framework = 1) => new()
    {
        Letter = $"authorities/{laCode}/letters/apa-2006",
        LetterRevision = revision,
        Round = RoundName,
        Framework = new(Reference) { Version = framework },
        Authority = Authority(laCode),
        LetterDate = date,
        Grades =
        {
            Grade("childrens-services", 3, "good"),
            Grade("capacity-to-improve", 3, "good"),
            Grade("social-care", 2, "adequate"),
        },
        Designations = { new Designation { Kind = "coasting", Scope = "social-care", Status = DesignationStatus.Raised, Cause = "the grade of two years" } },
        Documents = { Document("letter.html", "text/html", revision), Document("letter.txt", "text/plain", revision) },
        Signature = "a.b.c",
        Jwk = "{}",
    };

    static AreaGrade Grade(string area, int value, string word) => new() { Area = area, Grade = new() { Scale = "apa-four-point", Value = value, Word = word } };

    /// <summary>What the letter's service holds; longer than one part of a stream.</summary>
    public static byte[] Bytes(string fileName, long revision) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{fileName} {revision}\n", 10_000)));

    static Document Document(string fileName, string mediaType, long revision)
    {
        var bytes = Bytes(fileName, revision);
        return new() { FileName = fileName, MediaType = mediaType, Size = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }
}
