using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Blobs;

/// <summary>Blobs as rows of pieces.</summary>
internal sealed class BlobStore(Database database, TimeProvider clock) : IBlobStore
{
    public async ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        cancellationToken.ThrowIfCancellationRequested();
        if (offset < 0 || chunk.Bytes.Length is 0 or > SealedChunk.MaxBytes)
            throw Limits.Invalid($"A piece has 1 to {SealedChunk.MaxBytes} bytes and is not before the beginning.");
        var bytes = Values.Of(chunk.Bytes);
        await database.WriteAsync(session => new BlobWriter(session).Append(blob, offset, bytes, leaseUntil), cancellationToken);
    }

    public async ValueTask CompleteAsync(BlobId blob, long length, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => new BlobWriter(session).Complete(blob, length), cancellationToken);

    public ValueTask<BlobInfo?> FindAsync(BlobId blob, CancellationToken cancellationToken) =>
        new(database.Read(session => StoredBlob.Find(session, blob)?.Info, cancellationToken));

    public ValueTask<int> ReadAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (offset < 0)
            throw Limits.Invalid("The offset is below 0.");
        return new(database.Read(session => session.Snapshot(() => new BlobReader(session).Read(blob, offset, buffer.Span)), cancellationToken));
    }

    public async ValueTask RenewLeaseAsync(BlobId blob, DateTimeOffset until, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => new BlobWriter(session).Lengthen(blob, until), cancellationToken);

    public async ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => new BlobWriter(session).AddReference(reference), cancellationToken);

    public async ValueTask RemoveReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => new BlobWriter(session).RemoveReference(reference), cancellationToken);

    public async ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        limit = Limits.Cap(limit);
        // Blob by blob: deleting many large ones in one transaction would hold up all other writes.
        var swept = 0;
        while (swept < limit && database.Read(session => BlobWriter.FirstFree(session, clock.GetUtcNow()), cancellationToken) is { } number)
        {
            if (await database.WriteAsync(session => new BlobWriter(session).DeleteIfFree(number, clock.GetUtcNow()), cancellationToken))
                swept++;
        }
        return swept;
    }

    public ValueTask<bool> DiscardAsync(BlobId blob, CancellationToken cancellationToken) =>
        database.WriteAsync(session => new BlobWriter(session).Discard(blob), cancellationToken);
}
