using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using static Apa.Letters.Tests.Service.Refusals;

namespace Apa.Letters.Tests.Service;

/// <summary>Signing many, and what an issued letter's signature and documents prove.</summary>
public sealed class SigningTests(PostgresFixture postgres)
{
    static string NameOf(string laCode) => $"authorities/{laCode}/letters/apa-2006";

    static Judgement Of(string laCode)
    {
        var judgement = Sample.Judgement(1);
        judgement.Authority.LaCode = laCode;
        judgement.Assessment = $"authorities/{laCode}/assessments/apa-2006";
        return judgement;
    }

    static async Task<Proto.Letter> Approved(LetterApp app, string laCode)
    {
        Assert.Equal(InboxState.Handled, await app.Propose(Of(laCode), 1));
        var letter = await app.Editor.GetLetterAsync(new() { Name = NameOf(laCode) });
        letter = await app.Editor.SendForCheckAsync(new() { RequestId = LetterApp.Request, Name = letter.Name, Etag = letter.Etag });
        await app.Editor.CloseCheckAsync(new() { RequestId = LetterApp.Request, Name = letter.Name, Etag = letter.Etag });
        await app.Finalise(Of(laCode), 1);
        letter = await app.Editor.GetLetterAsync(new() { Name = NameOf(laCode) });
        return await app.Approver.ApproveLetterAsync(new() { RequestId = LetterApp.Request, Name = letter.Name, Etag = letter.Etag });
    }

    static async Task<List<SignLettersProgress>> Sign(Proto.LetterService.LetterServiceClient who, SignLettersRequest request)
    {
        using var call = who.SignLetters(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    [Fact]
    public async Task Many_letters_are_signed_each_with_a_record_and_one_refused_stops_no_other()
    {
        await using var app = await LetterApp.Start(postgres);
        await app.Put();
        await app.OpenRound();
        string[] codes = ["801", "802", "803", "804"];
        List<Proto.Letter> letters = [];
        foreach (var code in codes) letters.Add(await Approved(app, code));
        // The third was worded anew since it was read.
        await app.Editor.EditParagraphAsync(new() { RequestId = LetterApp.Request, Name = NameOf("803"), Etag = letters[2].Etag, Paragraph = "findings-SS-2", Markdown = "Another word." });
        var request = new SignLettersRequest
        {
            RequestId = LetterApp.Request,
            Signings = { letters.Select(letter => new SignLettersRequest.Types.Signing { Name = letter.Name, TextSha256 = letter.TextSha256 }) },
        };

        var told = await Sign(app.Ofsted, request);
        Assert.Equal([true, true, false, true], told.Select(one => one.Signed));
        Assert.Equal([(1, 4), (2, 4), (3, 4), (4, 4)], told.Select(one => (one.Done, one.Total)));
        Assert.Contains("803", told[2].Reason);
        foreach (var code in (string[])["801", "802", "804"])
        {
            var signature = Assert.Single((await app.Editor.GetLetterAsync(new() { Name = NameOf(code) })).Signatures);
            Assert.Equal(("ofsted", "olive-ofsted", "2006-10-02T09:00:00Z"), (signature.Body, signature.SignedBy, signature.SignedAt));
        }
        Assert.Empty((await app.Editor.GetLetterAsync(new() { Name = NameOf("803") })).Signatures);

        // Asked again, as after a cut connection: what is signed stays signed once.
        Assert.Equal(told, await Sign(app.Ofsted, request));
        Assert.Equal([true, true, false, true], (await Sign(app.Csci, new(request) { RequestId = LetterApp.Request })).Select(one => one.Signed));
        Assert.Equal(LetterState.Signed, (await app.Editor.GetLetterAsync(new() { Name = NameOf("801") })).State);
    }

    [Fact]
    public async Task A_request_for_many_is_checked_whole_before_any_is_signed()
    {
        await using var app = await LetterApp.Drafted(postgres);
        var request = new SignLettersRequest { RequestId = "no", Signings = { new SignLettersRequest.Types.Signing { Name = "letters/1" }, new SignLettersRequest.Types.Signing { Name = "letters/1" } } };
        Assert.Equal(["request_id", "signings", "signings[0].name", "signings[0].text_sha256", "signings[1].name", "signings[1].text_sha256"], await RefusedFields(() => Sign(app.Ofsted, request)));
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(() => Sign(app.Editor, request))).Code);
    }

    [Fact]
    public async Task The_signature_can_be_checked_with_the_key_that_comes_with_it()
    {
        await using var app = await LetterApp.Drafted(postgres);
        Assert.Equal("NOT_ISSUED", (await Refused(async () => await app.Editor.GetSignatureAsync(new() { Letter = Sample.Name }))).Reason);
        var letter = await app.WholeRoad();
        await app.Propose(2);
        var signature = await app.Authority.GetSignatureAsync(new() { Letter = Sample.Name });
        Assert.Equal((1, letter.Documents), (signature.Revision, signature.Documents));

        var key = JsonDocument.Parse(signature.Jwk).RootElement;
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(key.GetProperty("y").GetString()) },
        });
        var parts = signature.Signature.Split('.');
        var signed = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(DocumentSigner.Payload(signature.Documents)))}";
        Assert.True(ecdsa.VerifyData(Encoding.ASCII.GetBytes(signed), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(signature.Jwk))), header.GetProperty("kid").GetString());
    }

    [Fact]
    public async Task An_issued_document_is_streamed_in_ranges_and_read_by_the_authority_under_embargo()
    {
        await using var app = await LetterApp.Drafted(postgres);
        await app.WholeRoad();
        var (document, whole) = await LetterApp.Download(app.Authority, "letter.pdf");
        Assert.Equal(document.Sha256, Convert.ToHexStringLower(SHA256.HashData(whole)));
        Assert.Equal(whole[1000..1500], await Range(1000, 500));
        Assert.Equal(whole[^7..], await Range(whole.Length - 7, 100));
        Assert.Equal(whole, (await Range(0, 70_000)).Concat(await Range(70_000, 0)).ToArray());
        Assert.Equal(["offset"], await RefusedFields(() => Range(whole.Length, 1)));
        Assert.Equal(["revision", "offset", "length"], await RefusedFields(async () => await Read(new Proto.GetDocumentRequest { Letter = Sample.Name, FileName = "letter.pdf", Revision = -1, Offset = -1, Length = -1 })));
        Assert.Equal(StatusCode.NotFound, (await Refused(() => LetterApp.Download(app.As("hal", "authority:997"), "letter.pdf"))).Code);

        Task<byte[]> Range(long offset, long length) => Read(new() { Letter = Sample.Name, FileName = "letter.pdf", Offset = offset, Length = length });

        async Task<byte[]> Read(Proto.GetDocumentRequest request)
        {
            using var call = app.Authority.GetDocument(request);
            List<byte> bytes = [];
            await foreach (var part in call.ResponseStream.ReadAllAsync()) bytes.AddRange(part.Data);
            return [.. bytes];
        }
    }
}
