using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class BlobStoreSuite
{
    [Fact]
    public async Task A_lease_holds_a_blob_until_it_ends()
    {
        var blob = await Store.PutBlobAsync(Make.Bytes(10), Tomorrow);
        await AppendAsync(0, Make.Bytes(10));
        Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(10, (await Store.ReadBlobAsync(blob)).Length);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, await SweepAsync());
        Assert.Null(await Store.Blobs.FindAsync(blob, Token));
        Assert.Null(await InfoAsync());
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_lease_is_only_ever_lengthened()
    {
        await AppendAsync(0, Make.Bytes(10), Tomorrow);
        await AppendAsync(10, Make.Bytes(10), Clock.GetUtcNow());
        await Store.Blobs.RenewLeaseAsync(_blob, Clock.GetUtcNow(), Token);
        Assert.Equal(Tomorrow, (await InfoAsync())!.LeaseUntil);
        await AppendAsync(20, Make.Bytes(10), Tomorrow.AddTicks(1));
        Assert.Equal(Tomorrow.AddTicks(1), (await InfoAsync())!.LeaseUntil);
        await AppendAsync(20, Make.Bytes(10), Tomorrow.AddTicks(2));
        Assert.Equal(Tomorrow.AddTicks(2), (await InfoAsync())!.LeaseUntil);
        await Store.Blobs.RenewLeaseAsync(_blob, Tomorrow.AddDays(1), Token);
        Assert.Equal(Tomorrow.AddDays(1), (await InfoAsync())!.LeaseUntil);
        Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task Renewing_the_lease_of_a_blob_that_is_not_there_makes_none()
    {
        await Store.Blobs.RenewLeaseAsync(_blob, Tomorrow, Token);
        Assert.Null(await InfoAsync());
    }

    [Fact]
    public async Task A_reference_holds_a_blob_after_its_lease()
    {
        await HeldAsync(Reference());
        Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(10, (await Store.ReadBlobAsync(_blob)).Length);
        await Store.Blobs.RemoveReferenceAsync(Reference(), Token);
        Assert.Equal(1, await SweepAsync());
        Assert.Null(await InfoAsync());
    }

    [Fact]
    public async Task A_reference_added_twice_is_one()
    {
        await HeldAsync(Reference(), Reference());
        Clock.Advance(TimeSpan.FromDays(2));
        await Store.Blobs.RemoveReferenceAsync(Reference(), Token);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task Every_reference_holds_for_itself()
    {
        BlobReference[] references = [Reference(), Reference() with { Account = Make.Account() }, Reference() with { Entry = Id.Generate<EntryId>() }];
        await HeldAsync(references);
        Clock.Advance(TimeSpan.FromDays(2));
        foreach (var reference in references)
        {
            Assert.Equal(0, await SweepAsync());
            Assert.False(await DiscardAsync());
            await Store.Blobs.RemoveReferenceAsync(reference, Token);
            await Store.Blobs.RemoveReferenceAsync(reference, Token);
        }
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task Letting_go_of_what_is_not_held_is_no_error()
    {
        await Store.Blobs.RemoveReferenceAsync(Reference(), Token);
        Assert.Null(await InfoAsync());
        await HeldAsync(Reference());
        await Store.Blobs.RemoveReferenceAsync(Reference() with { Account = Make.Account() }, Token);
        await Store.Blobs.RemoveReferenceAsync(Reference() with { Entry = Id.Generate<EntryId>() }, Token);
        await Store.Blobs.RemoveReferenceAsync(Reference() with { Blob = Id.Generate<BlobId>() }, Token);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_lease_still_holds_when_the_last_reference_is_gone()
    {
        await HeldAsync(Reference());
        await Store.Blobs.RemoveReferenceAsync(Reference(), Token);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(10, (await Store.ReadBlobAsync(_blob)).Length);
    }

    [Fact]
    public async Task A_sweep_deletes_no_more_than_its_limit()
    {
        for (var i = 0; i < 5; i++)
            await Store.PutBlobAsync(Make.Bytes(10), Tomorrow);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, await SweepAsync(2));
        Assert.Equal(2, await SweepAsync(2));
        Assert.Equal(1, await SweepAsync(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public Task A_sweep_of_nothing_is_refused(int limit) =>
        Expect.RefusedAsync(StorageError.InvalidArgument, () => SweepAsync(limit));

    [Fact]
    public async Task A_discarded_blob_is_gone_whatever_its_lease()
    {
        await AppendAsync(0, Make.Bytes(10));
        Assert.True(await DiscardAsync());
        Assert.Null(await InfoAsync());
        await HeldAsync();
        Assert.True(await DiscardAsync());
        Assert.Null(await InfoAsync());
        await NotFoundAsync(_blob);
        Assert.True(await DiscardAsync());
    }

    [Fact]
    public async Task A_blob_that_is_held_is_not_discarded()
    {
        await HeldAsync(Reference());
        Assert.False(await DiscardAsync());
        Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task A_blob_begun_anew_after_its_deletion_has_nothing_of_the_old()
    {
        await HeldAsync();
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await SweepAsync());
        await AppendAsync(0, Make.Bytes(3, seed: 5));
        Assert.Equal(new BlobInfo(3, false, Tomorrow), await InfoAsync());
        await CompleteAsync(3);
        Assert.Equal(Make.Bytes(3, seed: 5), await Store.ReadBlobAsync(_blob));
    }

    [Fact]
    public async Task Of_a_reference_and_a_sweep_at_the_same_moment_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var blob = await Store.PutBlobAsync(Make.Bytes(10), Clock.GetUtcNow().AddMinutes(1));
            Clock.Advance(TimeSpan.FromMinutes(2));
            var held = await Race.RunAsync(async thread =>
            {
                if (thread % 2 == 0)
                {
                    await SweepAsync();
                    return false;
                }
                try
                {
                    await Store.Blobs.AddReferenceAsync(new BlobReference(blob, Holder, Id.Generate<EntryId>()), Token);
                    return true;
                }
                catch (StorageException e) when (e.Code == StorageError.BlobNotFound)
                {
                    return false;
                }
            });
            Assert.Equal(held.Any(was => was), await Store.Blobs.FindAsync(blob, Token) is not null);
            if (held.Any(was => was))
                Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(blob));
        }
    }

    [Fact]
    public async Task Many_threads_may_put_the_same_blob()
    {
        var bytes = Make.Bytes(5000);
        await Race.RunAsync(async _ =>
        {
            for (var offset = 0; offset < bytes.Length; offset += 1000)
                await AppendAsync(offset, bytes[offset..(offset + 1000)]);
        });
        await CompleteAsync(bytes.Length);
        Assert.Equal(bytes, await Store.ReadBlobAsync(_blob));
    }

    private async Task HeldAsync(params BlobReference[] references)
    {
        await AppendAsync(0, Make.Bytes(10));
        await CompleteAsync(10);
        foreach (var reference in references)
            await Store.Blobs.AddReferenceAsync(reference, Token);
    }

    private async Task<int> SweepAsync(int limit = 100) => await Store.Blobs.SweepAsync(limit, Token);

    private async Task<bool> DiscardAsync() => await Store.Blobs.DiscardAsync(_blob, Token);
}
