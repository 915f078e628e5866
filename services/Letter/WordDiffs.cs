using Apa.Protos.Letters.V1;
using DiffPlex;
using DiffPlex.Chunkers;
using Change = Apa.Protos.Letters.V1.WordDiff.Types.Change;

namespace Apa.Letters;

/// <summary>What changed between two texts of a letter, block by block and word by word.</summary>
static class WordDiffs
{
    static readonly WordChunker Chunker = new();

    /// <summary>The blocks that differ, in the later text's order; those taken out follow the block they followed.</summary>
    public static IEnumerable<BlockDiff> Of(Proto.Letter before, Proto.Letter after)
    {
        var earlier = before.Blocks.ToDictionary(block => block.Id);
        var later = after.Blocks.Select(block => block.Id).ToHashSet();
        var gone = before.Blocks.Select((block, i) => (block, after: i == 0 ? "" : before.Blocks[i - 1].Id)).Where(one => !later.Contains(one.block.Id)).ToLookup(one => one.after, one => one.block);
        foreach (var block in After("")) yield return block;
        foreach (var block in after.Blocks)
        {
            var was = earlier.GetValueOrDefault(block.Id)?.Markdown ?? "";
            if (was != block.Markdown) yield return Diff(block.Id, was, block.Markdown);
            foreach (var taken in After(block.Id)) yield return taken;
        }

        IEnumerable<BlockDiff> After(string id) => gone[id].SelectMany(block => After(block.Id).Prepend(Diff(block.Id, block.Markdown, "")));
    }

    static BlockDiff Diff(string id, string before, string after)
    {
        var result = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, Chunker);
        var diff = new BlockDiff { Id = id };
        var at = 0;
        foreach (var change in result.DiffBlocks)
        {
            Add(Change.Unspecified, result.PiecesNew.Skip(at).Take(change.InsertStartB - at));
            Add(Change.Deleted, result.PiecesOld.Skip(change.DeleteStartA).Take(change.DeleteCountA));
            Add(Change.Inserted, result.PiecesNew.Skip(change.InsertStartB).Take(change.InsertCountB));
            at = change.InsertStartB + change.InsertCountB;
        }
        Add(Change.Unspecified, result.PiecesNew.Skip(at));
        return diff;

        void Add(Change change, IEnumerable<string> pieces)
        {
            var text = string.Concat(pieces);
            if (text.Length > 0) diff.Words.Add(new WordDiff { Change = change, Text = text });
        }
    }
}
