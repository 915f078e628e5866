using Apa.Protos.Judgements.V1;

namespace Apa.Judgements.Board;

/// <summary>The order of a board: furthest from the suggestion first, undecided last, then by authority and area.</summary>
static class BoardOrder
{
    public static string Key(BoardRow row) =>
        $"{99 - Math.Min(Math.Abs(row.Distance), 99):D2} {(row.Decided is null ? 1 : 0)} {row.Authority.LaCode} {row.Area}";
}
