using System.Collections.Concurrent;

namespace SMail.Sdk.Storage.InMemory;

/// <summary>Blobs, each with a lock of its own.</summary>
internal sealed class BlobStore(TimeProvider clock) : IBlobStore
{
    private readonly ConcurrentDictionary<BlobId, Blob> _blobs = new();

    public ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        cancellationToken.ThrowIfCancellationRequested();
        Limits.RequireNotNegative(offset, "offset");
        if (chunk.Bytes.Length is 0 or > SealedChunk.MaxBytes)
            throw new StorageException(StorageError.InvalidArgument, $"A piece has 1 to {SealedChunk.MaxBytes} bytes.");
        // A blob that is deleted at this very moment makes way for a new one.
        while (!FindOrAdd(blob, offset).TryAppend(offset, chunk.Bytes, leaseUntil))
            cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(BlobId blob, long length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Get(blob).Complete(length);
        return ValueTask.CompletedTask;
    }

    public ValueTask<BlobInfo?> FindAsync(BlobId blob, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_blobs.GetValueOrDefault(blob)?.Info());
    }

    public ValueTask<int> ReadAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Limits.RequireNotNegative(offset, "offset");
        return ValueTask.FromResult(Get(blob).Read(offset, buffer.Span));
    }

    public ValueTask RenewLeaseAsync(BlobId blob, DateTimeOffset until, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _blobs.GetValueOrDefault(blob)?.RenewLease(until);
        return ValueTask.CompletedTask;
    }

    public ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Get(reference.Blob).AddReference(reference);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveReferenceAsync(BlobReference reference, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _blobs.GetValueOrDefault(reference.Blob)?.RemoveReference(reference);
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        limit = Limits.Cap(limit);
        var now = clock.GetUtcNow();
        var deleted = 0;
        foreach (var (id, blob) in _blobs)
        {
            if (deleted == limit)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            if (blob.TryDelete(leaseEndedBy: now) && _blobs.TryRemove(KeyValuePair.Create(id, blob)))
                deleted++;
        }
        return ValueTask.FromResult(deleted);
    }

    public ValueTask<bool> DiscardAsync(BlobId blob, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_blobs.TryGetValue(blob, out var found))
            return ValueTask.FromResult(true);
        if (!found.TryDelete(leaseEndedBy: DateTimeOffset.MaxValue))
            return ValueTask.FromResult(false);
        _blobs.TryRemove(KeyValuePair.Create(blob, found));
        return ValueTask.FromResult(true);
    }

    private Blob FindOrAdd(BlobId blob, long offset)
    {
        if (_blobs.TryGetValue(blob, out var found))
            return found;
        if (offset != 0)
            throw new StorageException(StorageError.InvalidArgument, "A blob starts at 0.");
        return _blobs.GetOrAdd(blob, _ => new Blob());
    }

    private Blob Get(BlobId blob) => _blobs.GetValueOrDefault(blob) ?? throw Blob.NotFound();
}
