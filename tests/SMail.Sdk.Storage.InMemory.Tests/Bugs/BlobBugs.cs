namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>Keeps one reference per account, where each entry should have its own.</summary>
internal sealed class ReferenceLost(IBlobStore inner) : ForwardingBlobs(inner)
{
    private readonly HashSet<(BlobId, AccountId)> _held = [];

    public override ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        _held.Add((reference.Blob, reference.Account)) ? base.AddReferenceAsync(reference, cancellationToken) : ValueTask.CompletedTask;
}

/// <summary>Sweeps as if leases ended an hour earlier.</summary>
internal sealed class SweptUnderLease(IBlobStore inner) : ForwardingBlobs(inner)
{
    public override ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        base.AppendAsync(blob, offset, chunk, leaseUntil.AddHours(-1), cancellationToken);

    public override async ValueTask<BlobInfo?> FindAsync(BlobId blob, CancellationToken cancellationToken) =>
        await base.FindAsync(blob, cancellationToken) is { } info ? info with { LeaseUntil = info.LeaseUntil.AddHours(1) } : null;
}

/// <summary>Deletes at once what a reference holds.</summary>
internal sealed class DiscardedWhileHeld(IBlobStore inner) : ForwardingBlobs(inner)
{
    private readonly HashSet<BlobReference> _held = [];

    public override ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken)
    {
        _held.Add(reference);
        return base.AddReferenceAsync(reference, cancellationToken);
    }

    public override async ValueTask<bool> DiscardAsync(BlobId blob, CancellationToken cancellationToken)
    {
        foreach (var reference in _held.Where(reference => reference.Blob == blob))
            await RemoveReferenceAsync(reference, cancellationToken);
        return await base.DiscardAsync(blob, cancellationToken);
    }
}

/// <summary>Reads a blob back from the memory its pieces were handed over in.</summary>
internal sealed class PieceKept(IBlobStore inner) : ForwardingBlobs(inner)
{
    private readonly List<SealedChunk> _pieces = [];

    public override ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        _pieces.Add(chunk);
        return base.AppendAsync(blob, offset, chunk, leaseUntil, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await base.ReadAsync(blob, offset, buffer, cancellationToken);
        _pieces.SelectMany(piece => piece.Bytes.ToArray()).Skip((int)offset).Take(count).ToArray().CopyTo(buffer);
        return count;
    }
}
