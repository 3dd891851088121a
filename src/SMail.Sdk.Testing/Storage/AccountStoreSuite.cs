using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Pins <see cref="IAccountStore"/>: rows, preconditions, commit ids, changes, many threads.</summary>
public abstract partial class AccountStoreSuite : StorageConformance
{
    private readonly AccountId _account = Make.Account();

    [Fact]
    public async Task An_account_nobody_wrote_to_has_nothing()
    {
        Assert.Null(await Store.FindAsync(_account, Make.Key()));
        Assert.Empty(await Store.AllAsync(_account));
        var changes = await Store.ChangesAsync(_account, since: 0);
        Assert.Empty(changes.Items);
        Assert.Equal(0, changes.UpTo);
        Assert.False(changes.More);
    }

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        var row = Make.Row(group: 7, order: 42, due: Clock.GetUtcNow().AddTicks(1));
        var done = await Store.PutAsync(_account, row);
        var stored = await Store.GetAsync(_account, row.Key);
        Expect.Same(row, stored.Row);
        Assert.Equal(1, stored.Version);
        Assert.Equal(done.Change, stored.Change);
    }

    [Theory]
    [InlineData(int.MinValue, long.MinValue)]
    [InlineData(-1, -1)]
    [InlineData(int.MaxValue, long.MaxValue)]
    public async Task Group_and_order_may_be_any_number(int group, long order)
    {
        var row = Make.Row(group: group, order: order);
        await Store.PutAsync(_account, row);
        Expect.Same(row, (await Store.GetAsync(_account, row.Key)).Row);
        Expect.Same(row, Assert.Single(await Store.AllAsync(_account, group: group)).Row);
    }

    [Fact]
    public async Task A_due_time_is_kept_to_the_tick_whatever_its_offset()
    {
        var due = new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.FromHours(5.5)).AddTicks(1_234_567);
        var row = Make.OutboxRow(due);
        await Store.PutAsync(_account, row);
        Assert.Equal(due.UtcTicks, (await Store.GetAsync(_account, row.Key)).Row.Due!.Value.UtcTicks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(RowValue.MaxBytes)]
    public async Task A_value_may_have_any_length_up_to_its_limit(int length)
    {
        var row = Make.Row() with { Value = new RowValue(Make.Bytes(length)) };
        await Store.PutAsync(_account, row);
        Expect.Same(row, (await Store.GetAsync(_account, row.Key)).Row);
    }

    [Fact]
    public async Task A_value_above_its_limit_is_refused_and_nothing_is_written()
    {
        var fine = Make.Row();
        var tooLarge = Make.Row() with { Value = new RowValue(new byte[RowValue.MaxBytes + 1]) };
        await RefusedAsync(Make.Put(fine), Make.Put(tooLarge));
        Assert.Null(await Store.FindAsync(_account, fine.Key));
    }

    [Fact]
    public async Task Content_comes_with_a_single_row_and_stays_out_of_lists_and_changes()
    {
        var row = Make.Row() with { Content = Make.Content(500) };
        await Store.PutAsync(_account, row);
        Expect.Same(row, (await Store.GetAsync(_account, row.Key)).Row);
        Assert.Null(Assert.Single(await Store.AllAsync(_account)).Row.Content);
        Assert.Null(Assert.Single(await Store.AllChangesAsync(_account)).Row!.Row.Content);
    }

    [Fact]
    public async Task A_write_without_content_removes_the_content_before_it()
    {
        var row = Make.Row() with { Content = Make.Content(500) };
        await Store.PutAsync(_account, row);
        await Store.PutAsync(_account, row with { Content = null });
        Assert.Null((await Store.GetAsync(_account, row.Key)).Row.Content);
    }

    [Fact]
    public async Task Content_above_its_limit_is_refused_and_nothing_is_written()
    {
        var row = Make.Row() with { Content = Make.Content(RowValue.MaxBytes) };
        await RefusedAsync(Make.Put(row));
        Assert.Null(await Store.FindAsync(_account, row.Key));
    }

    [Fact]
    public async Task What_callers_do_to_their_buffers_later_changes_nothing_stored()
    {
        var value = Make.Bytes(50);
        var content = Make.BodyPacket(50);
        var row = Make.Row() with { Value = new RowValue(value), Content = SealedBytes.Parse(content) };
        await Store.PutAsync(_account, row);
        Array.Clear(value);
        Array.Clear(content);
        var stored = (await Store.GetAsync(_account, row.Key)).Row;
        Assert.Equal(Make.Bytes(50), stored.Value.Bytes.ToArray());
        Assert.Equal(Make.BodyPacket(50), stored.Content!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_value_the_caller_reuses_changes_nothing_stored()
    {
        var value = Make.Bytes(50);
        var row = Make.Row() with { Value = new RowValue(value) };
        await Store.PutAsync(_account, row);
        Array.Clear(value);
        Assert.Equal(Make.Bytes(50), (await Store.GetAsync(_account, row.Key)).Row.Value.Bytes.ToArray());
    }

    [Fact]
    public async Task Every_write_raises_the_version_by_one()
    {
        var row = Make.Row();
        for (var version = 1; version <= 4; version++)
        {
            var done = await Store.PutAsync(_account, row with { Order = version });
            var stored = await Store.GetAsync(_account, row.Key);
            Assert.Equal(version, stored.Version);
            Assert.Equal(done.Change, stored.Change);
            Assert.Equal(version, stored.Row.Order);
        }
    }

    [Fact]
    public async Task A_row_that_was_deleted_is_new_when_it_comes_back()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        await Store.PutAsync(_account, row);
        await Store.DeleteAsync(_account, row.Key);
        Assert.Null(await Store.FindAsync(_account, row.Key));
        await Store.PutAsync(_account, row, Precondition.Absent);
        Assert.Equal(1, (await Store.GetAsync(_account, row.Key)).Version);
    }

    [Fact]
    public async Task Accounts_and_kinds_do_not_share_rows()
    {
        var other = Make.Account();
        var row = Make.Row(seed: 1);
        var sameIdOtherKind = Make.Row(row.Key with { Kind = RowKind.Record }, seed: 2);
        var sameKeyOtherAccount = Make.Row(row.Key, seed: 3);
        await Store.CommitAsync(_account, Make.Put(row), Make.Put(sameIdOtherKind));
        await Store.PutAsync(other, sameKeyOtherAccount, Precondition.Absent);
        await Store.DeleteAsync(other, sameIdOtherKind.Key);
        Expect.Same(row, (await Store.GetAsync(_account, row.Key)).Row);
        Expect.Same(sameIdOtherKind, (await Store.GetAsync(_account, sameIdOtherKind.Key)).Row);
        Expect.Same(sameKeyOtherAccount, (await Store.GetAsync(other, row.Key)).Row);
        Assert.Single(await Store.AllChangesAsync(other));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_began_does_nothing()
    {
        var row = Make.Row();
        await Expect.CancelledAsync(async token => await Store.Accounts.CommitAsync(_account, Make.Commit(Make.Put(row)), token));
        Assert.Null(await Store.FindAsync(_account, row.Key));
        await Expect.CancelledAsync(async token => await Store.Accounts.FindAsync(_account, row.Key, token));
        await Expect.CancelledAsync(async token => await Store.Accounts.ChangesSinceAsync(_account, 0, 10, token));
    }

    private Task RefusedAsync(params RowWrite[] writes) => Expect.RefusedAsync(StorageError.InvalidArgument,
        async () => await Store.Accounts.CommitAsync(_account, Make.Commit(writes), Token));
}
