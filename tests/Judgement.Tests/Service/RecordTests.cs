using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Apa.Protos.Judgements.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

public sealed class RecordTests(JudgementApp app) : IClassFixture<JudgementApp>
{
    static int next = 100;

    async Task<CaseOf> Open()
    {
        var one = new CaseOf(app, $"{Interlocked.Increment(ref next)}");
        await one.Open();
        return one;
    }

    [Fact]
    public async Task Every_revision_stays_as_it_was_sent()
    {
        var one = await Open();
        await one.Final();
        await one.Reopen();
        await one.Lead.PutListItemsAsync(await one.ListAnew("strengths", new ListItem { Outcome = "SS", Text = "Very calm homes", BackedBy = { "s-1" } }));
        await one.Submit();
        await one.Moderate();

        var page = await one.Record.ListRevisionsAsync(new() { Assessment = one.Name });
        Assert.Equal([(1L, false), (2, true), (3, false)], page.Revisions.Select(revision => (revision.Revision, revision.Final)));
        Assert.All(page.Revisions, revision => Assert.Null(revision.Judgement));
        var first = await one.Record.GetRevisionAsync(new() { Name = $"{one.Name}/revisions/1" });
        var third = await one.Record.GetRevisionAsync(new() { Name = $"{one.Name}/revisions/3" });
        Assert.Equal(("Calm homes", 1, "Very calm homes", 2), (Strength(first), first.Judgement.ContentRevision, Strength(third), third.Judgement.ContentRevision));
        Assert.Equal((await app.Event<JudgementProposed>(one.Name, 1)).Judgement, first.Judgement);
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.By(() => one.Record.GetRevisionAsync(new() { Name = $"{one.Name}/revisions/9" })));

        var rest = await one.Record.ListRevisionsAsync(new() { Assessment = one.Name, PageSize = 2, PageToken = (await one.Record.ListRevisionsAsync(new() { Assessment = one.Name, PageSize = 2 })).NextPageToken });
        Assert.Equal([3L], rest.Revisions.Select(revision => revision.Revision));

        static string Strength(CaseRevision revision) => revision.Judgement.Items.Single(item => item.List == "strengths").Text;
    }

    [Fact]
    public async Task The_whole_case_is_one_archive_with_every_hash_and_the_same_bytes_again()
    {
        var one = await Open();
        await one.File("plan.txt", "Our plan.");
        await one.Write();
        await one.LeadDialogue.RaiseEnquiryAsync(one.Enquiry());
        await one.Council.AnswerEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/enquiries/1", Answer = "It fell.", Documents = { "d-1" } });
        await one.LeadDialogue.CloseEnquiryAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/enquiries/1", Conclusion = "Explained.", Evidence = { "s-1" } });
        await one.Submit();
        await one.Board.AskInspectorAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Question = "Why so?" });
        await one.Moderate();
        await one.Council.RaiseRepresentationAsync(one.Representation());
        await one.OtherModeratorDialogue.DecideRepresentationAsync(new() { RequestId = CaseOf.Id(), Name = $"{one.Name}/representations/1", Decision = RepresentationDecision.Rejected, Reason = "It stands." });
        await one.Finalise();

        var bytes = await Export(one);

        Assert.Equal(bytes, await Export(one));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var entries = zip.Entries.ToDictionary(entry => entry.FullName, Read);
        Assert.Equal("Our plan."u8, entries["documents/d-1-plan.txt"]);
        using var manifest = JsonDocument.Parse(entries["manifest.json"]);
        var hashes = manifest.RootElement.GetProperty("sha256").EnumerateObject().ToDictionary(hash => hash.Name, hash => hash.Value.GetString());
        Assert.Equal(entries.Keys.Where(name => name != "manifest.json").Order(StringComparer.Ordinal), hashes.Keys);
        Assert.All(hashes, hash => Assert.Equal(hash.Value, Convert.ToHexStringLower(SHA256.HashData(entries[hash.Key]))));
        foreach (var part in new[] { "assessment", "framework", "round", "profile", "statements", "findings", "suggestions", "checklist", "enquiries", "documents", "representations", "queries", "panel-decisions" })
            JsonDocument.Parse(entries[$"{part}.json"]).Dispose();
        Assert.Equal(1, Revision("revisions/001-proposed.json").ContentRevision);
        Assert.Equal("FINAL", Revision("revisions/002-final.json") is { } ? "FINAL" : "");

        var history = System.Text.Encoding.UTF8.GetString(entries["history.jsonl"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(await one.HistoryLines(), history.Count);
        var decided = history.Single(line => line.GetProperty("verb").GetString() == "DecideRepresentation");
        Assert.Equal(("miles", "It stands.", "MODERATED", 1), (decided.GetProperty("person").GetString(), decided.GetProperty("reason").GetString(), decided.GetProperty("state").GetString(), decided.GetProperty("revision").GetInt32()));
        // What was asked for is kept whole, so that every earlier wording can be had back.
        var written = history.First(line => line.GetProperty("verb").GetString() == "PutFindings").GetProperty("request");
        Assert.Equal("All is well.", PutFindingsRequest.Parser.ParseJson(written.GetRawText()).Findings[0].Markdown);

        Judgement Revision(string name) => Judgement.Parser.ParseJson(System.Text.Encoding.UTF8.GetString(entries[name]));
    }

    [Fact]
    public async Task Only_auditors_and_administrators_take_a_case_away()
    {
        var one = await Open();

        foreach (var role in new[] { "inspector", "moderator", "authority:919", "publisher" })
        {
            var client = new CaseRecordService.CaseRecordServiceClient(app.Channel("p", role));
            Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await Refused.By(async () =>
            {
                using var call = client.ExportCase(new() { Assessment = one.Name });
                await call.ResponseStream.MoveNext(default);
            }));
        }
    }

    [Fact]
    public async Task A_stale_etag_says_who_did_what_and_when()
    {
        var one = await Open();
        await one.Write();
        var stale = await one.FindingAnew("EA", "Anew.");
        var list = await one.ListAnew("strengths", new ListItem { Outcome = "SS", Text = "Calm", BackedBy = { "s-1" } });
        var grades = await one.Grades(("capacity", 2, ""));
        await one.Member.PutFindingsAsync(await one.FindingAnew("EA", "Ian's."));
        await one.Member.PutListItemsAsync(new(list) { RequestId = CaseOf.Id() });

        Assert.Contains("ian changed finding EA at 20", (await Assert.ThrowsAsync<RpcException>(async () => await one.Lead.PutFindingsAsync(stale))).Status.Detail);
        Assert.Contains("ian changed list strengths at 20", (await Assert.ThrowsAsync<RpcException>(async () => await one.Lead.PutListItemsAsync(list))).Status.Detail);
        Assert.Contains("ian changed PutListItems: strengths: 1 at 20", (await Assert.ThrowsAsync<RpcException>(async () => await one.Lead.DecideGradesAsync(grades))).Status.Detail);
    }

    static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    static async Task<byte[]> Export(CaseOf one)
    {
        using var call = one.Record.ExportCase(new() { Assessment = one.Name });
        var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
            piece.Data.WriteTo(bytes);
        return bytes.ToArray();
    }
}
