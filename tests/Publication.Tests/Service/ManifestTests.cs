using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using ManifestRow = (string LaCode, Apa.Protos.Publications.V1.ManifestState State, long Revision);

namespace Apa.Publications.Tests.Service;

/// <summary>What was released, signed.</summary>
public sealed class ManifestTests(PostgresFixture postgres)
{
    const string Address = "/rounds/apa-2006/manifest";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>919 published, 820 held, 823 not assessed.</summary>
    async Task<PublicationApp> Released()
    {
        var app = await PublicationApp.Start(postgres, Given.ToAssess("919"), Given.ToAssess("820"), Given.NotAssessed("823"));
        await app.Schedule(await app.Pending());
        await app.Hold(await app.Pending("820"));
        app.PassTheInstant();
        await app.Reaches(PublicationState.Published);
        return app;
    }

    static Task<RoundManifest> Revision(PublicationApp app, long revision) => Eventually.Get($"manifest {revision}", async () =>
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        return await Find(app) is { } manifest && manifest.Revision == revision ? manifest : null;
    });

    static async Task<RoundManifest?> Find(PublicationApp app)
    {
        try
        {
            return RoundManifest.Parser.ParseJson((await app.Public.GetManifestAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Manifest.ToStringUtf8());
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    static IEnumerable<ManifestRow> Rows(RoundManifest manifest) => manifest.Members.Select(member => (member.Authority.LaCode, member.State, member.LetterRevision));

    [Fact]
    public async Task A_released_round_has_one_with_counts_members_and_what_stands()
    {
        await using var app = await Released();
        var manifest = await Revision(app, 1);
        Assert.Equal([("820", ManifestState.Held, 0), ("823", ManifestState.NotAssessed, 0), ("919", ManifestState.Published, 1)], Rows(manifest));
        var release = (await app.Host.Emitted<RoundReleased>())[0];
        Assert.Equal((release.Expected, release.Published, release.Held, release.Withdrawn, release.NotAssessed, 0),
            (manifest.Counts.Expected, manifest.Counts.Published, manifest.Counts.Held, manifest.Counts.Withdrawn, manifest.Counts.NotAssessed, manifest.Counts.Outstanding));
        Assert.Equal((1, release.ReleasedAt), (manifest.ReleaseRevision, manifest.ReleasedAt));
        var member = manifest.Members[2];
        Assert.Equal(("authorities/919/letters/apa-2006", 1, "a.b.c", "{}"), (member.Letter, member.Revision, member.LetterSignature, member.LetterJwk));
        Assert.Equal(["letter.html", "letter.txt"], member.Documents.Select(d => d.FileName));
        Assert.All(member.Documents, d => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Given.Bytes(d.FileName, 1))), d.Sha256));
        // Nothing of what is held back.
        Assert.True(manifest.Members[0].Documents.Count == 0 && manifest.Members[0].Grades.Count == 0);
    }

    [Fact]
    public async Task It_is_signed_over_its_very_bytes_by_a_key_that_is_published_and_written_as_RFC_8785_has_it()
    {
        await using var app = await Released();
        await Revision(app, 1);
        var signed = await app.Public.GetManifestAsync(new() { Round = Given.RoundName }, cancellationToken: Ct);
        var bytes = await app.Host.Http.GetByteArrayAsync($"{Address}.json", Ct);
        var jws = await app.Host.Http.GetStringAsync($"{Address}.jws", Ct);
        Assert.Equal((signed.Manifest.ToBase64(), signed.Signature), (Convert.ToBase64String(bytes), jws));

        var parts = jws.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var keys = JsonNode.Parse(await app.Host.Http.GetStringAsync("/.well-known/jwks.json", Ct))!["keys"]!.AsArray();
        var key = Assert.Single(keys, key => (string)key!["kid"]! == (string)header["kid"]!)!;
        Assert.Equal(("ES256", "ES256", "sig", "EC", "P-256"), ((string)header["alg"]!, (string)key["alg"]!, (string)key["use"]!, (string)key["kty"]!, (string)key["crv"]!));
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) },
        });
        Assert.True(ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{Base64Url.EncodeToString(bytes)}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal("", parts[1]);
        Assert.StartsWith("{\"counts\":{\"expected\":2,\"held\":1,\"notAssessed\":1,\"published\":1},\"madeAt\":\"2006-11-01T00:", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_made_anew_when_the_release_closes_again_something_is_corrected_or_withdrawn_and_not_otherwise()
    {
        await using var app = await Released();
        await Revision(app, 1);
        await app.Unhold(await app.Get("rounds/apa-2006/publications/820"), LateRelease.KeepDate);
        await app.Schedule(await app.Get("rounds/apa-2006/publications/820"));
        var second = await Revision(app, 2);
        Assert.Equal((2, 2, 0), (second.ReleaseRevision, second.Counts.Published, second.Counts.Held));

        await app.Schedule(await app.Pending(revision: 2), "reviews were counted twice");
        var third = await Revision(app, 3);
        Assert.Equal(("reviews were counted twice", 2), (third.Members[2].CorrectionReason, third.Members[2].LetterRevision));

        await app.Withdraw(await app.Get());
        var fourth = await Revision(app, 4);
        var withdrawn = fourth.Members[2];
        Assert.Equal((ManifestState.Withdrawn, "a wrong grade", 0, ""), (withdrawn.State, withdrawn.Reason, withdrawn.Documents.Count, withdrawn.Letter));
        Assert.Equal((2, 1, 1), (fourth.Counts.Expected, fourth.Counts.Published, fourth.Counts.Withdrawn));

        // A revision that comes in changes nothing of what was released.
        await app.Pending(revision: 3);
        await Eventually.Holds("the basis has moved", async () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return await app.Host.WithDb(async db =>
                await db.Manifests.MaxAsync(m => m.Basis) == await db.Publications.SumAsync(p => p.Version) + await db.Rounds.SumAsync(r => r.Version));
        });
        Assert.Equal(4, (await Find(app))!.Revision);
    }

    [Fact]
    public async Task One_from_before_a_withdrawal_is_served_no_longer_though_none_can_be_made()
    {
        await using var app = await Released();
        await Revision(app, 1);
        await app.Host.WithDb(async db => await db.Database.ExecuteSqlAsync(
            $"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no more manifests''; END'; CREATE TRIGGER refuse BEFORE INSERT ON manifests FOR EACH ROW EXECUTE FUNCTION refuse()"));
        await app.Withdraw(await app.Get());
        Assert.Null(await Find(app));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Host.Http.GetAsync($"{Address}.json", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Host.Http.GetAsync($"{Address}.jws", Ct)).StatusCode);
    }

    [Fact]
    public async Task Before_the_release_there_is_none_and_replicas_make_one_each_revision()
    {
        await using var app = await PublicationApp.Start(postgres);
        await using var replica = await app.Replica();
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(async () => await app.Public.GetManifestAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)));
        Assert.Equal(
            await (await app.Host.Http.GetAsync("/rounds/apa-1066/manifest.json", Ct)).Content.ReadAsStringAsync(Ct),
            await (await app.Host.Http.GetAsync($"{Address}.json", Ct)).Content.ReadAsStringAsync(Ct));
        await app.Schedule(await app.Pending());
        app.PassTheInstant();
        await app.Reaches(PublicationState.Published);
        await Revision(app, 1);
        await app.Withdraw(await app.Get());
        await Revision(app, 2);
        Assert.Equal([1, 2], await app.Host.WithDb(db => db.Manifests.OrderBy(m => m.Revision).Select(m => m.Revision).ToListAsync(Ct)));
    }

    [Fact]
    public async Task The_judgements_come_over_gRPC_as_over_HTTP()
    {
        await using var app = await Released();
        using var call = app.Public.ExportJudgements(new() { Round = Given.RoundName }, cancellationToken: Ct);
        var csv = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync(Ct)) part.Data.WriteTo(csv);
        var overHttp = await app.Host.Http.GetStringAsync("/rounds/apa-2006/judgements.csv", Ct);
        Assert.Equal(overHttp.Replace("http://localhost", "", StringComparison.Ordinal), Encoding.UTF8.GetString(csv.ToArray()));
        Assert.Equal(5, overHttp.Split("\r\n").Length);
    }
}
