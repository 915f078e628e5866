using Apa.Protos.Letters.V1;

namespace Apa.Letters;

/// <summary>
/// Keeps the ids of paragraphs through re-drafts: a paragraph whose source is unchanged keeps its id wherever it stands now; one that
/// was written anew takes, in order, an id whose paragraph is gone; a further one gets a number that was never used.
/// </summary>
/// <param name="before">Blocks as drafted before, in their source wording.</param>
/// <param name="alsoUsed">Ids that comments speak of, so that no other paragraph ever gets them.</param>
public sealed class ParagraphIds(IReadOnlyList<Block> before, IEnumerable<string> alsoUsed)
{
    readonly List<string> used = [.. before.Select(block => block.Id), .. alsoUsed];

    /// <summary>Nothing was drafted before.</summary>
    public static ParagraphIds None => new([], []);

    public List<(string Id, string Paragraph)> Assign(string prefix, IReadOnlyList<string> paragraphs)
    {
        // A section's grade stands under the prefix too, and is no paragraph of its narrative.
        var free = before.Where(block => block.Kind == BlockKind.Paragraph && block.Id.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(block.Id.AsSpan(prefix.Length), out _)).ToList();
        var ids = new string?[paragraphs.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            if (free.Find(block => block.Markdown == paragraphs[i]) is not { } same) continue;
            ids[i] = same.Id;
            free.Remove(same);
        }
        var next = used.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).Select(id => int.TryParse(id.AsSpan(prefix.Length), out var n) ? n : 0).DefaultIfEmpty().Max();
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] is not null) continue;
            ids[i] = free.Count > 0 ? free[0].Id : $"{prefix}{++next}";
            if (free.Count > 0) free.RemoveAt(0);
        }
        return [.. ids.Zip(paragraphs, (id, paragraph) => (id!, paragraph))];
    }
}
