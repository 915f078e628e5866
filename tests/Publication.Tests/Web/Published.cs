using System.Security.Cryptography;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;
using Apa.Publications.Tests.Service;
using Apa.Shared;
using Apa.Tests;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Tests.Web;

/// <summary>
/// A register with something of everything: 919 published in two years and corrected, 820 published, 823 not assessed, 826 waiting
/// for its instant with grades that nobody may see.
/// </summary>
static class Published
{
    public const string Later = "rounds/apa-2007";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PublicationApp> Register(PostgresFixture postgres, IReadOnlyDictionary<string, string>? settings = null)
    {
        var app = await PublicationApp.StartBare(postgres, settings);
        var framework = Given.Framework();
        framework.Areas.Add(new Proto.AreaTitle { Id = "childrens-services", Title = "Children's services" });
        framework.Areas.Add(new Proto.AreaTitle { Id = "social-care", Title = "Children's social care" });
        await app.As(Role.Administrator).PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = framework }, cancellationToken: Ct);
        await app.Open(Member("919", "Hertfordshire"), Member("820", "=HYPERLINK(\"x\"), Beds"), NotAssessed("823", "Milton Keynes"), Member("826", "Slough"));
        await app.Host.Deliver(new RoundOpened { Round = Next() }, Later, 1);
        app.PassTheInstant();
        await Publish(app, Letter("919", "Hertfordshire", 1));
        await Publish(app, Letter("919", "Hertfordshire", 2));
        var synthetic = Letter("820", "=HYPERLINK(\"x\"), Beds", 1);
        synthetic.Synthetic = true;
        await Publish(app, synthetic);
        var next = Letter("919", "Hertfordshire", 1);
        (next.Round, next.Letter, next.LetterDate) = (Later, "authorities/919/letters/apa-2007", "2007-11-01");
        next.Grades[0].Grade.Value = 2;
        next.Grades[0].Grade.Word = "adequate";
        await Publish(app, next, Later);
        var secret = Letter("826", "Slough", 1);
        secret.Grades[0].Grade.Word = "inadequate";
        await app.Host.Deliver(secret, secret.Letter, 1);
        await app.Reaches(Proto.PublicationState.Pending, "rounds/apa-2006/publications/826");
        await GivePositions(app);
        return app;
    }

    public static Member Member(string laCode, string name) => new() { Authority = Authority(laCode, name), State = MemberState.ToAssess };

    static Member NotAssessed(string laCode, string name) =>
        new() { Authority = Authority(laCode, name), State = MemberState.NotAssessed, Reason = "a joint area review took its place" };

    static AuthorityRef Authority(string laCode, string name) => new()
    {
        LaCode = laCode,
        Name = name,
        FormalName = $"{name} Council",
        Region = laCode == "826" ? "" : "east-of-england",
        RegionName = laCode == "826" ? "" : "East of England",
        Codes =
        {
            new Code { Scheme = "snac", Value = "26" },
            new Code { Scheme = "gss", Value = "E10000015", ValidFrom = "2009-01-01", ValidTo = "2013-03-31" },
            new Code { Scheme = "gss", Value = "E10000099", ValidFrom = "2013-04-01" },
        },
    };

    static Protos.Judgements.V1.Round Next()
    {
        var round = Given.Round(Member("919", "Hertfordshire"));
        (round.Name, round.Id, round.Title, round.LetterDate) = (Later, "apa-2007", "APA 2007", "2007-11-01");
        return round;
    }

    static LetterIssued Letter(string laCode, string name, long revision)
    {
        var letter = Given.Letter(laCode, revision);
        letter.Authority = Authority(laCode, name);
        var pdf = Given.Bytes("letter.pdf", revision);
        letter.Documents.Add(new Document { FileName = "letter.pdf", MediaType = "application/pdf", Size = pdf.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(pdf)) });
        return letter;
    }

    static async Task Publish(PublicationApp app, LetterIssued letter, string round = Given.RoundName)
    {
        var name = $"{round}/publications/{letter.Authority.LaCode}";
        Assert.Equal(InboxState.Handled, await app.Host.Deliver(letter, letter.Letter, letter.LetterRevision));
        await app.Schedule(await app.Reaches(Proto.PublicationState.Pending, name), letter.LetterRevision > 1 ? "a grade was wrong" : "");
        await app.Reaches(Proto.PublicationState.Published, name);
    }

    /// <summary>As the relay does; these tests have no broker.</summary>
    public static Task<int> GivePositions(PublicationApp app) => app.Host.WithDb(db => db.Database.ExecuteSqlRawAsync(
        "UPDATE outbox SET position = n FROM (SELECT id AS row, row_number() OVER (ORDER BY created, revision, id) AS n FROM outbox) AS numbered WHERE id = row", Ct));

    /// <summary>Withdraws what is published of 2006; without a broker nobody gives its event a position.</summary>
    public static async Task Withdraw(PublicationApp app, string laCode)
    {
        await app.Withdraw(await app.Publisher.GetPublicationAsync(new() { Name = $"{Given.RoundName}/publications/{laCode}" }, cancellationToken: Ct));
        await GivePositions(app);
    }
}
