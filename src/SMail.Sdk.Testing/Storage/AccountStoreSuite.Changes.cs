using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class AccountStoreSuite
{
    private static readonly TimeSpan LongerThanRemembered = IAccountStore.CommitMemory + TimeSpan.FromDays(1);

    [Fact]
    public async Task Changes_come_oldest_first_and_each_row_once_as_it_is_now()
    {
        Row first = Make.Row(), second = Make.Row(seed: 2);
        await Store.PutAsync(_account, first);
        var two = await Store.PutAsync(_account, second);
        var three = await Store.PutAsync(_account, first = first with { Order = 9 });
        var changes = await Store.AllChangesAsync(_account);
        Assert.Equal([(second.Key, two.Change), (first.Key, three.Change)], changes.Select(item => (item.Key, item.Change)));
        Expect.Same(second, changes[0].Row!.Row);
        Expect.Same(first, changes[1].Row!.Row);
        Assert.Equal(2, changes[1].Row!.Version);
        Assert.Equal(three.Change, changes[1].Row!.Change);
    }

    [Fact]
    public async Task Only_what_came_later_is_a_change()
    {
        var one = await Store.PutAsync(_account, Make.Row());
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        Assert.Equal(row.Key, Assert.Single(await Store.AllChangesAsync(_account, since: one.Change)).Key);
    }

    [Fact]
    public async Task A_deletion_is_a_change_without_a_row()
    {
        var row = Make.Row();
        var written = await Store.PutAsync(_account, row);
        var deleted = await Store.DeleteAsync(_account, row.Key);
        foreach (var since in new[] { 0, written.Change })
            Assert.Equal(new RowChange(row.Key, deleted.Change, null), Assert.Single(await Store.AllChangesAsync(_account, since)));
        Assert.Empty(await Store.AllChangesAsync(_account, since: deleted.Change));
    }

    [Fact]
    public async Task A_row_that_came_back_is_there_once_and_its_tombstone_gone()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        await Store.DeleteAsync(_account, row.Key);
        var back = await Store.PutAsync(_account, row);
        var change = Assert.Single(await Store.AllChangesAsync(_account));
        Assert.Equal(back.Change, change.Change);
        Expect.Same(row, change.Row?.Row);
    }

    [Fact]
    public async Task Deleting_again_moves_no_tombstone()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        var deleted = await Store.DeleteAsync(_account, row.Key);
        await Store.DeleteAsync(_account, row.Key);
        Assert.Equal(deleted.Change, Assert.Single(await Store.AllChangesAsync(_account)).Change);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Pages_of_any_size_give_every_change_once(int limit)
    {
        var expected = new List<RowKey>();
        for (var i = 0; i < 12; i++)
        {
            var rows = Enumerable.Range(0, i % 4).Select(_ => Make.Row()).ToArray();
            await Store.CommitAsync(_account, [.. rows.Select(row => Make.Put(row))]);
            expected.AddRange(rows.Select(row => row.Key));
        }
        await Store.DeleteAsync(_account, expected[3]);
        var changes = await Store.AllChangesAsync(_account, limit: limit);
        Assert.Equal(expected.Count, changes.Count);
        Assert.Equal(expected.ToHashSet(), changes.Select(item => item.Key).ToHashSet());
        Assert.Equal(changes.Select(item => item.Change).Order(), changes.Select(item => item.Change));
        Assert.Equal((expected[3], null), (changes[^1].Key, changes[^1].Row));
    }

    [Fact]
    public async Task A_commit_is_never_split_between_pages()
    {
        for (var i = 0; i < 3; i++)
            await Store.CommitAsync(_account, Make.Put(Make.Row()), Make.Put(Make.Row()), Make.Put(Make.Row()));
        var one = await Store.ChangesAsync(_account, since: 0, limit: 1);
        Assert.Equal(3, one.Items.Count);
        Assert.True(one.More);
        var two = await Store.ChangesAsync(_account, one.UpTo, limit: 5);
        Assert.Equal(3, two.Items.Count);
        Assert.True(two.More);
        var three = await Store.ChangesAsync(_account, two.UpTo, limit: 3);
        Assert.Equal(3, three.Items.Count);
        Assert.False(three.More);
    }

    [Fact]
    public async Task The_last_page_leads_up_to_the_latest_commit_even_one_that_skipped_everything()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        var latest = await Store.PutAsync(_account, row, Precondition.SkipIfPresent);
        var page = await Store.ChangesAsync(_account, since: 0);
        Assert.Single(page.Items);
        Assert.Equal(latest.Change, page.UpTo);
        var end = await Store.ChangesAsync(_account, page.UpTo);
        Assert.Empty(end.Items);
        Assert.Equal(latest.Change, end.UpTo);
        Assert.False(end.More);
    }

    [Fact]
    public async Task A_deletion_is_remembered_for_the_promised_time()
    {
        var row = Make.Row();
        var written = await Store.PutAsync(_account, row);
        await Store.DeleteAsync(_account, row.Key);
        Clock.Advance(IAccountStore.CommitMemory - TimeSpan.FromMinutes(1));
        await Store.PutAsync(_account, Make.Row());
        var changes = await Store.AllChangesAsync(_account, since: written.Change);
        Assert.Equal(row.Key, changes[0].Key);
        Assert.Null(changes[0].Row);
    }

    [Fact]
    public async Task A_reader_never_misses_a_deletion_unknowingly()
    {
        Row kept = Make.Row(), deleted = Make.Row();
        var written = await Store.CommitAsync(_account, Make.Put(kept), Make.Put(deleted));
        await Store.DeleteAsync(_account, deleted.Key);
        Clock.Advance(LongerThanRemembered);
        var latest = await Store.PutAsync(_account, Make.Row());
        var result = await Store.Accounts.ChangesSinceAsync(_account, written.Change, 100, Token);
        if (result is TooOld old)
        {
            Assert.Equal(latest.Change, old.Latest);
            Assert.Equal(2, (await Store.AllAsync(_account)).Count);
            var row = Make.Row();
            await Store.PutAsync(_account, row);
            Assert.Equal(row.Key, Assert.Single(await Store.AllChangesAsync(_account, old.Latest)).Key);
        }
        else
        {
            Assert.Contains(Assert.IsType<Changes>(result).Items, item => item.Key == deleted.Key && item.Row is null);
        }
    }

    [Fact]
    public async Task A_reader_who_missed_nothing_is_never_too_old()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        var deleted = await Store.DeleteAsync(_account, row.Key);
        Clock.Advance(LongerThanRemembered);
        await Store.PutAsync(_account, row);
        Assert.Single(await Store.AllChangesAsync(_account, since: deleted.Change));
    }

    [Fact]
    public async Task Rows_are_never_forgotten()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        await Store.DeleteAsync(_account, row.Key);
        await Store.PutAsync(_account, row);
        Clock.Advance(10 * LongerThanRemembered);
        await Store.PutAsync(_account, Make.Row());
        Expect.Same(row, (await Store.GetAsync(_account, row.Key)).Row);
        Assert.Equal(2, (await Store.AllChangesAsync(_account)).Count);
    }

    [Fact]
    public async Task A_number_that_was_never_given_is_too_old()
    {
        var done = await Store.PutAsync(_account, Make.Row());
        foreach (var change in new[] { done.Change + 1, long.MaxValue })
            Assert.Equal(new TooOld(done.Change), await Store.Accounts.ChangesSinceAsync(_account, change, 10, Token));
        Assert.Equal(new TooOld(0), await Store.Accounts.ChangesSinceAsync(Make.Account(), 1, 10, Token));
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(long.MinValue, 10)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public Task A_number_below_0_or_a_limit_below_1_is_refused(long change, int limit) => Expect.RefusedAsync(
        StorageError.InvalidArgument, async () => await Store.Accounts.ChangesSinceAsync(_account, change, limit, Token));
}
