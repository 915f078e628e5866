using System.Data;
using Npgsql;

namespace Apa.Publications;

/// <summary>Stored documents as streams: none is ever in memory whole, however many are read and however slowly.</summary>
public sealed class DocumentStore(NpgsqlDataSource database)
{
    /// <param name="publication">Whose document.</param>
    /// <param name="fileName">One that is stored.</param>
    /// <param name="size">Its bytes.</param>
    public Stream Open(Guid publication, string fileName, long size) => new DocumentStream(database, publication, fileName, size);

    /// <summary>
    /// Reads what is asked for and no more, each time with a query of its own: a slow reader holds no connection. The column is stored
    /// uncompressed, so that PostgreSQL reads just that part, too.
    /// </summary>
    sealed class DocumentStream(NpgsqlDataSource database, Guid publication, string fileName, long size) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => size;
        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var wanted = (int)Math.Min(buffer.Length, size - Position);
            if (wanted <= 0) return 0;
            await using var command = database.CreateCommand("SELECT substring(data FROM $1 FOR $2) FROM documents WHERE publication_uid = $3 AND file_name = $4");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)Position + 1 });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = wanted });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = publication });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = fileName });
            await using var row = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess | CommandBehavior.SingleRow, cancellationToken);
            if (!await row.ReadAsync(cancellationToken)) throw new EndOfStreamException($"{fileName} is not stored");
            await using var part = await row.GetStreamAsync(0, cancellationToken);
            await part.ReadExactlyAsync(buffer[..wanted], cancellationToken);
            Position += wanted;
            return wanted;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => size + offset,
        };

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("documents are read asynchronously");
        public override void Flush() { }
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
