namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>Hands every call on; a bug overrides one.</summary>
internal abstract class ForwardingAccounts(IAccountStore inner) : IAccountStore
{
    protected IAccountStore Inner => inner;

    public virtual ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken) =>
        inner.CommitAsync(account, commit, cancellationToken);

    public virtual ValueTask<StoredRow?> FindAsync(AccountId account, RowKey key, CancellationToken cancellationToken) =>
        inner.FindAsync(account, key, cancellationToken);

    public virtual ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken) =>
        inner.ChangesSinceAsync(account, change, limit, cancellationToken);
}

/// <summary>Hands every call on; a bug overrides one.</summary>
internal abstract class ForwardingDirectory(IDirectoryStore inner) : IDirectoryStore
{
    protected IDirectoryStore Inner => inner;

    public virtual ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken) =>
        inner.FindAsync(address, cancellationToken);

    public virtual ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken) =>
        inner.CompareAndSwapAsync(row, cancellationToken);

    public virtual ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(filter, cursor, limit, cancellationToken);
}

/// <summary>Hands every call on; a bug overrides one.</summary>
internal abstract class ForwardingBlobs(IBlobStore inner) : IBlobStore
{
    protected IBlobStore Inner => inner;

    public virtual ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.AppendAsync(blob, offset, chunk, leaseUntil, cancellationToken);

    public virtual ValueTask CompleteAsync(BlobId blob, long length, CancellationToken cancellationToken) =>
        inner.CompleteAsync(blob, length, cancellationToken);

    public virtual ValueTask<BlobInfo?> FindAsync(BlobId blob, CancellationToken cancellationToken) =>
        inner.FindAsync(blob, cancellationToken);

    public virtual ValueTask<int> ReadAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        inner.ReadAsync(blob, offset, buffer, cancellationToken);

    public virtual ValueTask RenewLeaseAsync(BlobId blob, DateTimeOffset until, CancellationToken cancellationToken) =>
        inner.RenewLeaseAsync(blob, until, cancellationToken);

    public virtual ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        inner.AddReferenceAsync(reference, cancellationToken);

    public virtual ValueTask RemoveReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        inner.RemoveReferenceAsync(reference, cancellationToken);

    public virtual ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) =>
        inner.SweepAsync(limit, cancellationToken);

    public virtual ValueTask<bool> DiscardAsync(BlobId blob, CancellationToken cancellationToken) =>
        inner.DiscardAsync(blob, cancellationToken);
}
