using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Pins <see cref="IOutboxStore"/>: what is leased when, and the fencing token.</summary>
public abstract class OutboxStoreSuite : StorageConformance
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    private readonly AccountId _account = Make.Account();

    [Fact]
    public async Task A_row_is_leased_once_its_time_has_come()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow() + OneMinute);
        await Store.PutAsync(_account, row);
        Clock.Advance(OneMinute - TimeSpan.FromTicks(1));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
        Clock.Advance(TimeSpan.FromTicks(1));
        var leased = Assert.Single(await Store.LeaseAsync(OneMinute));
        Assert.Equal(_account, leased.Account);
        Assert.Equal(row.Key, leased.Stored.Row.Key);
    }

    [Fact]
    public async Task Rows_that_ask_for_no_work_are_never_leased()
    {
        await Store.PutAsync(_account, Make.OutboxRow(due: null));
        Clock.Advance(TimeSpan.FromDays(1000));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
    }

    [Fact]
    public async Task Any_kind_of_row_may_ask_for_work()
    {
        foreach (var kind in Enum.GetValues<RowKind>())
            await Store.PutAsync(_account, Make.Row(Make.Key(kind), due: Clock.GetUtcNow()));
        Assert.Equal(Enum.GetValues<RowKind>().ToHashSet(), (await Store.LeaseAsync(OneMinute)).Select(item => item.Stored.Row.Key.Kind).ToHashSet());
    }

    [Fact]
    public async Task The_earliest_come_first_whichever_account_they_belong_to()
    {
        var now = Clock.GetUtcNow();
        int[] order = [5, 2, 8, 1, 9, 3, 7, 4, 6, 0];
        var keys = new RowKey[order.Length];
        foreach (var place in order)
        {
            var row = Make.OutboxRow(now.AddTicks(place - 100));
            keys[place] = row.Key;
            await Store.PutAsync(Make.Account(), row);
        }
        Assert.Equal(keys[..4], (await Store.LeaseAsync(OneMinute, limit: 4)).Select(item => item.Stored.Row.Key));
        Assert.Equal(keys[4..], (await Store.LeaseAsync(OneMinute)).Select(item => item.Stored.Row.Key));
    }

    [Fact]
    public async Task A_lease_raises_the_version_and_makes_the_row_due_again_when_it_ends()
    {
        var row = Make.Row(Make.Key(RowKind.Outbox), group: 3, order: 4, due: Clock.GetUtcNow());
        var written = await Store.PutAsync(_account, row);
        var leased = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Assert.Equal((2, written.Change), (leased.Version, leased.Change));
        Expect.Same(row with { Due = Clock.GetUtcNow() + OneMinute }, leased.Row);
        var stored = await Store.GetAsync(_account, row.Key);
        Assert.Equal((leased.Version, leased.Change), (stored.Version, stored.Change));
        Expect.Same(leased.Row, stored.Row);
        Expect.Same(leased.Row, Assert.Single(await Store.AllAsync(_account, RowKind.Outbox, group: 3)).Row);
    }

    [Fact]
    public async Task A_leased_row_comes_without_its_content_and_keeps_it()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow()) with { Content = Make.Content(100) };
        await Store.PutAsync(_account, row);
        Assert.Null(Assert.Single(await Store.LeaseAsync(OneMinute)).Stored.Row.Content);
        Assert.Equal(row.Content.Bytes.ToArray(), (await Store.GetAsync(_account, row.Key)).Row.Content!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_lease_is_no_change()
    {
        var written = await Store.PutAsync(_account, Make.OutboxRow(Clock.GetUtcNow()));
        await Store.LeaseAsync(OneMinute);
        var changes = await Store.ChangesAsync(_account, since: 0);
        Assert.Equal(written.Change, changes.UpTo);
        Assert.Equal(written.Change, Assert.Single(changes.Items).Change);
    }

    [Fact]
    public async Task A_leased_row_is_left_alone_until_the_lease_ends()
    {
        await Store.PutAsync(_account, Make.OutboxRow(Clock.GetUtcNow()));
        Assert.Single(await Store.LeaseAsync(OneMinute));
        Clock.Advance(OneMinute - TimeSpan.FromTicks(1));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(3, Assert.Single(await Store.LeaseAsync(OneMinute)).Stored.Version);
    }

    [Fact]
    public async Task The_holder_of_a_lease_finishes_its_work()
    {
        await Store.PutAsync(_account, Make.OutboxRow(Clock.GetUtcNow()));
        var leased = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Assert.IsType<Committed>(await FinishAsync(leased));
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
    }

    [Fact]
    public async Task Whoever_lost_the_lease_can_finish_nothing()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        var lost = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Clock.Advance(OneMinute);
        var held = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Assert.Equal(row.Key, Assert.Single(Assert.IsType<Conflict>(await FinishAsync(lost)).Rows));
        Assert.NotNull(await Store.FindAsync(_account, row.Key));
        Assert.IsType<Committed>(await FinishAsync(held));
    }

    [Fact]
    public async Task A_version_from_before_the_lease_is_stale()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        var before = await Store.GetAsync(_account, row.Key);
        await Store.LeaseAsync(OneMinute);
        Assert.IsType<Conflict>(await FinishAsync(before));
    }

    [Fact]
    public async Task A_write_sets_when_the_row_is_due_next()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        await Store.PutAsync(_account, row with { Due = Clock.GetUtcNow() + OneMinute });
        Assert.Empty(await Store.LeaseAsync(OneMinute));
        await Store.PutAsync(_account, row);
        Assert.Single(await Store.LeaseAsync(OneMinute));
        await Store.PutAsync(_account, row with { Due = null });
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
    }

    [Fact]
    public async Task A_deleted_row_is_not_leased()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        await Store.DeleteAsync(_account, row.Key);
        Assert.Empty(await Store.LeaseAsync(OneMinute));
    }

    [Fact]
    public async Task Of_many_threads_one_gets_each_row()
    {
        var rows = Enumerable.Range(0, 60).Select(i => Make.OutboxRow(Clock.GetUtcNow().AddTicks(-i))).ToArray();
        foreach (var part in rows.Chunk(20))
            await Store.CommitAsync(Make.Account(), [.. part.Select(row => Make.Put(row))]);
        var leased = await Race.RunAsync(async _ =>
        {
            var mine = new List<RowKey>();
            for (var round = 0; round < 20; round++)
                mine.AddRange((await Store.LeaseAsync(OneMinute, limit: 7)).Select(item => item.Stored.Row.Key));
            return mine;
        });
        var all = leased.SelectMany(mine => mine).ToArray();
        Assert.Equal(rows.Length, all.Length);
        Assert.Equal(rows.Select(row => row.Key).ToHashSet(), all.ToHashSet());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(-1, 10)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    public async Task A_lease_of_no_time_or_of_no_rows_is_refused(int seconds, int limit)
    {
        await Store.PutAsync(_account, Make.OutboxRow(Clock.GetUtcNow()));
        await Expect.RefusedAsync(StorageError.InvalidArgument,
            async () => await Store.Outbox.LeaseAsync(TimeSpan.FromSeconds(seconds), limit, Token));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_began_leases_nothing()
    {
        await Store.PutAsync(_account, Make.OutboxRow(Clock.GetUtcNow()));
        await Expect.CancelledAsync(async token => await Store.Outbox.LeaseAsync(OneMinute, 10, token));
        Assert.Equal(2, Assert.Single(await Store.LeaseAsync(OneMinute)).Stored.Version);
    }

    /// <summary>Finishing the work is deleting the row in the version the lease gave.</summary>
    private async Task<CommitResult> FinishAsync(StoredRow leased) => await Store.Accounts.CommitAsync(
        _account, Make.Commit(Make.Delete(leased.Row.Key, Precondition.Version(leased.Version))), Token);
}
