using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Testing.Faults;

/// <summary>Stands before any storage; every call passes its hooks, which may fail it, hold it up, or change its answer.</summary>
/// <remarks>Calls are named by facet and method: <c>Accounts.Commit</c>, <c>Messages.List</c>, <c>Outbox.Lease</c>, <c>Directory.Swap</c>, <c>Blobs.Append</c>, ….</remarks>
public sealed class StorageDecorator(IMailStorage inner) : IMailStorage, IAccountStore, IMessageStore, IOutboxStore, IDirectoryStore, IBlobStore
{
    /// <summary>What happens around every call.</summary>
    public Hooks Hooks { get; } = new();

    /// <summary>The storage behind.</summary>
    public IMailStorage Inner => inner;

    /// <inheritdoc/>
    public IAccountStore Accounts => this;

    /// <inheritdoc/>
    public IMessageStore Messages => this;

    /// <inheritdoc/>
    public IOutboxStore Outbox => this;

    /// <inheritdoc/>
    public IDirectoryStore Directory => this;

    /// <inheritdoc/>
    public IBlobStore Blobs => this;

    /// <inheritdoc/>
    public string? DataFolder { get; init; } = inner.DataFolder;

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken) =>
        Around("Accounts.Commit", [account, commit], () => inner.Accounts.CommitAsync(account, commit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredRow?> FindAsync(AccountId account, RowKey key, CancellationToken cancellationToken) =>
        Around("Accounts.Find", [account, key], () => inner.Accounts.FindAsync(account, key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken) =>
        Around("Accounts.Changes", [account, change, limit], () => inner.Accounts.ChangesSinceAsync(account, change, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<StoredRow>> ListAsync(AccountId account, RowKind kind, int group, string? cursor, int limit, CancellationToken cancellationToken) =>
        Around("Messages.List", [account, kind, group, cursor, limit], () => inner.Messages.ListAsync(account, kind, group, cursor, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeasedRow>> LeaseAsync(TimeSpan lease, int limit, CancellationToken cancellationToken) =>
        Around("Outbox.Lease", [lease, limit], () => inner.Outbox.LeaseAsync(lease, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken) =>
        Around("Directory.Find", [address], () => inner.Directory.FindAsync(address, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken) =>
        Around("Directory.Swap", [row], () => inner.Directory.CompareAndSwapAsync(row, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        Around("Directory.List", [filter, cursor, limit], () => inner.Directory.ListAsync(filter, cursor, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        await Around("Blobs.Append", [blob, offset, chunk], () => Nothing(inner.Blobs.AppendAsync(blob, offset, chunk, leaseUntil, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(BlobId blob, long length, CancellationToken cancellationToken) =>
        await Around("Blobs.Complete", [blob, length], () => Nothing(inner.Blobs.CompleteAsync(blob, length, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobInfo?> FindAsync(BlobId blob, CancellationToken cancellationToken) =>
        Around("Blobs.Find", [blob], () => inner.Blobs.FindAsync(blob, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        Around("Blobs.Read", [blob, offset, buffer], () => inner.Blobs.ReadAsync(blob, offset, buffer, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RenewLeaseAsync(BlobId blob, DateTimeOffset until, CancellationToken cancellationToken) =>
        await Around("Blobs.Renew", [blob], () => Nothing(inner.Blobs.RenewLeaseAsync(blob, until, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        await Around("Blobs.AddReference", [reference], () => Nothing(inner.Blobs.AddReferenceAsync(reference, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RemoveReferenceAsync(BlobReference reference, CancellationToken cancellationToken) =>
        await Around("Blobs.RemoveReference", [reference], () => Nothing(inner.Blobs.RemoveReferenceAsync(reference, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) =>
        Around("Blobs.Sweep", [limit], () => inner.Blobs.SweepAsync(limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DiscardAsync(BlobId blob, CancellationToken cancellationToken) =>
        Around("Blobs.Discard", [blob], () => inner.Blobs.DiscardAsync(blob, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private ValueTask<T> Around<T>(string name, object?[] arguments, Func<ValueTask<T>> work, CancellationToken cancellationToken) =>
        Hooks.AroundAsync(name, arguments, work, cancellationToken);

    private static async ValueTask<Done> Nothing(ValueTask work)
    {
        await work;
        return Done.Value;
    }
}
