namespace SMail.Sdk.Storage.InMemory;

/// <summary>Commits, single rows and changes of accounts.</summary>
internal sealed class AccountStore(Partitions partitions) : IAccountStore
{
    public ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        var writes = CommitInput.Take(commit.Writes, cancellationToken);
        return ValueTask.FromResult(partitions.FindOrAdd(account).Commit(commit.Id, writes));
    }

    public ValueTask<StoredRow?> FindAsync(AccountId account, RowKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(partitions.TryFind(account, out var partition) ? partition.Find(key) : null);
    }

    public ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Limits.RequireNotNegative(change, "change number");
        limit = Limits.Cap(limit);
        if (partitions.TryFind(account, out var partition))
            return ValueTask.FromResult(partition.ChangesSince(change, limit));
        return ValueTask.FromResult<ChangesResult>(change == 0 ? new Changes([], 0, false) : new TooOld(0));
    }
}
