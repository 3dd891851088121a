namespace SMail.Sdk.Storage.InMemory;

/// <summary>Storage in memory: every promise of <see cref="IMailStorage"/> but surviving the process.</summary>
/// <remarks>Accounts never wait for each other: each has a lock of its own, and what they share is split into shards.</remarks>
public sealed class InMemoryStorage : IMailStorage
{
    /// <summary>Makes an empty store.</summary>
    /// <param name="clock">Says when rows are due, leases end and commit ids may be forgotten.</param>
    public InMemoryStorage(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var partitions = new Partitions(clock);
        Accounts = new AccountStore(partitions);
        Messages = new MessageStore(partitions);
        Outbox = new OutboxStore(partitions, clock);
        Directory = new DirectoryStore();
        Blobs = new BlobStore(clock);
    }

    /// <inheritdoc/>
    public IAccountStore Accounts { get; }

    /// <inheritdoc/>
    public IMessageStore Messages { get; }

    /// <inheritdoc/>
    public IOutboxStore Outbox { get; }

    /// <inheritdoc/>
    public IDirectoryStore Directory { get; }

    /// <inheritdoc/>
    public IBlobStore Blobs { get; }

    /// <inheritdoc/>
    public string? DataFolder => null;

    /// <summary>Does nothing: the data goes with the last reference to this object.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
