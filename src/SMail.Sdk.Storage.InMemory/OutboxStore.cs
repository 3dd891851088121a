namespace SMail.Sdk.Storage.InMemory;

/// <summary>Leases of rows that are due.</summary>
internal sealed class OutboxStore(Partitions partitions, TimeProvider clock) : IOutboxStore
{
    public ValueTask<IReadOnlyList<LeasedRow>> LeaseAsync(TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (lease <= TimeSpan.Zero)
            throw new StorageException(StorageError.InvalidArgument, "A lease lasts longer than zero.");
        var now = clock.GetUtcNow();
        var leased = new List<LeasedRow>();
        // Not cancelled on the way: rows leased already would lie idle until their lease ends.
        foreach (var candidate in partitions.Due.Earliest(now, Limits.Cap(limit)))
        {
            if (partitions.TryFind(candidate.Account, out var partition) && partition.Lease(candidate, now + lease) is { } row)
                leased.Add(new LeasedRow(candidate.Account, row));
        }
        return ValueTask.FromResult<IReadOnlyList<LeasedRow>>(leased);
    }
}
