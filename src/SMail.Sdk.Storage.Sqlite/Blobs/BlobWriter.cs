using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Blobs;

/// <summary>Writes to blobs inside the writer's transaction. The answers say whether anything was there to be done.</summary>
internal sealed class BlobWriter(Session session)
{
    public static long? FirstFree(Session session, DateTimeOffset now) =>
        session.Number("SELECT num FROM blob WHERE holders = 0 AND lease <= ?1 ORDER BY lease LIMIT 1", Values.Of(now));

    public bool Append(BlobId blob, long offset, byte[] bytes, DateTimeOffset leaseUntil)
    {
        var found = StoredBlob.Find(session, blob);
        var length = found?.Info.Length ?? 0;
        if (found is { Info.IsComplete: true })
            throw Limits.Invalid("The blob is complete.");
        if (offset != length && (found is null || !IsStored(found.Number, offset, bytes)))
            throw Limits.Invalid("The piece leaves a gap, or other bytes stand there.");

        if (offset == length)
        {
            var number = found?.Number ?? Add(blob);
            session.Execute("INSERT INTO blob_piece (blob, start, bytes) VALUES (?1, ?2, ?3)", number, offset, bytes);
            session.Execute("UPDATE blob SET length = ?2 WHERE num = ?1", number, length + bytes.Length);
        }
        return Lengthen(blob, leaseUntil);
    }

    public bool Complete(BlobId blob, long length)
    {
        var found = StoredBlob.Find(session, blob) ?? throw StoredBlob.NotFound();
        if (found.Info.Length != length)
            throw Limits.Invalid("The blob has another length.");
        return session.Execute("UPDATE blob SET complete = 1 WHERE num = ?1 AND complete = 0", found.Number) > 0;
    }

    public bool Lengthen(BlobId blob, DateTimeOffset until) =>
        session.Execute("UPDATE blob SET lease = ?2 WHERE id = ?1 AND lease < ?2", blob.ToBytes(), Values.Of(until)) > 0;

    public bool AddReference(BlobReference reference)
    {
        var number = StoredBlob.GetComplete(session, reference.Blob).Number;
        return session.Execute("INSERT OR IGNORE INTO blob_reference (blob, account, entry) VALUES (?1, ?2, ?3)",
                number, reference.Account.ToBytes(), reference.Entry.ToBytes()) > 0
            && CountHolders(number, 1);
    }

    public bool RemoveReference(BlobReference reference)
    {
        if (StoredBlob.Find(session, reference.Blob) is not { Number: var number })
            return false;
        return session.Execute("DELETE FROM blob_reference WHERE blob = ?1 AND account = ?2 AND entry = ?3",
                number, reference.Account.ToBytes(), reference.Entry.ToBytes()) > 0
            && CountHolders(number, -1);
    }

    /// <summary>Looks again, inside the transaction: a reference or a lease may have come since.</summary>
    public bool DeleteIfFree(long number, DateTimeOffset now) =>
        session.Number("SELECT 1 FROM blob WHERE num = ?1 AND holders = 0 AND lease <= ?2", number, Values.Of(now)) is not null
        && Delete(number);

    public bool Discard(BlobId blob) => StoredBlob.Find(session, blob) is not { } found || (found.Holders == 0 && Delete(found.Number));

    private long Add(BlobId blob) => session.Number(
        "INSERT INTO blob (id, length, complete, lease, holders) VALUES (?1, 0, 0, 0, 0) RETURNING num", blob.ToBytes())!.Value;

    private bool IsStored(long blob, long offset, byte[] bytes) =>
        session.Number("SELECT 1 FROM blob_piece WHERE blob = ?1 AND start = ?2 AND bytes = ?3", blob, offset, bytes) is not null;

    private bool CountHolders(long number, long by) =>
        session.Execute("UPDATE blob SET holders = holders + ?2 WHERE num = ?1", number, by) > 0;

    private bool Delete(long number)
    {
        session.Execute("DELETE FROM blob_piece WHERE blob = ?1", number);
        return session.Execute("DELETE FROM blob WHERE num = ?1", number) > 0;
    }
}
