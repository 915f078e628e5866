using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters;

/// <summary>How an editor worded a paragraph in place of its source.</summary>
public sealed record Wording(string Paragraph, string Source, string Markdown, string By);

/// <summary>
/// One revision of a letter and its way: DRAFT → IN_CHECK → CHECKED → APPROVED → SIGNED → ISSUED → SUPERSEDED. What changes the text
/// voids approval and signatures; an issued letter never changes, a later judgement begins its next revision.
/// </summary>
public sealed partial class Letter
{
    LetterText? text;

    /// <summary>UUIDv7, the same for every revision.</summary>
    public Guid Uid { get; private init; }

    /// <summary>From 1; rises by one per issued revision.</summary>
    public long Revision { get; private init; }
    public string LaCode { get; private init; } = "";
    public string RoundId { get; private init; } = "";
    public LetterState State { get; private set; } = LetterState.Draft;

    /// <summary>The row's own version: the etag.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>What was judged, without the evidence: <see cref="KeptEvidence"/>.</summary>
    public Judgement Judgement { get; private set; } = new();
    public long ContentRevision { get; private set; }

    /// <summary>A final judgement of this content is in.</summary>
    public bool JudgementFinal { get; private set; }
    public DateOnly LetterDate { get; private set; }

    /// <summary>Blocks in their source wording.</summary>
    public List<Block> Drafted { get; private set; } = [];
    public List<Wording> Wordings { get; private set; } = [];

    /// <summary>SHA-256 of the text's canonical form: <see cref="LetterText.Canonical"/>.</summary>
    public string TextSha256 { get; private set; } = "";

    /// <summary>Who worded a paragraph last; empty where nobody did.</summary>
    public string LastEditor { get; private set; } = "";

    /// <summary>The factual accuracy check; null before it was sent for the first time.</summary>
    public Proto.Check? Check { get; private set; }
    public string ApprovedBy { get; private set; } = "";
    public List<Signature> Signatures { get; private set; } = [];

    /// <summary>What was issued; the bytes lie beside it.</summary>
    public List<Document> Documents { get; private set; } = [];

    /// <summary>Detached JWS over the documents; empty before issue, and for letters issued before it was kept.</summary>
    public string Signature { get; private set; } = "";

    /// <summary>The public key that made it, as a JSON Web Key: the service's key may be another by now.</summary>
    public string SignedWith { get; private set; } = "";
    public bool Synthetic { get; private set; }

    /// <summary>Number of its latest draft; 0 before the first.</summary>
    public int Draft { get; private set; }

    /// <summary>Drafts made since it was loaded; to be kept.</summary>
    public List<LetterDraft> NewDrafts { get; } = [];

    public string Name => NameOf(LaCode, RoundId);
    public string Etag => Version.ToString();
    public bool IsIssued => State is LetterState.Issued or LetterState.Superseded;

    /// <summary>The blocks as worded now.</summary>
    public IReadOnlyList<Block> Blocks => [.. Drafted.Select(Worded)];

    /// <summary>Resolved once for as long as nothing of it changes.</summary>
    public LetterText Text => text ??= LetterText.Of(Blocks, Judgement);

    public static string NameOf(string laCode, string roundId) => $"authorities/{laCode}/letters/{roundId}";

    /// <summary>A first draft.</summary>
    public static Letter Begin(Guid uid, Judgement judgement, Proto.Framework framework, Round round, DateTimeOffset now)
    {
        var letter = new Letter { Uid = uid, Revision = 1, LaCode = judgement.Authority.LaCode, RoundId = round.Id };
        letter.Take(judgement, framework, round);
        letter.Retext("", "drafted", now);
        return letter;
    }

    /// <summary>The next revision, which begins as a draft with the editors' wording of what stayed the same.</summary>
    public Letter Next(Judgement judgement, Proto.Framework framework, Round round, DateTimeOffset now)
    {
        var next = new Letter { Uid = Uid, Revision = Revision + 1, LaCode = LaCode, RoundId = RoundId, Drafted = Drafted, Wordings = [.. Wordings], LastEditor = LastEditor, Draft = Draft };
        next.Take(judgement, framework, round);
        next.Retext("", $"drafted as revision {next.Revision}", now);
        return next;
    }

    /// <summary>
    /// Drafts anew from a later judgement or a changed round. A letter in its check stays there and the authority reads on in the new
    /// text; one past it goes back to DRAFT, since the authority has not seen these words.
    /// </summary>
    public void Redraft(Judgement judgement, Proto.Framework framework, Round round, DateTimeOffset now)
    {
        Demand(!IsIssued, "LETTER_ISSUED", "an issued letter never changes");
        var (before, state) = (TextSha256, State);
        Take(judgement, framework, round);
        // Set before the draft is kept: what is a DRAFT again, the authority does not see.
        if (State is LetterState.Checked or LetterState.Approved or LetterState.Signed) State = LetterState.Draft;
        Retext("", $"drafted anew from content {judgement.ContentRevision}", now);
        if (TextSha256 == before) State = state;
        else Void();
        Changed();
    }

