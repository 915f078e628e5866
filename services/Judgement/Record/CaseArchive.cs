using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Apa.Protos.Judgements.V1;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Record;

/// <summary>
/// A whole case as a ZIP: what it stands on, what was written, said and decided, and every step with what was asked for. Messages are
/// proto3 JSON of the contract. The same case gives the same bytes: entries in a fixed order under a fixed time, nothing of the export itself.
/// </summary>
sealed class CaseArchive(JudgementDb db, Cases cases)
{
    static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());
    static readonly DateTimeOffset EntryTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly SortedDictionary<string, string> hashes = new(StringComparer.Ordinal);

    public async Task Write(Assessment assessment, Stream to, CancellationToken ct)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        await Put(zip, "README.txt", About(assessment), ct);
        await Case(zip, assessment, ct);
        await Dialogue(zip, assessment, ct);
        await Documents(zip, assessment, ct);
        foreach (var sent in await db.Sent.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Revision).ToListAsync(ct))
            await Put(zip, $"revisions/{sent.Revision:D3}-{(sent.Final ? "final" : "proposed")}.json", Json.Format(sent.Document), ct);
        await History(zip, assessment, ct);
        await Put(zip, "manifest.json", JsonSerializer.Serialize(new { assessment = assessment.Name, uid = assessment.Uid, revision = assessment.Revision, sha256 = hashes }, Indented), ct);
    }

    /// <summary>What the case stands on and what was written in it.</summary>
    async Task Case(ZipArchive zip, Assessment assessment, CancellationToken ct)
    {
        var framework = await cases.FrameworkOf(assessment, ct);
        var round = await db.Rounds.AsNoTracking().SingleAsync(row => row.Id == assessment.RoundId, ct);
        var file = await cases.FileOf(assessment, framework, ct);
        await Put(zip, "round.json", Json.Format(round.ToProto()), ct);
        await Put(zip, "framework.json", Json.Format(framework), ct);
        await Put(zip, "assessment.json", Json.Format(assessment.ToProto(framework)), ct);
        await Put(zip, "profile.json", Json.Format(file.Profile), ct);
        await Put(zip, "statements.json", Messages(file.Statements), ct);
        await Put(zip, "findings.json", Json.Format(assessment.ToFindings(framework, await cases.SectionsOf(assessment, framework, ct), file.Items, await cases.ListsOf(assessment, ct))), ct);
        await Put(zip, "suggestions.json", Json.Format(file.Suggest()), ct);
        await Put(zip, "checklist.json", Json.Format(await cases.ChecklistOf(assessment, file, ct)), ct);
    }

    /// <summary>What was said beside it.</summary>
    async Task Dialogue(ZipArchive zip, Assessment assessment, CancellationToken ct)
    {
        await Put(zip, "enquiries.json", Messages(await db.Enquiries.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Number).Select(row => row.Document).ToListAsync(ct)), ct);
        await Put(zip, "representations.json", Messages((await cases.RepresentationsOf(assessment, ct)).Select(row => row.Document)), ct);
        await Put(zip, "queries.json", Messages(await db.Queries.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Number).Select(row => row.Document).ToListAsync(ct)), ct);
        var panels = await db.PanelDecisions.AsNoTracking().Where(row => row.RoundId == assessment.RoundId).OrderBy(row => row.Number).Select(row => row.Document).ToListAsync(ct);
        await Put(zip, "panel-decisions.json", Messages(panels.Where(decision => decision.Assessments.Contains(assessment.Name))), ct);
    }

    /// <summary>Filed documents, one in memory at a time.</summary>
    async Task Documents(ZipArchive zip, Assessment assessment, CancellationToken ct)
    {
        var documents = db.Documents.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Number);
        await Put(zip, "documents.json", Messages(await documents.Select(row => row.Document).ToListAsync(ct)), ct);
        await foreach (var row in documents.AsAsyncEnumerable().WithCancellation(ct))
            await Put(zip, $"documents/{row.Document.Id}-{row.Document.FileName}", row.Content, ct);
    }

    /// <summary>Every step, a line of JSON each, with the request that led to it.</summary>
    async Task History(ZipArchive zip, Assessment assessment, CancellationToken ct)
    {
        var lines = new StringBuilder();
        await foreach (var line in db.History.AsNoTracking().Where(row => row.AssessmentUid == assessment.Uid).OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            using var request = line.Request is null ? null : JsonDocument.Parse(line.Request);
            lines.Append(JsonSerializer.Serialize(new
            {
                at = Mapping.Instant(line.At),
                person = line.Person,
                verb = line.Verb,
                what = line.What,
                reason = line.Reason,
                state = line.State.ToString().ToUpperInvariant(),
                revision = line.Revision,
                request = request?.RootElement,
            })).Append('\n');
        }
        await Put(zip, "history.jsonl", lines.ToString(), ct);
    }

    static string Messages(IEnumerable<IMessage> messages) => $"[\n{string.Join(",\n", messages.Select(message => Json.Format(message)))}\n]";

    Task Put(ZipArchive zip, string name, string text, CancellationToken ct) => Put(zip, name, Encoding.UTF8.GetBytes(text), ct);

    async Task Put(ZipArchive zip, string name, byte[] content, CancellationToken ct)
    {
        hashes.Add(name, Convert.ToHexStringLower(SHA256.HashData(content)));
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = EntryTime;
        await using var stream = await entry.OpenAsync(ct);
        await stream.WriteAsync(content, ct);
    }

    static string About(Assessment assessment) => $"""
        The case {assessment.Name} of {assessment.Authority.FormalName}, whole, as it stood at revision {assessment.Revision} ({assessment.State.ToString().ToUpperInvariant()}).
        {(assessment.Synthetic ? "SYNTHETIC: something in this case was invented." : "Nothing in this case is marked as invented.")}

        round.json, framework.json   what it was judged under
        profile.json                 the figures that it was judged on ({Names.DatasetVersion(assessment.Dataset, assessment.DatasetVersion)})
        statements.json              the evidence
        assessment.json              people, decided grades and designations with their reasons
        findings.json                narrative and lists
        suggestions.json             what the framework's rules say of it
        checklist.json               what the checklist found, and how it was answered
        enquiries.json               lines of enquiry with the authority's answers
        documents.json, documents/   what the authority filed
        representations.json         what the authority contested, and what was decided
        queries.json                 questions of the moderation board
        panel-decisions.json         decisions of panels about this case
        revisions/                   the judgement each time it was sent
        history.jsonl                every step: when, who, what, why, from which revision, and the request that led to it
        manifest.json                SHA-256 of every entry

        JSON is proto3 JSON of the package apa.judgement.v1, but for history.jsonl and manifest.json.

        """.ReplaceLineEndings("\n");
}
