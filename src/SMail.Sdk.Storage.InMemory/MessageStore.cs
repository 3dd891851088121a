namespace SMail.Sdk.Storage.InMemory;

/// <summary>Lists of rows.</summary>
internal sealed class MessageStore(Partitions partitions) : IMessageStore
{
    public ValueTask<Page<StoredRow>> ListAsync(
        AccountId account, RowKind kind, int group, string? cursor, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Cursor? after = cursor is null ? null : Cursor.Parse(cursor);
        limit = Limits.Cap(limit);
        return ValueTask.FromResult(partitions.TryFind(account, out var partition)
            ? partition.List(kind, group, after, limit)
            : new Page<StoredRow>([], null));
    }
}