    /// <summary>The judgement that this text was drafted from is final now.</summary>
    public void Finalise(Judgement final)
    {
        (Judgement, JudgementFinal, text) = (KeptEvidence.Without(final), true, null);
        Changed();
    }

    /// <summary>Words one paragraph anew; an approved or signed letter goes back to CHECKED.</summary>
    public void Edit(string paragraph, string markdown, string by, DateTimeOffset now)
    {
        Demand(!IsIssued, "LETTER_ISSUED", "an issued letter never changes; a correction comes as a later judgement");
        var source = Drafted.Find(block => block.Id == paragraph && block.Kind == BlockKind.Paragraph)
            ?? throw Invalid("paragraph", $"'{paragraph}' is no paragraph of this letter");
        if (Drafting.IsGrade(source)) throw Invalid("paragraph", $"'{paragraph}' is a grade as awarded; another comes with a later judgement");
        var worded = source.Clone();
        worded.Markdown = markdown;
        if (LetterText.Unresolved([worded], Judgement).ToArray() is { Length: > 0 } unknown)
            throw new Refusal("FIGURE_UNKNOWN", $"the judgement resolved no figure {string.Join(", ", unknown)}", RefusalKind.Invalid,
                [.. unknown.Select(reference => new Violation("markdown", $"{{{{figure {reference}}}}} is not among the judgement's figures"))]);
        Wordings.RemoveAll(wording => wording.Paragraph == paragraph);
        if (markdown != source.Markdown) Wordings.Add(new(paragraph, source.Markdown, markdown, by));
        LastEditor = by;
        Retext(by, $"worded {paragraph}", now);
        Void();
        if (State is LetterState.Approved or LetterState.Signed) State = LetterState.Checked;
        Changed();
    }

    void Take(Judgement judgement, Proto.Framework framework, Round round)
    {
        var commented = Check?.Comments.Select(comment => comment.Paragraph) ?? [];
        Drafted = Drafting.Draft(framework, round, judgement, new ParagraphIds(Drafted, commented));
        Wordings = [.. Wordings.Where(wording => Drafted.Any(block => block.Id == wording.Paragraph && block.Markdown == wording.Source))];
        if (ContentRevision != judgement.ContentRevision) JudgementFinal = false;
        (Judgement, ContentRevision, LetterDate) = (KeptEvidence.Without(judgement), judgement.ContentRevision, round.LetterDate);
        Synthetic = judgement.Synthetic || judgement.Figures.Any(figure => figure.Synthetic);
    }

    Block Worded(Block block)
    {
        if (Wordings.Find(wording => wording.Paragraph == block.Id) is not { } wording) return block;
        var worded = block.Clone();
        worded.Markdown = wording.Markdown;
        return worded;
    }

    /// <summary>Hashes the text; where it reads otherwise than before, that is a draft of its own.</summary>
    void Retext(string by, string why, DateTimeOffset now)
    {
        text = null;
        var hash = Text.Sha256(Name, Revision, ContentRevision);
        if (hash == TextSha256) return;
        TextSha256 = hash;
        NewDrafts.Add(new()
        {
            LetterUid = Uid,
            Number = ++Draft,
            Revision = Revision,
            ContentRevision = ContentRevision,
            At = now,
            By = by,
            Why = why,
            TextSha256 = hash,
            Shown = State != LetterState.Draft,
            Text = new() { Blocks = { Text.Blocks.Select(block => new Block { Id = block.Id, Kind = block.Kind, Markdown = block.Words() }) } },
        });
    }

    void Void() => (ApprovedBy, Signatures) = ("", []);

    void Changed() => Version++;

    static void Demand(bool holds, string reason, string message)
    {
        if (!holds) throw new Refusal(reason, message);
    }

    void DemandState(LetterState needed, string verb) =>
        Demand(State == needed, "WRONG_STATE", $"{Name} is {Words(State)}: {verb} needs {Words(needed)}");

    static string Words(LetterState state) => state switch
    {
        LetterState.InCheck => "IN_CHECK",
        _ => state.ToString().ToUpperInvariant(),
    };

    static Refusal Invalid(string field, string why) => new("INVALID_ARGUMENT", $"{field}: {why}", RefusalKind.Invalid, [new(field, why)]);
}
