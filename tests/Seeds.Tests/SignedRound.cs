using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Apa.Cli;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf;

namespace Apa.Seeds.Tests;

/// <summary>An export of a released round, signed by keys of its own: 820 and 919 published, 823 not assessed, 826 held.</summary>
public abstract class SignedRound : IDisposable
{
    static readonly string[] Documents = ["letter.html", "letter.pdf"];
    protected string Folder { get; } = Directory.CreateTempSubdirectory("apa-round-").FullName;
    protected ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Letter's.</summary>
    protected ECDsa LetterKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    protected RoundManifest Manifest { get; } = new()
    {
        Round = "rounds/apa-2006",
        Revision = 1,
        MadeAt = "2006-11-01T00:01:00Z",
        Counts = new() { Expected = 3, Published = 2, Held = 1, NotAssessed = 1 },
    };

    protected SignedRound()
    {
        Manifest.Members.Add(Published("820", "=Bedfordshire"));
        Manifest.Members.Add(new ManifestMember { Authority = Authority("823", "Milton Keynes"), State = ManifestState.NotAssessed, Reason = "a joint area review took its place" });
        Manifest.Members.Add(new ManifestMember { Authority = Authority("826", "Slough"), State = ManifestState.Held });
        Manifest.Members.Add(Published("919", "Hertfordshire"));
        Sign(Key);
        File.WriteAllText(In(RoundFolder.Judgements), "la_code,name,region,year,round,area,scale,grade,word,change,published_at,revision,letter,sha256,synthetic\r\n"
            + string.Concat(Manifest.Members.SelectMany(member => member.Grades.Select(grade => $"{member.Authority.LaCode},{(member.Authority.Name[0] == '=' ? "'" : "")}{member.Authority.Name},east-of-england,2006,apa-2006,"
                + $"{grade.Area},apa-four-point,{grade.Grade.Value},{grade.Grade.Word},,2006-11-01T00:00:00Z,1,/a,{member.Documents[1].Sha256},false\r\n"))));
    }

    static AuthorityRef Authority(string laCode, string name) => new() { LaCode = laCode, Name = name, Region = "east-of-england" };

    /// <summary>A letter with two grades, and its files.</summary>
    ManifestMember Published(string laCode, string name)
    {
        var member = new ManifestMember
        {
            Authority = Authority(laCode, name),
            State = ManifestState.Published,
            Letter = $"authorities/{laCode}/letters/apa-2006",
            LetterRevision = 1,
            LetterDate = "2006-11-01",
            PublishedAt = "2006-11-01T00:00:00Z",
            Grades = { Grade("childrens-services", 3, "good"), Grade("social-care", 2, "adequate") },
        };
        Directory.CreateDirectory(In($"letters/{laCode}"));
        foreach (var file in Documents)
        {
            var bytes = Encoding.UTF8.GetBytes($"{laCode} {file}");
            File.WriteAllBytes(In($"letters/{laCode}/{file}"), bytes);
            member.Documents.Add(new PublishedDocument { FileName = file, MediaType = "text/plain", Size = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
        }
        var payload = LetterSignatureFile.Payload(member.Documents.Select(d => new Document { FileName = d.FileName, MediaType = d.MediaType, Size = d.Size, Sha256 = d.Sha256 }));
        (member.LetterSignature, member.LetterJwk) = (Jws(Encoding.UTF8.GetBytes(payload), LetterKey), Jwk(LetterKey));
        WriteLetterSignature(member);
        return member;
    }

    protected void WriteLetterSignature(ManifestMember member) =>
        File.WriteAllText(In(RoundFolder.Letter(member, LetterSignatureFile.Name)), JsonFormatter.Default.Format(RoundFolder.SignatureOf(member)));

    static AreaGrade Grade(string area, int value, string word) => new() { Area = area, Grade = new() { Scale = "apa-four-point", Value = value, Word = word } };

    protected void Sign(ECDsa by)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(Manifest));
        File.WriteAllBytes(In(RoundFolder.Manifest), bytes);
        File.WriteAllText(In(RoundFolder.Signature), Jws(bytes, by));
        File.WriteAllText(In(RoundFolder.Keys), $"{{\"keys\":[{Jwk(by)}]}}");
    }

    protected static string Jws(byte[] payload, ECDsa by)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{Thumbprint(by)}}"}"""));
        return $"{header}..{Base64Url.EncodeToString(by.SignData(Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(payload)}"), HashAlgorithmName.SHA256))}";
    }

    protected static string Jwk(ECDsa of)
    {
        var q = of.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
    }

    protected static string Thumbprint(ECDsa of) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Jwk(of))));

    protected string In(string name) => Path.Combine([Folder, .. name.Split('/')]);

    public void Dispose()
    {
        Key.Dispose();
        LetterKey.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
