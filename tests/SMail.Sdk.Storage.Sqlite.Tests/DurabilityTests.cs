using System.Text;
using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class DurabilityTests
{
    private readonly AccountId _account = Id.Generate<AccountId>();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash()
    {
        await using var store = new TemporaryStore(_clock);
        for (var i = 0; i < 30; i++)
            await store.CommitAsync(_account, Seeds.Row(i));
        // The files as a crash would leave them: the log is not folded in.
        var crashed = Path.Combine(store.DataFolder!, "crashed");
        Directory.CreateDirectory(crashed);
        foreach (var file in new[] { "mail.db", "mail.db-wal" })
            File.Copy(Path.Combine(store.DataFolder!, file), Path.Combine(crashed, file));
        await using var again = new SqliteStorage(new SqliteStorageOptions { Path = Path.Combine(crashed, "mail.db") }, _clock);
        Assert.Equal(30, await again.CountAsync(_account));
        Assert.Empty(await again.CheckAsync(Seeds.Token));
    }

    [Fact]
    public async Task A_store_that_was_closed_opens_with_all_it_had()
    {
        await using var store = new TemporaryStore(_clock);
        var commit = Seeds.Put(Seeds.Row());
        await store.Accounts.CommitAsync(_account, commit, Seeds.Token);
        await store.Storage.DisposeAsync();
        Assert.False(File.Exists(store.File + "-wal"), "Closing folds the log into the file.");
        await using var again = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock);
        Assert.Equal(1, await again.CountAsync(_account));
        Assert.Equal(new AlreadyApplied(1), await again.Accounts.CommitAsync(_account, commit, Seeds.Token));
    }

    [Fact]
    public async Task Closing_finishes_the_writes_that_wait()
    {
        await using var store = new TemporaryStore(_clock);
        var writes = Enumerable.Range(0, 100).Select(i => store.CommitAsync(_account, Seeds.Row(i))).ToArray();
        await store.Storage.DisposeAsync();
        await Task.WhenAll(writes);
        await using var again = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock);
        Assert.Equal(100, await again.CountAsync(_account));
    }

    [Fact]
    public async Task A_closed_store_takes_no_calls()
    {
        var store = new TemporaryStore(_clock);
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.CommitAsync(_account, Seeds.Row()));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.CountAsync(_account));
        await store.Storage.DisposeAsync();
    }

    [Fact]
    public async Task Deleted_values_do_not_stay_in_the_file()
    {
        await using var store = new TemporaryStore(_clock);
        var canary = Encoding.ASCII.GetBytes("canary-" + Id.Generate<EntryId>());
        var small = Seeds.Row(value: canary);
        var large = Seeds.Row(value: [.. Enumerable.Repeat(canary, 1000).SelectMany(bytes => bytes)]);
        await store.CommitAsync(_account, small, large);
        await store.Accounts.CommitAsync(_account, new PartitionCommit(Id.Generate<CommitId>(),
            [new DeleteRow(small.Key, Precondition.None), new DeleteRow(large.Key, Precondition.None)]), Seeds.Token);
        await store.Storage.DisposeAsync();
        Assert.Equal(-1, (await File.ReadAllBytesAsync(store.File, Seeds.Token)).AsSpan().IndexOf(canary));
    }

    [Fact]
    public async Task What_is_older_than_promised_is_forgotten_and_the_reader_told()
    {
        await using var store = new TemporaryStore(_clock);
        var row = Seeds.Row();
        var commit = Seeds.Put(row);
        await store.Accounts.CommitAsync(_account, commit, Seeds.Token);
        await store.Accounts.CommitAsync(_account, new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(row.Key, Precondition.None)]), Seeds.Token);
        _clock.Advance(IAccountStore.CommitMemory + TimeSpan.FromDays(1));
        Assert.Equal(3, await store.CommitAsync(_account, Seeds.Row()));
        Assert.Equal(new TooOld(3), await store.Accounts.ChangesSinceAsync(_account, 1, 10, Seeds.Token));
        Assert.IsType<Committed>(await store.Accounts.CommitAsync(_account, commit, Seeds.Token));
    }

    [Fact]
    public async Task Two_stores_on_one_file_act_as_one()
    {
        await using var one = new TemporaryStore(_clock);
        await using var two = new SqliteStorage(new SqliteStorageOptions { Path = one.File }, _clock);
        IMailStorage[] both = [one, two];
        var changes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => both[i % 2].CommitAsync(_account, Seeds.Row(i)))));
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), changes.Order());
        Assert.Equal(60, await one.CountAsync(_account));
        Assert.Equal(60, await two.CountAsync(_account));
    }
}
