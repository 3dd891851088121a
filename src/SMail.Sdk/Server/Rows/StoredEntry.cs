using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>An entry row as it is stored, with its version; makes the rows that replace it.</summary>
internal sealed record StoredEntry(EntryId Id, EntryRow Entry, int Group, long Version, SealedBytes? Content)
{
    public bool IsHidden => Group == EntryRow.HiddenGroup;

    public static RowKey KeyOf(EntryId id) => new(RowKind.Entry, id.Value);

    public static StoredEntry Of(StoredRow stored) => new(
        new EntryId(stored.Row.Key.Id), RowCodec.Decode(stored.Row.Value, RowJson.Default.EntryRow), stored.Row.Group, stored.Version, stored.Row.Content);

    public static async ValueTask<StoredEntry?> FindAsync(IAccountStore accounts, AccountId account, EntryId id, CancellationToken cancellationToken) =>
        await accounts.FindAsync(account, KeyOf(id), cancellationToken).ConfigureAwait(false) is { } stored ? Of(stored) : null;

    public static Row ToRow(EntryId id, EntryRow entry, int group, SealedBytes? content) =>
        new(KeyOf(id), RowCodec.Encode(entry, RowJson.Default.EntryRow)) { Group = group, Order = entry.Received.UtcTicks, Content = content };

    /// <summary>Writes another value over this version.</summary>
    public RowWrite Replace(EntryRow entry, int group) => new PutRow(ToRow(Id, entry, group, Content), Precondition.Version(Version));

    /// <summary>Deletes this version, and with it the hold on its blob.</summary>
    public IEnumerable<RowWrite> Remove(DateTimeOffset now)
    {
        yield return new DeleteRow(KeyOf(Id), Precondition.Version(Version));
        if (Entry.Body.Blob is { } blob)
            yield return new PutRow(new Row(new RowKey(RowKind.Unreference, Id.Value), RowCodec.Encode(new UnreferenceRow(blob, Id), RowJson.Default.UnreferenceRow)) { Due = now }, Precondition.None);
    }
}
