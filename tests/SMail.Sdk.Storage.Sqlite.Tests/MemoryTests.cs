using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class MemoryTests
{
    private readonly AccountId _account = Id.Generate<AccountId>();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_blob_of_25_MiB_is_read_with_little_memory()
    {
        const int length = 25 << 20;
        await using var store = new TemporaryStore(_clock);
        var blob = Id.Generate<BlobId>();
        var piece = new SealedChunk(new byte[SealedChunk.MaxBytes]);
        for (var offset = 0; offset < length; offset += SealedChunk.MaxBytes)
            await store.Blobs.AppendAsync(blob, offset, piece, _clock.GetUtcNow().AddDays(1), Seeds.Token);
        await store.Blobs.CompleteAsync(blob, length, Seeds.Token);

        // Reading happens on the caller's thread, so what other tests do is not counted.
        var buffer = new byte[81920];
        var before = GC.GetAllocatedBytesForCurrentThread();
        long read = 0;
        while (await store.Blobs.ReadAsync(blob, read, buffer, Seeds.Token) is var count and > 0)
            read += count;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(length, read);
        Assert.True(allocated < 8 << 20, $"{allocated:N0} bytes were allocated.");
    }

    [Fact]
    public async Task A_page_of_large_rows_is_shorter_and_none_is_left_out()
    {
        await using var store = new TemporaryStore(_clock);
        for (var i = 0; i < 12; i++)
            await store.CommitAsync(_account, Seeds.Row(i, new byte[RowValue.MaxBytes]));
        var page = await store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 100, Seeds.Token);
        Assert.InRange(page.Items.Count, 1, 6);
        Assert.Equal(12, await store.CountAsync(_account));
        var changes = Assert.IsType<Changes>(await store.Accounts.ChangesSinceAsync(_account, 0, 100, Seeds.Token));
        Assert.InRange(changes.Items.Count, 1, 6);
        Assert.True(changes.More);
    }
}
