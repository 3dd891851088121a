using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class AccountStoreSuite
{
    [Fact]
    public async Task The_same_commit_a_second_time_changes_nothing()
    {
        var row = Make.Row();
        var commit = Make.Commit(Make.Put(row));
        var first = await Store.Accounts.CommitAsync(_account, commit, Token);
        await Store.PutAsync(_account, Make.Row());
        await AlreadyAppliedAsync(commit, first);
        Assert.Equal(1, (await Store.GetAsync(_account, row.Key)).Version);
        Assert.Equal(2, (await Store.AllChangesAsync(_account)).Count);
    }

    [Fact]
    public async Task The_id_counts_and_not_the_writes()
    {
        var commit = Make.Commit(Make.Put(Make.Row()));
        var first = await Store.Accounts.CommitAsync(_account, commit, Token);
        var other = Make.Row();
        await AlreadyAppliedAsync(commit with { Writes = [Make.Put(other)] }, first);
        Assert.Null(await Store.FindAsync(_account, other.Key));
    }

    [Fact]
    public async Task A_delivery_is_not_repeated_even_after_the_message_was_deleted()
    {
        var row = Make.Row();
        var delivery = Make.Commit(Make.Put(row, Precondition.SkipIfPresent));
        var first = await Store.Accounts.CommitAsync(_account, delivery, Token);
        await Store.DeleteAsync(_account, row.Key);
        Clock.Advance(IAccountStore.CommitMemory - TimeSpan.FromMinutes(1));
        await Store.PutAsync(_account, Make.Row());
        await AlreadyAppliedAsync(delivery, first);
        Assert.Null(await Store.FindAsync(_account, row.Key));
    }

    [Fact]
    public async Task A_repeated_commit_whose_preconditions_fail_by_now_was_still_applied()
    {
        var commit = Make.Commit(Make.Put(Make.Row(), Precondition.Absent));
        var first = await Store.Accounts.CommitAsync(_account, commit, Token);
        await AlreadyAppliedAsync(commit, first);
    }

    [Fact]
    public async Task A_commit_that_skipped_everything_is_remembered_too()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        var commit = Make.Commit(Make.Put(row, Precondition.SkipIfPresent));
        var first = await Store.Accounts.CommitAsync(_account, commit, Token);
        await Store.DeleteAsync(_account, row.Key);
        await AlreadyAppliedAsync(commit, first);
        Assert.Null(await Store.FindAsync(_account, row.Key));
    }

    [Fact]
    public async Task A_commit_without_writes_is_done_and_remembered()
    {
        var commit = Make.Commit();
        var first = await Store.Accounts.CommitAsync(_account, commit, Token);
        await AlreadyAppliedAsync(commit, first);
    }

    [Fact]
    public async Task A_conflict_is_not_remembered()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        var commit = Make.Commit(Make.Put(row, Precondition.Absent));
        Assert.IsType<Conflict>(await Store.Accounts.CommitAsync(_account, commit, Token));
        await Store.DeleteAsync(_account, row.Key);
        Assert.IsType<Committed>(await Store.Accounts.CommitAsync(_account, commit, Token));
    }

    [Fact]
    public async Task Commit_ids_belong_to_their_account()
    {
        var commit = Make.Commit(Make.Put(Make.Row()));
        Assert.IsType<Committed>(await Store.Accounts.CommitAsync(_account, commit, Token));
        Assert.IsType<Committed>(await Store.Accounts.CommitAsync(Make.Account(), commit, Token));
    }

    [Fact]
    public async Task Change_numbers_rise_with_every_commit()
    {
        long last = 0;
        for (var i = 0; i < 20; i++)
        {
            var row = Make.Row();
            var done = await Store.PutAsync(_account, row);
            Assert.True(done.Change > last, "A later commit has a higher number.");
            last = done.Change;
            done = await Store.DeleteAsync(_account, row.Key);
            Assert.True(done.Change > last, "A later commit has a higher number.");
            last = done.Change;
        }
    }

    [Fact]
    public async Task A_commit_of_many_rows_is_done_whole()
    {
        var rows = Enumerable.Range(0, 500).Select(i => Make.Row(order: i)).ToArray();
        var done = await Store.CommitAsync(_account, [.. rows.Select(row => Make.Put(row, Precondition.Absent))]);
        var listed = await Store.AllAsync(_account);
        Assert.Equal(rows.Length, listed.Count);
        Assert.All(listed, row => Assert.Equal(done.Change, row.Change));
    }

    private async Task AlreadyAppliedAsync(PartitionCommit commit, CommitResult first)
    {
        var again = await Store.Accounts.CommitAsync(_account, commit, Token);
        Assert.Equal(Assert.IsType<Committed>(first).Change, Assert.IsType<AlreadyApplied>(again).Change);
    }
}
