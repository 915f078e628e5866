namespace Apa.Indicators.Importing;

/// <summary>The table of a file, row by row: of a CSV file or of a sheet.</summary>
abstract class SourceTable : IAsyncDisposable
{
    /// <summary>Names of the columns as written, without outer blanks.</summary>
    public IReadOnlyList<string> Header { get; protected init; } = [];

    /// <summary>Line of the file on which the current row begins; the row of a sheet.</summary>
    public abstract long Line { get; }

    /// <summary>Goes to the next row that has anything; false at the end.</summary>
    public abstract ValueTask<bool> Read(CancellationToken ct);

    /// <summary>A cell of the current row without outer blanks; null where its bytes are not text of the file's encoding.</summary>
    public abstract string? Cell(int column);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A file cannot be read at all; the message says why.</summary>
sealed class UnreadableFile(string why, long line = 1) : Exception(why)
{
    public long Line => line;
}
