using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests;

/// <summary>A store that gives back other bytes than it was given.</summary>
internal static class Tampering
{
    /// <summary>Changes each entry on its way out of the store.</summary>
    public static void ChangeEntries(this StorageDecorator storage, Func<StoredEntry, StoredEntry> change) => storage.ChangeRows(row =>
    {
        var changed = change(StoredEntry.Of(row));
        return row with { Row = StoredEntry.ToRow(changed.Id, changed.Entry, changed.Group, changed.Content) };
    });

    /// <summary>Changes each row of an entry on its way out of the store.</summary>
    public static void ChangeRows(this StorageDecorator storage, Func<StoredRow, StoredRow> change) => storage.Hooks.Change = (_, answer) => answer switch
    {
        StoredRow { Row.Key.Kind: RowKind.Entry } row => change(row),
        Page<StoredRow> page => page with { Items = [.. page.Items.Select(change)] },
        _ => answer,
    };

    /// <summary>Changes the bytes of blobs as they are read: given the offset and what was read, the test writes over it and says how much there is.</summary>
    public static void ChangeBlobs(this StorageDecorator storage, Func<long, Memory<byte>, int, int> change) => storage.Hooks.Change = (call, answer) =>
        call is { Name: "Blobs.Read", Arguments: [_, long offset, Memory<byte> buffer] } ? change(offset, buffer, (int)answer!) : answer;

    public static StoredEntry WithCopy(this StoredEntry entry, SealedBytes? keyPacket = null, SealedBytes? summary = null) => entry with
    {
        Entry = entry.Entry with { Copy = new SealedCopy(keyPacket ?? entry.Entry.Copy!.KeyPacket, summary ?? entry.Entry.Copy!.Summary) },
    };

    public static SealedBytes Flip(this SealedBytes bytes, int bit)
    {
        var changed = bytes.Bytes.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return SealedBytes.Read(changed);
    }
}
