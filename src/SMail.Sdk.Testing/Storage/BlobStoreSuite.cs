using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Pins <see cref="IBlobStore"/>: pieces, leases, references, sweeping.</summary>
public abstract partial class BlobStoreSuite : StorageConformance
{
    private readonly BlobId _blob = Id.Generate<BlobId>();

    private DateTimeOffset Tomorrow => Clock.GetUtcNow().AddDays(1);

    [Fact]
    public async Task A_blob_grows_piece_by_piece_and_is_then_whole()
    {
        Assert.Null(await InfoAsync());
        await AppendAsync(0, Make.Bytes(10));
        Assert.Equal(new BlobInfo(10, false, Tomorrow), await InfoAsync());
        await AppendAsync(10, Make.Bytes(5, seed: 2));
        Assert.Equal(new BlobInfo(15, false, Tomorrow), await InfoAsync());
        await CompleteAsync(15);
        Assert.Equal(new BlobInfo(15, true, Tomorrow), await InfoAsync());
        byte[] whole = [.. Make.Bytes(10), .. Make.Bytes(5, seed: 2)];
        Assert.Equal(whole, await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task A_piece_is_the_callers_again_once_it_was_added()
    {
        var memory = Make.Bytes(10);
        await AppendAsync(0, memory);
        Array.Clear(memory);
        await CompleteAsync(10);
        Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task A_large_blob_is_read_from_anywhere_in_any_step()
    {
        var bytes = Make.Bytes(3 * SealedChunk.MaxBytes + 12_345);
        var blob = await Store.PutBlobAsync(bytes, Tomorrow);
        Assert.Equal(bytes, await Store.ReadBlobAsync(blob));
        foreach (var offset in new[] { 1, SealedChunk.MaxBytes - 1, SealedChunk.MaxBytes, SealedChunk.MaxBytes + 1, bytes.Length - 1, bytes.Length })
            Assert.Equal(bytes[offset..], await Store.ReadBlobAsync(blob, offset, step: 1_000_000));
    }

    [Fact]
    public async Task Reading_past_the_end_gives_nothing()
    {
        var blob = await Store.PutBlobAsync(Make.Bytes(10), Tomorrow);
        foreach (var offset in new[] { 10, 11, 1_000_000, long.MaxValue })
            Assert.Equal(0, await Store.Blobs.ReadAsync(blob, offset, new byte[5], Token));
    }

    [Fact]
    public async Task Reading_writes_no_further_than_it_says()
    {
        var blob = await Store.PutBlobAsync(Make.Bytes(10), Tomorrow);
        var buffer = new byte[20];
        var count = await Store.Blobs.ReadAsync(blob, 4, buffer, Token);
        Assert.InRange(count, 1, 6);
        Assert.Equal(Make.Bytes(10)[4..(4 + count)], buffer[..count]);
        Assert.All(buffer[count..], rest => Assert.Equal(0, rest));
    }

    [Fact]
    public async Task Only_a_complete_blob_is_read_or_referenced()
    {
        await NotFoundAsync(_blob);
        await AppendAsync(0, Make.Bytes(10));
        await NotFoundAsync(_blob);
        await CompleteAsync(10);
        await Store.Blobs.AddReferenceAsync(Reference(), Token);
        Assert.Equal(10, (await Store.ReadBlobAsync(_blob)).Length);
    }

    [Fact]
    public async Task Reading_before_the_beginning_is_refused()
    {
        var blob = await Store.PutBlobAsync(Make.Bytes(10), Tomorrow);
        await Expect.RefusedAsync(StorageError.InvalidArgument, async () => await Store.Blobs.ReadAsync(blob, -1, new byte[5], Token));
    }

    [Fact]
    public async Task The_same_piece_again_changes_nothing()
    {
        await AppendAsync(0, Make.Bytes(10));
        await AppendAsync(0, Make.Bytes(10));
        await AppendAsync(10, Make.Bytes(10, seed: 2));
        await AppendAsync(0, Make.Bytes(10));
        await AppendAsync(10, Make.Bytes(10, seed: 2));
        await CompleteAsync(20);
        byte[] whole = [.. Make.Bytes(10), .. Make.Bytes(10, seed: 2)];
        Assert.Equal(whole, await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task A_piece_that_does_not_fit_is_refused_and_changes_nothing()
    {
        await AppendAsync(0, Make.Bytes(10));
        await RefusedAsync(0, Make.Bytes(10, seed: 2));
        await RefusedAsync(0, Make.Bytes(12));
        await RefusedAsync(11, Make.Bytes(10));
        await RefusedAsync(5, Make.Bytes(10));
        await RefusedAsync(-1, Make.Bytes(10));
        Assert.Equal(new BlobInfo(10, false, Tomorrow), await InfoAsync());
        await CompleteAsync(10);
        Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task A_first_piece_that_is_not_at_the_beginning_makes_no_blob()
    {
        await RefusedAsync(1, Make.Bytes(10));
        Assert.Null(await InfoAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SealedChunk.MaxBytes + 1)]
    public async Task A_piece_that_is_empty_or_too_large_is_refused(int length)
    {
        await RefusedAsync(0, new byte[length]);
        Assert.Null(await InfoAsync());
    }

    [Fact]
    public async Task A_complete_blob_never_changes_again()
    {
        await AppendAsync(0, Make.Bytes(10));
        await CompleteAsync(10);
        await RefusedAsync(10, Make.Bytes(10));
        await RefusedAsync(0, Make.Bytes(10));
        Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task Completing_again_with_the_same_length_changes_nothing()
    {
        await AppendAsync(0, Make.Bytes(10));
        await CompleteAsync(10);
        await CompleteAsync(10);
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => CompleteAsync(11));
        Assert.Equal(new BlobInfo(10, true, Tomorrow), await InfoAsync());
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(0)]
    [InlineData(-10)]
    public async Task Completing_with_another_length_is_refused_and_the_blob_goes_on(long length)
    {
        await AppendAsync(0, Make.Bytes(10));
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => CompleteAsync(length));
        await AppendAsync(10, Make.Bytes(1));
        await CompleteAsync(11);
    }

    [Fact]
    public Task Completing_a_blob_that_is_not_there_is_refused() => Expect.RefusedAsync(StorageError.BlobNotFound, () => CompleteAsync(0));

    [Fact]
    public async Task What_callers_do_to_their_buffers_later_changes_nothing_stored()
    {
        var piece = Make.Bytes(10);
        await AppendAsync(0, piece);
        Array.Clear(piece);
        await CompleteAsync(10);
        var read = await Store.ReadBlobAsync(_blob);
        Array.Clear(read);
        Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_began_does_nothing()
    {
        var blobs = Store.Blobs;
        var piece = new SealedChunk(Make.Bytes(10));
        await Expect.CancelledAsync(async token => await blobs.AppendAsync(_blob, 0, piece, Tomorrow, token));
        Assert.Null(await InfoAsync());
        await AppendAsync(0, Make.Bytes(10));
        await Expect.CancelledAsync(async token => await blobs.CompleteAsync(_blob, 10, token));
        Assert.False((await InfoAsync())!.IsComplete);
        await CompleteAsync(10);
        await Expect.CancelledAsync(async token => await blobs.FindAsync(_blob, token));
        await Expect.CancelledAsync(async token => await blobs.ReadAsync(_blob, 0, new byte[5], token));
        await Expect.CancelledAsync(async token => await blobs.RenewLeaseAsync(_blob, Tomorrow.AddDays(1), token));
        Assert.Equal(Tomorrow, (await InfoAsync())!.LeaseUntil);
        await Expect.CancelledAsync(async token => await blobs.DiscardAsync(_blob, token));
        await blobs.AddReferenceAsync(Reference(), Token);
        Clock.Advance(TimeSpan.FromDays(2));
        await Expect.CancelledAsync(async token => await blobs.RemoveReferenceAsync(Reference(), token));
        Assert.Equal(0, await blobs.SweepAsync(10, Token));
        await blobs.RemoveReferenceAsync(Reference(), Token);
        await Expect.CancelledAsync(async token => await blobs.AddReferenceAsync(Reference(), token));
        await Expect.CancelledAsync(async token => await blobs.SweepAsync(10, token));
        Assert.Equal(1, await blobs.SweepAsync(10, Token));
    }

    private static readonly AccountId Holder = Make.Account();
    private static readonly EntryId Entry = Id.Generate<EntryId>();

    private BlobReference Reference() => new(_blob, Holder, Entry);

    private async Task<BlobInfo?> InfoAsync() => await Store.Blobs.FindAsync(_blob, Token);

    private async Task AppendAsync(long offset, byte[] bytes, DateTimeOffset? leaseUntil = null) =>
        await Store.Blobs.AppendAsync(_blob, offset, new SealedChunk(bytes), leaseUntil ?? Tomorrow, Token);

    private async Task CompleteAsync(long length) => await Store.Blobs.CompleteAsync(_blob, length, Token);

    /// <summary>Refused, and with it the longer lease that was asked for.</summary>
    private Task RefusedAsync(long offset, byte[] bytes) =>
        Expect.RefusedAsync(StorageError.InvalidArgument, () => AppendAsync(offset, bytes, Tomorrow.AddDays(7)));

    private async Task NotFoundAsync(BlobId blob)
    {
        await Expect.RefusedAsync(StorageError.BlobNotFound, async () => await Store.Blobs.ReadAsync(blob, 0, new byte[5], Token));
        await Expect.RefusedAsync(StorageError.BlobNotFound, async () => await Store.Blobs.AddReferenceAsync(Reference(), Token));
    }
}
