using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Apa.Cli;

namespace Apa.Seeds.Tests;

/// <summary>What <c>letter verify</c> finds in the files of an issued letter, with no stack to ask.</summary>
public sealed class LetterVerificationTests : IDisposable
{
    static readonly string[] Documents = ["letter.html", "letter.pdf", "letter.txt"];
    readonly string folder = Directory.CreateTempSubdirectory("apa-verify-").FullName;
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public LetterVerificationTests()
    {
        foreach (var document in Documents) File.WriteAllText(In(document), $"the bytes of {document}");
        Sign(Header(key), key);
    }

    string SignatureFile => In(LetterSignatureFile.Name);

    [Fact]
    public void Documents_that_were_signed_hold_and_the_key_is_said_to_have_come_with_the_file()
    {
        var verification = LetterVerification.Of(SignatureFile, keyFile: null);

        Assert.Empty(verification.Failures);
        Assert.Equal(Documents, verification.Checked);
        Assert.Equal(Thumbprint(key), verification.Thumbprint);
    }

    [Fact]
    public void A_document_is_checked_by_the_signature_beside_it() => Assert.Empty(Failures(In("letter.pdf")));

    [Theory]
    [InlineData("pem")]
    [InlineData("private pem")]
    [InlineData("jwk")]
    public void A_key_that_is_trusted_pins_who_signed(string form)
    {
        Assert.Empty(Failures(SignatureFile, KeyFile(key, form)));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.StartsWith($"signature: names the key {Thumbprint(key)}; the key it is checked by is {Thumbprint(other)}", Assert.Single(Failures(SignatureFile, KeyFile(other, form))), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_replaced_key_and_signature_is_not_noticed_without_a_trusted_key_and_is_with_one()
    {
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Sign(Header(forger), forger);

        Assert.Empty(Failures(SignatureFile));
        Assert.NotEmpty(Failures(SignatureFile, KeyFile(key, "pem")));
    }

    [Fact]
    public void A_changed_byte_is_named_with_its_document()
    {
        Change("letter.pdf", bytes => bytes[3] ^= 1);

        Assert.StartsWith("letter.pdf: its SHA-256 is ", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_document_is_named_with_both_sizes()
    {
        File.WriteAllText(In("letter.txt"), "the bytes");

        Assert.Equal("letter.txt: has 9 bytes, 23 were signed", Assert.Single(Failures(SignatureFile)));
    }

    [Fact]
    public void Swapped_files_are_each_named()
    {
        File.Move(In("letter.html"), In("other"));
        File.Move(In("letter.pdf"), In("letter.html"));
        File.Move(In("other"), In("letter.pdf"));

        Assert.Equal(["letter.html", "letter.pdf"], Failures(SignatureFile).Select(line => line.Split(':')[0]));
    }

    [Fact]
    public void A_document_that_is_not_there_is_told_and_fails_only_where_it_was_asked_for()
    {
        File.Delete(In("letter.pdf"));

        var verification = LetterVerification.Of(SignatureFile, keyFile: null);
        Assert.Empty(verification.Failures);
        Assert.Equal(["letter.pdf"], verification.Absent);
        Assert.Contains("there is no such file", Refusal(In("letter.pdf")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_which_no_document_is_there_proves_nothing()
    {
        foreach (var document in Documents) File.Delete(In(document));

        Assert.StartsWith("documents: none lies in ", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_not_signed_is_not_taken_for_one_that_was()
    {
        File.Copy(In("letter.pdf"), In("renamed.pdf"));

        Assert.Equal("renamed.pdf: is none of the documents that were signed: letter.html, letter.pdf, letter.txt", Assert.Single(Failures(In("renamed.pdf"))));
    }

    public static TheoryData<string> ListChanges => ["reordered", "names swapped", "one taken out", "size", "media type"];

    [Theory]
    [MemberData(nameof(ListChanges))]
    public void A_list_that_was_changed_is_not_what_was_signed(string change)
    {
        Edit(file =>
        {
            var documents = file["documents"]!.AsArray();
            switch (change)
            {
                case "reordered":
                    var first = documents[0];
                    documents.RemoveAt(0);
                    documents.Add(first);
                    break;
                case "names swapped": (documents[0]!["fileName"], documents[1]!["fileName"]) = ("letter.pdf", "letter.html"); break;
                case "one taken out": documents.RemoveAt(2); break;
                case "size": documents[1]!["size"] = "24"; break;
                default: documents[1]!["mediaType"] = "text/html"; break;
            }
        });

        Assert.Contains("signature: does not fit the list of documents: the list, its order or the signature was changed after signing", Failures(SignatureFile));
    }

    [Fact]
    public void A_changed_signature_does_not_hold()
    {
        Edit(file =>
        {
            var parts = file["signature"]!.GetValue<string>().Split('.');
            var bytes = Base64Url.DecodeFromChars(parts[2]);
            bytes[5] ^= 1;
            file["signature"] = $"{parts[0]}..{Base64Url.EncodeToString(bytes)}";
        });

        Assert.StartsWith("signature: does not fit", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    /// <summary>A header, and how the line that refuses it begins. THUMB stands for the key's thumbprint.</summary>
    public static TheoryData<string, string> Headers => new()
    {
        { """{"alg":"none","kid":"THUMB"}""", "its algorithm is 'none', only ES256 is taken" },
        { """{"alg":"HS256","kid":"THUMB"}""", "its algorithm is 'HS256', only ES256 is taken" },
        { """{"alg":"es256","kid":"THUMB"}""", "its algorithm is 'es256', only ES256 is taken" },
        { """{"alg":["ES256"],"kid":"THUMB"}""", "its algorithm is '[\"ES256\"]', only ES256 is taken" },
        { """{"kid":"THUMB"}""", "its algorithm is '', only ES256 is taken" },
        { """{"alg":"ES256","alg":"none","kid":"THUMB"}""", "its header is no JSON object" },
        { """{"alg":"ES256","kid":"THUMB","crit":["exp"],"exp":1}""", "asks for extensions that are not known here: crit [\"exp\"]" },
        { """{"alg":"ES256"}""", "names the key nowhere" },
        { """{"alg":"ES256","kid":"another"}""", "names the key another" },
        { """["ES256"]""", "its header is no JSON object" },
        { "ES256", "its header is no JSON object" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_asks_for_anything_else_is_refused_though_the_signature_fits(string header, string line)
    {
        Sign(header.Replace("THUMB", Thumbprint(key), StringComparison.Ordinal), key);

        Assert.StartsWith($"signature: {line}", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_by_the_public_key_as_a_secret_is_refused()
    {
        var header = $$"""{"alg":"HS256","kid":"{{Thumbprint(key)}}"}""";
        Sign(header, signed => HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), signed));

        Assert.Contains("'HS256'", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b.c", "is no detached JWS")]
    [InlineData("..", "is no detached JWS")]
    [InlineData("a b..c", "its header is no base64url")]
    public void What_is_no_detached_jws_is_said(string signature, string line)
    {
        Edit(file => file["signature"] = signature);

        Assert.StartsWith($"signature: {line}", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_in_der_is_refused()
    {
        Sign(Header(key), signed => key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        Assert.Equal("signature: is not 64 bytes in base64url, as ES256 has it", Assert.Single(Failures(SignatureFile)));
    }

    [Fact]
    public void A_letter_whose_key_was_not_kept_needs_one_that_is_named()
    {
        Edit(file => file.Remove("jwk"));

        Assert.Contains("--key FILE", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
        Assert.Empty(Failures(SignatureFile, KeyFile(key, "pem")));
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Contains("only P-256 is taken", Assert.Single(Failures(SignatureFile, KeyFile(other, "pem"))), StringComparison.Ordinal);
        Edit(file => file["jwk"] = """{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}""");
        Assert.Contains("only EC P-256 is taken", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_off_the_curve_is_no_key()
    {
        Edit(file => file["jwk"] = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(new byte[32])}}","y":"{{Base64Url.EncodeToString(new byte[32])}}"}""");

        Assert.StartsWith("signature: the key in the file: is no JSON Web Key", Assert.Single(Failures(SignatureFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_leads_out_of_the_folder_is_never_read()
    {
        File.WriteAllText(Path.Combine(Path.GetTempPath(), $"{Path.GetFileName(folder)}.txt"), "elsewhere");
        Edit(file => file["documents"]![0]!["fileName"] = $"../{Path.GetFileName(folder)}.txt");

        Assert.Contains($"'../{Path.GetFileName(folder)}.txt': is no plain file name", Failures(SignatureFile));
        File.Delete(Path.Combine(Path.GetTempPath(), $"{Path.GetFileName(folder)}.txt"));
    }

    [Fact]
    public void Everything_that_does_not_hold_is_said_at_once()
    {
        Change("letter.html", bytes => bytes[0] ^= 1);
        Change("letter.txt", bytes => bytes[0] ^= 1);
        Sign("""{"alg":"none"}""", key, resign: false);

        Assert.Equal(["signature", "letter.html", "letter.txt"], Failures(SignatureFile).Select(line => line.Split(':')[0]));
    }

    [Fact]
    public void Half_a_signature_file_is_refused_by_name()
    {
        File.WriteAllText(SignatureFile, File.ReadAllText(SignatureFile)[..60]);

        Assert.StartsWith($"{SignatureFile}: is no signature of a letter, or not all of it", Refusal(SignatureFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_without_a_signature_beside_it_says_how_to_get_one()
    {
        File.Delete(SignatureFile);

        Assert.Contains("./apa letter signature CASE", Refusal(In("letter.pdf")), StringComparison.Ordinal);
    }

    string In(string file) => Path.Combine(folder, file);

    static IReadOnlyList<string> Failures(string file, string? keyFile = null) => LetterVerification.Of(file, keyFile).Failures;

    static string Refusal(string file) => Assert.Throws<CommandFailed>(() => LetterVerification.Of(file, keyFile: null)).Message;

    void Change(string document, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(In(document));
        change(bytes);
        File.WriteAllBytes(In(document), bytes);
    }

    void Edit(Action<JsonObject> change)
    {
        var file = JsonNode.Parse(File.ReadAllText(SignatureFile))!.AsObject();
        change(file);
        File.WriteAllText(SignatureFile, file.ToJsonString());
    }

    static string Header(ECDsa key) => $$"""{"alg":"ES256","kid":"{{Thumbprint(key)}}"}""";

    void Sign(string header, ECDsa by, bool resign = true) => Sign(header, signed => by.SignData(signed, HashAlgorithmName.SHA256), by, resign);

    void Sign(string header, Func<byte[], byte[]> sign) => Sign(header, sign, key, resign: true);

    /// <summary>Writes the signature as the contract describes it, by code of its own.</summary>
    /// <param name="resign">False: keeps the list as it was signed before.</param>
    void Sign(string header, Func<byte[], byte[]> sign, ECDsa by, bool resign)
    {
        var documents = resign ? new JsonArray([.. Documents.Select(Described)]) : JsonNode.Parse(File.ReadAllText(SignatureFile))!["documents"]!.DeepClone();
        var encoded = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        var signed = Encoding.ASCII.GetBytes($"{encoded}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(documents.ToJsonString()))}");
        File.WriteAllText(SignatureFile, new JsonObject
        {
            ["letter"] = "authorities/919/letters/apa-2006",
            ["revision"] = "1",
            ["documents"] = documents,
            ["signature"] = $"{encoded}..{Base64Url.EncodeToString(sign(signed))}",
            ["jwk"] = Jwk(by),
        }.ToJsonString());
    }

    JsonNode Described(string document) => new JsonObject
    {
        ["fileName"] = document,
        ["mediaType"] = "text/plain; charset=utf-8",
        ["size"] = $"{new FileInfo(In(document)).Length}",
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(In(document)))),
    };

    string KeyFile(ECDsa of, string form)
    {
        var path = In("trusted.key");
        File.WriteAllText(path, form switch { "jwk" => Jwk(of), "pem" => of.ExportSubjectPublicKeyInfoPem(), _ => of.ExportPkcs8PrivateKeyPem() });
        return path;
    }

    static string Jwk(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
    }

    static string Thumbprint(ECDsa key) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Jwk(key))));

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
