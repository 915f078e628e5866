using Apa.Protos.Letters.V1;

namespace Apa.Letters;

/// <summary>How a table is laid out, the same in every rendering.</summary>
/// <param name="Shares">Widths of the columns in hundredths of the table's.</param>
/// <param name="RowHeaders">The first cell of a row says what the row is about.</param>
/// <param name="Centred">The column whose cells stand in the middle; -1: none.</param>
public sealed record TableForm(IReadOnlyList<int> Shares, bool RowHeaders, int Centred)
{
    static readonly TableForm Grades = new([80, 20], RowHeaders: true, Centred: 1);
    static readonly TableForm Descriptors = new([10, 57, 33], RowHeaders: true, Centred: 0);
    static readonly TableForm PairedLists = new([50, 50], RowHeaders: false, Centred: -1);

    /// <summary>Whether a row could be taller than a page, and then must break across pages: others stay whole.</summary>
    public static bool MayBreak(IReadOnlyList<TextCell> row) => row.Max(cell => cell.Lines.Count) >= 25;

    /// <summary>The form of a kind of block; null where it is no table.</summary>
    public static TableForm? Of(BlockKind kind) => kind switch
    {
        BlockKind.Grades => Grades,
        BlockKind.Descriptors => Descriptors,
        BlockKind.PairedLists => PairedLists,
        _ => null,
    };
}
