using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Pins <see cref="IMessageStore"/>: order, pages, cursors.</summary>
public abstract class MessageStoreSuite : StorageConformance
{
    private readonly AccountId _account = Make.Account();

    [Fact]
    public async Task A_list_runs_from_the_highest_order_to_the_lowest()
    {
        long[] orders = [3, long.MinValue, -7, 0, long.MaxValue, 12, -1];
        foreach (var order in orders)
            await Store.PutAsync(_account, Make.Row(order: order));
        Assert.Equal(orders.OrderDescending(), (await Store.AllAsync(_account)).Select(item => item.Row.Order));
    }

    [Fact]
    public async Task A_list_has_the_rows_of_its_account_kind_and_group_only()
    {
        var mine = Make.Row(group: 1);
        await Store.CommitAsync(_account, Make.Put(mine), Make.Put(Make.Row(group: 2)), Make.Put(Make.Row(Make.Key(RowKind.Record), group: 1)));
        await Store.PutAsync(Make.Account(), Make.Row(group: 1));
        Expect.Same(mine, Assert.Single(await Store.AllAsync(_account, group: 1)).Row);
    }

    [Fact]
    public async Task A_list_of_nothing_is_one_empty_page()
    {
        await Store.PutAsync(_account, Make.Row());
        var page = await Store.Messages.ListAsync(_account, RowKind.Entry, 5, null, 10, Token);
        Assert.Empty(page.Items);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task Listed_rows_carry_value_version_and_change_but_no_content()
    {
        var row = Make.Row(order: 3, due: Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        var done = await Store.PutAsync(_account, row);
        var listed = Assert.Single(await Store.AllAsync(_account));
        Expect.Same(row, listed.Row);
        Assert.Equal((2, done.Change), (listed.Version, listed.Change));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    public async Task Pages_of_any_size_give_every_row_once_in_order(int limit)
    {
        var rows = Enumerable.Range(0, 30).Select(i => Make.Row(order: i / 4)).ToArray();
        await Store.CommitAsync(_account, [.. rows.Select(row => Make.Put(row))]);
        var listed = await Store.AllAsync(_account, limit: limit);
        Assert.Equal(rows.Length, listed.Count);
        Assert.Equal(rows.Select(row => row.Key).ToHashSet(), listed.Select(item => item.Row.Key).ToHashSet());
        Assert.Equal(rows.Select(row => row.Order).OrderDescending(), listed.Select(item => item.Row.Order));
    }

    [Fact]
    public async Task Rows_of_equal_order_keep_their_places_between_calls()
    {
        await Store.CommitAsync(_account, [.. Enumerable.Range(0, 20).Select(_ => Make.Put(Make.Row(order: 5)))]);
        var once = (await Store.AllAsync(_account, limit: 3)).Select(item => item.Row.Key);
        var again = (await Store.AllAsync(_account, limit: 20)).Select(item => item.Row.Key);
        Assert.Equal(once, again);
    }

    [Fact]
    public async Task The_last_page_leads_nowhere_even_when_it_is_full()
    {
        await Store.CommitAsync(_account, [.. Enumerable.Range(0, 4).Select(i => Make.Put(Make.Row(order: i)))]);
        var first = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 2, Token);
        Assert.NotNull(first.Next);
        var last = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, first.Next, 2, Token);
        Assert.Equal(2, last.Items.Count);
        Assert.Null(last.Next);
    }

    [Fact]
    public async Task Rows_that_come_between_two_pages_neither_repeat_nor_hide_others()
    {
        var rows = await TenRowsAsync();
        var first = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 4, Token);
        for (var i = 0; i < 5; i++)
            await Store.PutAsync(_account, Make.Row(order: 1000 + i));
        await Store.PutAsync(_account, Make.Row(order: 55));
        var rest = await Store.AllAsync(_account, limit: 4, cursor: first.Next);
        var seen = first.Items.Concat(rest).Select(item => item.Row.Key).ToArray();
        Assert.Equal(seen.Length, seen.Distinct().Count());
        Assert.Equal(rows, seen.Intersect(rows));
        Assert.Contains(rest, item => item.Row.Order == 55);
    }

