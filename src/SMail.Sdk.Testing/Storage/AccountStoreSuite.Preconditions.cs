using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class AccountStoreSuite
{
    [Fact]
    public async Task Absent_conflicts_with_a_row_that_exists()
    {
        var row = Make.Row(seed: 1);
        await Store.PutAsync(_account, row, Precondition.Absent);
        await ConflictsAsync(row.Key, Make.Put(Make.Row(row.Key, seed: 2), Precondition.Absent));
        await ConflictsAsync(row.Key, Make.Delete(row.Key, Precondition.Absent));
        await UntouchedAsync(row, version: 1);
    }

    [Fact]
    public async Task Absent_holds_again_after_a_deletion()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        await Store.DeleteAsync(_account, row.Key);
        await Store.PutAsync(_account, row, Precondition.Absent);
    }

    [Fact]
    public async Task The_expected_version_lets_a_write_pass()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        await Store.PutAsync(_account, row, Precondition.Version(1));
        await Store.PutAsync(_account, row, Precondition.Version(2));
        await Store.CommitAsync(_account, Make.Delete(row.Key, Precondition.Version(3)));
        Assert.Null(await Store.FindAsync(_account, row.Key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Any_other_version_conflicts(long version)
    {
        var row = Make.Row(seed: 1);
        await Store.PutAsync(_account, Make.Row(row.Key, seed: 9));
        await Store.PutAsync(_account, row);
        await ConflictsAsync(row.Key, Make.Put(Make.Row(row.Key, seed: 2), Precondition.Version(version)));
        await ConflictsAsync(row.Key, Make.Delete(row.Key, Precondition.Version(version)));
        await UntouchedAsync(row, version: 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_version_of_a_row_that_is_not_there_conflicts(long version)
    {
        var key = Make.Key();
        await ConflictsAsync(key, Make.Put(Make.Row(key), Precondition.Version(version)));
        await ConflictsAsync(key, Make.Delete(key, Precondition.Version(version)));
        Assert.Null(await Store.FindAsync(_account, key));
    }

    [Fact]
    public async Task The_version_before_a_deletion_conflicts()
    {
        var key = Make.Key();
        await Store.PutAsync(_account, Make.Row(key));
        await Store.DeleteAsync(_account, key);
        await ConflictsAsync(key, Make.Put(Make.Row(key), Precondition.Version(1)));
        Assert.Null(await Store.FindAsync(_account, key));
    }

    [Fact]
    public async Task Without_a_precondition_the_last_writer_wins()
    {
        var key = Make.Key();
        await Store.PutAsync(_account, Make.Row(key, seed: 1));
        var last = Make.Row(key, group: 3, order: 4, seed: 2);
        await Store.PutAsync(_account, last);
        await UntouchedAsync(last, version: 2);
    }

    [Fact]
    public async Task SkipIfPresent_leaves_a_row_alone_and_the_others_go_on()
    {
        var present = Make.Row(seed: 1);
        var first = await Store.PutAsync(_account, present);
        var absent = Make.Row(seed: 3);
        await Store.CommitAsync(_account,
            Make.Put(Make.Row(present.Key, seed: 2), Precondition.SkipIfPresent), Make.Put(absent, Precondition.SkipIfPresent));
        await UntouchedAsync(present, version: 1);
        await UntouchedAsync(absent, version: 1);
        Assert.Equal(first.Change, (await Store.GetAsync(_account, present.Key)).Change);
    }

    [Fact]
    public async Task SkipIfPresent_leaves_a_row_undeleted()
    {
        var row = Make.Row();
        await Store.PutAsync(_account, row);
        await Store.CommitAsync(_account, Make.Delete(row.Key, Precondition.SkipIfPresent));
        await UntouchedAsync(row, version: 1);
    }

    [Fact]
    public async Task Deleting_a_row_that_is_not_there_is_no_error_and_leaves_no_tombstone()
    {
        var key = Make.Key();
        await Store.CommitAsync(_account, Make.Delete(key));
        await Store.CommitAsync(_account, Make.Delete(key, Precondition.Absent));
        await Store.CommitAsync(_account, Make.Delete(key, Precondition.SkipIfPresent));
        Assert.Empty(await Store.AllChangesAsync(_account));
    }

    [Fact]
    public async Task A_conflict_names_every_row_it_is_about_and_nothing_of_the_commit_is_done()
    {
        Row present = Make.Row(), stale = Make.Row(), fresh = Make.Row(), due = Make.OutboxRow(Clock.GetUtcNow());
        await Store.CommitAsync(_account, Make.Put(present), Make.Put(stale));
        var before = await Store.ChangesAsync(_account, since: 0);
        var result = await Store.Accounts.CommitAsync(_account, Make.Commit(
            Make.Put(fresh, Precondition.Absent),
            Make.Put(due),
            Make.Put(Make.Row(present.Key, seed: 7), Precondition.Absent),
            Make.Delete(stale.Key, Precondition.Version(5)),
            Make.Put(Make.Row(stale.Key with { Kind = RowKind.Record }))), Token);
        var named = Assert.IsType<Conflict>(result).Rows;
        Assert.Equal(2, named.Count);
        Assert.Contains(present.Key, named);
        Assert.Contains(stale.Key, named);
        await UntouchedAsync(present, version: 1);
        await UntouchedAsync(stale, version: 1);
        Assert.Null(await Store.FindAsync(_account, fresh.Key));
        Assert.Equal(2, (await Store.AllAsync(_account)).Count);
        Assert.Empty(await Store.AllAsync(_account, RowKind.Record));
        Assert.Empty(await Store.LeaseAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(before.UpTo, (await Store.ChangesAsync(_account, since: 0)).UpTo);
    }

    [Fact]
    public async Task A_row_named_twice_is_refused_and_nothing_is_written()
    {
        Row first = Make.Row(), row = Make.Row();
        await RefusedAsync(Make.Put(first), Make.Put(row), Make.Put(row));
        await RefusedAsync(Make.Put(first), Make.Put(row), Make.Delete(row.Key));
        await RefusedAsync(Make.Delete(row.Key), Make.Put(first), Make.Put(row, Precondition.SkipIfPresent));
        Assert.Empty(await Store.AllChangesAsync(_account));
    }

    private async Task ConflictsAsync(RowKey key, RowWrite write)
    {
        var result = await Store.Accounts.CommitAsync(_account, Make.Commit(write), Token);
        Assert.Equal(key, Assert.Single(Assert.IsType<Conflict>(result).Rows));
    }

    private async Task UntouchedAsync(Row row, long version)
    {
        var stored = await Store.GetAsync(_account, row.Key);
        Expect.Same(row, stored.Row);
        Assert.Equal(version, stored.Version);
    }
}
