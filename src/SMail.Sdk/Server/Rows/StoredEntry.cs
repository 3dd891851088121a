using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>An entry row as it is stored, with its version; makes the rows that replace it.</summary>
internal sealed record StoredEntry(EntryId Id, EntryRow Entry, int Group, long Version, SealedBytes? Content)
{
    public bool IsHidden => Group == EntryRow.HiddenGroup;

    public static RowKey KeyOf(EntryId id) => new(RowKind.Entry, id.Value);

    public static StoredEntry Of(StoredRow stored) => new(
        new EntryId(stored.Row.Key.Id), RowCodec.Decode(stored.Row.Value, RowJson.Default.EntryRow), stored.Row.Group, stored.Version, stored.Row.Content);

    /// <summary>An entry that is shown; null where the row does not hold one.</summary>
    public static StoredEntry? TryRead(StoredRow stored)
    {
        try
        {
            return Of(stored) is { Entry: { Copy: { KeyPacket: not null, Summary: not null }, Sender: not null, Body: not null, Recipients: not null } } entry ? entry : null;
        }
        catch (StorageException e) when (e.Code == StorageError.Corrupt)
        {
            return null;
        }
    }

    public static async ValueTask<StoredEntry?> FindAsync(IAccountStore accounts, AccountId account, EntryId id, CancellationToken cancellationToken) =>
        await accounts.FindAsync(account, KeyOf(id), cancellationToken).ConfigureAwait(false) is { } stored ? Of(stored) : null;

    public static Row ToRow(EntryId id, EntryRow entry, int group, SealedBytes? content) =>
        new(KeyOf(id), RowCodec.Encode(entry, RowJson.Default.EntryRow)) { Group = group, Order = entry.Received.UtcTicks, Content = content };

    /// <summary>Writes another value over this version.</summary>
    public RowWrite Replace(EntryRow entry, int group) => new PutRow(ToRow(Id, entry, group, Content), Precondition.Version(Version));

    /// <summary>Deletes this version, and leaves the work of giving up its hold on a blob; due only if who deletes it does not get to it.</summary>
    public IEnumerable<RowWrite> Remove(DateTimeOffset due)
    {
        yield return new DeleteRow(KeyOf(Id), Precondition.Version(Version));
        if (Entry.Body.Blob is { } blob)
            yield return Unreference(Id, blob, due);
    }

    /// <summary>The work of giving up the hold of an entry that is gone.</summary>
    public static RowWrite Unreference(EntryId entry, BlobId blob, DateTimeOffset due) =>
        new PutRow(new Row(new RowKey(RowKind.Unreference, entry.Value), RowCodec.Encode(new UnreferenceRow(blob, entry), RowJson.Default.UnreferenceRow)) { Due = due }, Precondition.None);

    /// <summary>The blob a row's entry holds; null where it holds none, or can't be read.</summary>
    public static BlobId? TryFindBlob(StoredRow stored)
    {
        try
        {
            return Of(stored).Entry.Body?.Blob;
        }
        catch (StorageException e) when (e.Code == StorageError.Corrupt)
        {
            return null;
        }
    }
}