    [Fact]
    public async Task Rows_that_go_between_two_pages_neither_repeat_nor_hide_others()
    {
        var rows = await TenRowsAsync();
        var first = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 4, Token);
        foreach (var gone in new[] { 0, 1, 3, 4, 7 })
            await Store.DeleteAsync(_account, rows[gone]);
        var rest = await Store.AllAsync(_account, limit: 4, cursor: first.Next);
        Assert.Equal([rows[5], rows[6], rows[8], rows[9]], rest.Select(item => item.Row.Key));
    }

    [Fact]
    public async Task A_cursor_outlives_every_row_after_it()
    {
        var rows = await TenRowsAsync();
        var first = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 4, Token);
        await Store.CommitAsync(_account, [.. rows.Select(row => Make.Delete(row))]);
        Assert.Empty(await Store.AllAsync(_account, cursor: first.Next));
    }

    [Fact]
    public async Task A_row_moves_with_its_group_and_its_order()
    {
        Row low = Make.Row(order: 1), high = Make.Row(order: 2);
        await Store.CommitAsync(_account, Make.Put(low), Make.Put(high));
        await Store.PutAsync(_account, low with { Order = 3 });
        Assert.Equal([low.Key, high.Key], (await Store.AllAsync(_account)).Select(item => item.Row.Key));
        await Store.PutAsync(_account, low with { Group = 1 });
        Assert.Equal(high.Key, Assert.Single(await Store.AllAsync(_account)).Row.Key);
        Assert.Equal(low.Key, Assert.Single(await Store.AllAsync(_account, group: 1)).Row.Key);
        await Store.DeleteAsync(_account, high.Key);
        Assert.Empty(await Store.AllAsync(_account));
    }

    [Fact]
    public async Task A_page_in_hand_does_not_change()
    {
        var row = Make.Row(order: 1);
        await Store.PutAsync(_account, row);
        var page = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 10, Token);
        await Store.PutAsync(_account, Make.Row(row.Key, order: 2, seed: 2));
        await Store.PutAsync(_account, Make.Row());
        Expect.Same(row, Assert.Single(page.Items).Row);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("next")]
    [InlineData("' OR 1=1 --")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public Task A_cursor_that_is_none_is_refused(string cursor) => RefusedAsync(cursor, 10);

    [Fact]
    public async Task A_cursor_that_was_cut_or_lengthened_is_refused()
    {
        await TenRowsAsync();
        var next = (await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 2, Token)).Next!;
        await RefusedAsync(next[..^1], 10);
        await RefusedAsync(next[1..], 10);
        await RefusedAsync(next + next, 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public Task A_limit_below_1_is_refused(int limit) => RefusedAsync(null, limit);

    [Fact]
    public async Task A_limit_may_be_as_large_as_it_likes()
    {
        await TenRowsAsync();
        Assert.Equal(10, (await Store.AllAsync(_account, limit: int.MaxValue)).Count);
    }

    [Fact]
    public Task A_call_cancelled_before_it_began_throws() => Expect.CancelledAsync(
        async token => await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 10, token));

    [Fact]
    public async Task Paging_beside_many_writers_shows_every_row_that_stays()
    {
        var stay = await TenRowsAsync();
        await Race.RunAsync(async thread =>
        {
            for (var i = 0; i < 10; i++)
            {
                if (thread % 2 == 0)
                {
                    var row = Make.Row(order: i * 13 % 100);
                    await Store.PutAsync(_account, row);
                    await Store.DeleteAsync(_account, row.Key);
                }
                else
                {
                    var seen = (await Store.AllAsync(_account, limit: 3)).Select(item => item.Row.Key).ToArray();
                    Assert.Equal(stay, seen.Intersect(stay));
                    Assert.Equal(seen.Length, seen.Distinct().Count());
                }
            }
        });
    }

    /// <summary>Ten rows of orders 90, 80, … 0; their keys in the order of the list.</summary>
    private async Task<RowKey[]> TenRowsAsync()
    {
        var rows = Enumerable.Range(0, 10).Select(i => Make.Row(order: 90 - 10 * i)).ToArray();
        await Store.CommitAsync(_account, [.. rows.Select(row => Make.Put(row))]);
        return [.. rows.Select(row => row.Key)];
    }

    private Task RefusedAsync(string? cursor, int limit) => Expect.RefusedAsync(
        StorageError.InvalidArgument, async () => await Store.Messages.ListAsync(_account, RowKind.Entry, 0, cursor, limit, Token));
}
