using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Shorthand for calls the suites make often; each asserts the ordinary outcome.</summary>
internal static class Calls
{
    public static async Task<Committed> CommitAsync(this IMailStorage store, AccountId account, params RowWrite[] writes) =>
        Assert.IsType<Committed>(await store.Accounts.CommitAsync(account, Make.Commit(writes), Token));

    public static Task<Committed> PutAsync(this IMailStorage store, AccountId account, Row row, Precondition precondition = default) =>
        store.CommitAsync(account, Make.Put(row, precondition));

    public static Task<Committed> DeleteAsync(this IMailStorage store, AccountId account, RowKey key) =>
        store.CommitAsync(account, Make.Delete(key));

    public static async Task<StoredRow?> FindAsync(this IMailStorage store, AccountId account, RowKey key) =>
        await store.Accounts.FindAsync(account, key, Token);

    public static async Task<StoredRow> GetAsync(this IMailStorage store, AccountId account, RowKey key)
    {
        var row = await store.FindAsync(account, key);
        Assert.NotNull(row);
        return row;
    }

    public static async Task<Changes> ChangesAsync(this IMailStorage store, AccountId account, long since, int limit = 100) =>
        Assert.IsType<Changes>(await store.Accounts.ChangesSinceAsync(account, since, limit, Token));

    /// <summary>All changes, however many pages they take.</summary>
    public static async Task<List<RowChange>> AllChangesAsync(this IMailStorage store, AccountId account, long since = 0, int limit = 100)
    {
        var all = new List<RowChange>();
        while (true)
        {
            var page = await store.ChangesAsync(account, since, limit);
            all.AddRange(page.Items);
            if (!page.More)
                return all;
            Assert.True(page.UpTo > since, "A page with more to come must lead on.");
            since = page.UpTo;
        }
    }

    /// <summary>The whole list, however many pages it takes.</summary>
    public static async Task<List<StoredRow>> AllAsync(
        this IMailStorage store, AccountId account, RowKind kind = RowKind.Entry, int group = 0, int limit = 100, string? cursor = null)
    {
        var all = new List<StoredRow>();
        do
        {
            var page = await store.Messages.ListAsync(account, kind, group, cursor, limit, Token);
            Assert.True(page.Items.Count <= limit, "A page is longer than asked for.");
            Assert.True(page.Items.Count > 0 || page.Next is null, "An empty page leads nowhere.");
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>All addresses that fit, however many pages they take.</summary>
    public static async Task<List<DirectoryRow>> AllAddressesAsync(this IMailStorage store, DirectoryFilter? filter = null, int limit = 100, string? cursor = null)
    {
        var all = new List<DirectoryRow>();
        do
        {
            var page = await store.Directory.ListAsync(filter ?? new DirectoryFilter(), cursor, limit, Token);
            Assert.True(page.Items.Count <= limit, "A page is longer than asked for.");
            Assert.True(page.Items.Count > 0 || page.Next is null, "An empty page leads nowhere.");
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    public static async Task<IReadOnlyList<LeasedRow>> LeaseAsync(this IMailStorage store, TimeSpan lease, int limit = 100) =>
        await store.Outbox.LeaseAsync(lease, limit, Token);

    /// <summary>Stores a complete blob.</summary>
    public static async Task<BlobId> PutBlobAsync(this IMailStorage store, byte[] bytes, DateTimeOffset leaseUntil)
    {
        var blob = Id.Generate<BlobId>();
        for (var offset = 0; offset < bytes.Length; offset += SealedChunk.MaxBytes)
        {
            var piece = bytes.AsMemory(offset, Math.Min(SealedChunk.MaxBytes, bytes.Length - offset));
            await store.Blobs.AppendAsync(blob, offset, new SealedChunk(piece), leaseUntil, Token);
        }
        await store.Blobs.CompleteAsync(blob, bytes.Length, Token);
        return blob;
    }

    /// <summary>Reads to the end in steps of a buffer.</summary>
    public static async Task<byte[]> ReadBlobAsync(this IMailStorage store, BlobId blob, long offset = 0, int step = 100_000)
    {
        var all = new MemoryStream();
        var buffer = new byte[step];
        while (await store.Blobs.ReadAsync(blob, offset, buffer, Token) is var count and > 0)
        {
            all.Write(buffer, 0, count);
            offset += count;
        }
        return all.ToArray();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
