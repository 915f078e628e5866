using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Protos.Publications.V1;
using Google.Protobuf;

namespace Apa.Publications;

/// <summary>What was released of a round and what became of it since, for whoever wants to hold an export of it against something.</summary>
public static class Manifest
{
    /// <param name="round">Once its release was told.</param>
    /// <param name="publications">All of the round, of every revision.</param>
    public static RoundManifest Of(Round round, IReadOnlyCollection<Publication> publications, long revision, DateTimeOffset now)
    {
        var states = round.Stand(publications.Select(p => new Standing(p.LaCode, p.State, p.HoldReason is not null)));
        var shown = publications.Where(p => p.State is PublicationState.Published or PublicationState.Withdrawn).OrderBy(p => p.LetterRevision).ToLookup(p => p.LaCode);
        int Count(ManifestState state) => states.Values.Count(s => s == state);
        return new()
        {
            Round = Names.Round(round.Id),
            Revision = revision,
            MadeAt = Mapping.Instant(now),
            Title = round.Document.Title,
            ReleaseRevision = round.ReleaseRevision,
            ReleasedAt = round.Released!.ReleasedAt,
            Counts = new()
            {
                Expected = states.Count - Count(ManifestState.NotAssessed),
                Published = Count(ManifestState.Published),
                Held = Count(ManifestState.Held),
                Withdrawn = Count(ManifestState.Withdrawn),
                NotAssessed = Count(ManifestState.NotAssessed),
                Outstanding = Count(ManifestState.Outstanding),
            },
            Members =
            {
                round.Document.Members.DistinctBy(member => member.Authority.LaCode).OrderBy(member => member.Authority.LaCode, StringComparer.Ordinal)
                    .Select(member => Of(member, states[member.Authority.LaCode], [.. shown[member.Authority.LaCode]])),
            },
        };
    }

    static ManifestMember Of(Protos.Judgements.V1.Member member, ManifestState state, IReadOnlyList<Publication> shown)
    {
        var of = new ManifestMember { Authority = member.Authority, State = state };
        switch (state)
        {
            case ManifestState.Published:
                Show(shown.Single(p => p.State == PublicationState.Published), of);
                break;
            case ManifestState.Withdrawn:
                (of.Reason, of.WithdrawnAt) = (shown[^1].WithdrawalReason ?? "", Mapping.Instant(shown[^1].WithdrawnAt));
                break;
            case ManifestState.NotAssessed:
                of.Reason = member.Reason;
                break;
        }
        return of;
    }

    static void Show(Publication publication, ManifestMember of)
    {
        var letter = publication.Letter;
        of.Authority = letter.Authority;
        of.Letter = letter.Letter;
        of.LetterRevision = publication.LetterRevision;
        of.Revision = publication.Revision;
        of.LetterDate = letter.LetterDate;
        of.PublishedAt = Mapping.Instant(publication.PublishedAt);
        of.CorrectionReason = publication.CorrectionReason ?? "";
        of.Grades.AddRange(letter.Grades);
        of.Designations.AddRange(letter.Designations);
        of.Documents.AddRange(publication.Documents());
        (of.LetterSignature, of.LetterJwk) = (letter.Signature, letter.Jwk);
        of.Synthetic = letter.Synthetic;
    }

    /// <summary>
    /// The bytes that are signed: proto3 JSON as RFC 8785 writes it, members by name and no white space. Its numbers are whole and
    /// small, 64-bit ones are strings.
    /// </summary>
    public static byte[] Bytes(RoundManifest manifest) => Encoding.UTF8.GetBytes(Canonical(JsonNode.Parse(JsonFormatter.Default.Format(manifest))!));

    static string Canonical(JsonNode node) => node switch
    {
        JsonObject members => $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{Quoted(member.Key)}:{Canonical(member.Value!)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(item => Canonical(item!)))}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    /// <summary>RFC 8785, 3.2.2.2: two-letter escapes where JSON has them, \u00xx for other controls, everything else as it is.</summary>
    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }
}
