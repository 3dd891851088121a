using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Blobs;

/// <summary>A blob's own row.</summary>
internal sealed record StoredBlob(long Number, BlobInfo Info, long Holders)
{
    public static StoredBlob? Find(Session session, BlobId blob)
    {
        using var reader = session.Query("SELECT num, length, complete, lease, holders FROM blob WHERE id = ?1", blob.ToBytes());
        return reader.Read()
            ? new StoredBlob(reader.GetInt64(0), new BlobInfo(reader.GetInt64(1), reader.GetBoolean(2), reader.Time(3)), reader.GetInt64(4))
            : null;
    }

    public static StoredBlob GetComplete(Session session, BlobId blob) =>
        Find(session, blob) is { Info.IsComplete: true } found ? found : throw NotFound();

    public static StorageException NotFound() => new(StorageError.BlobNotFound, "There is no such blob, or it is not complete.");
}
