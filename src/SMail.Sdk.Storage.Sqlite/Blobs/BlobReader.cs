using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Blobs;

/// <summary>Reads pieces straight into the caller's buffer, without an array for each.</summary>
internal sealed class BlobReader(Session session)
{
    public int Read(BlobId blob, long offset, Span<byte> buffer)
    {
        var found = StoredBlob.GetComplete(session, blob);
        var read = 0;
        while (read < buffer.Length && offset + read < found.Info.Length)
            read += ReadPiece(found.Number, offset + read, buffer[read..]);
        return read;
    }

    private int ReadPiece(long blob, long offset, Span<byte> buffer)
    {
        var (number, start) = PieceAt(blob, offset);
        using var piece = new SqliteBlob(session.Connection, "blob_piece", "bytes", number, readOnly: true);
        piece.Position = offset - start;
        var count = piece.Read(buffer);
        return count > 0 ? count : throw new StorageException(StorageError.Corrupt, "A piece of a blob is shorter than it was.");
    }

    private (long Number, long Start) PieceAt(long blob, long offset)
    {
        using var reader = session.Query("SELECT num, start FROM blob_piece WHERE blob = ?1 AND start <= ?2 ORDER BY start DESC LIMIT 1", blob, offset);
        return reader.Read()
            ? (reader.GetInt64(0), reader.GetInt64(1))
            : throw new StorageException(StorageError.Corrupt, "A piece of a blob is missing.");
    }
}
