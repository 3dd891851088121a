using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;
using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class FailureTests
{
    private readonly AccountId _account = Id.Generate<AccountId>();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_full_store_refuses_writes_and_keeps_what_it_has()
    {
        await using var store = new TemporaryStore(_clock, options => options.MaxBytes = 2_000_000);
        await store.CommitAsync(_account, Seeds.Row(1));
        var large = Enumerable.Range(0, 20).Select(_ => Seeds.Row(value: new byte[1_000_000])).ToArray();
        await Seeds.RefusedAsync(StorageError.Full, () => store.CommitAsync(_account, large));
        Assert.Equal(1, await store.CountAsync(_account));
        Assert.Equal(2, await store.CommitAsync(_account, Seeds.Row(2)));
        Assert.Empty(await store.Storage.CheckAsync(Seeds.Token));
    }

    [Fact]
    public async Task One_write_too_many_does_not_fail_those_that_wait_with_it()
    {
        await using var store = new TemporaryStore(_clock, options => options.MaxBytes = 3_000_000);
        var tooMuch = Enumerable.Range(0, 20).Select(_ => Seeds.Row(value: new byte[1_000_000])).ToArray();
        var small = Enumerable.Range(0, 20).Select(i => store.CommitAsync(_account, Seeds.Row(i))).ToList();
        var large = store.CommitAsync(_account, tooMuch);
        small.AddRange(Enumerable.Range(0, 20).Select(i => store.CommitAsync(_account, Seeds.Row(i))));
        await Seeds.RefusedAsync(StorageError.Full, () => large);
        await Task.WhenAll(small);
        Assert.Equal(40, await store.CountAsync(_account));
    }

    [Fact]
    public async Task A_store_another_process_writes_to_is_unavailable_until_that_ends()
    {
        await using var store = new TemporaryStore(_clock, options => options.BusyTimeout = TimeSpan.FromMilliseconds(50));
        await store.CommitAsync(_account, Seeds.Row());
        using (var other = new SqliteConnection($"Data Source={store.File};Pooling=False"))
        {
            other.Open();
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            await Seeds.RefusedAsync(StorageError.Unavailable, () => store.CommitAsync(_account, Seeds.Row()));
            Assert.Equal(1, await store.CountAsync(_account));
        }
        Assert.Equal(2, await store.CommitAsync(_account, Seeds.Row()));
    }

    [Fact]
    public async Task A_store_another_process_has_for_itself_can_not_be_opened_until_that_ends()
    {
        await using var store = new TemporaryStore(_clock);
        await store.CommitAsync(_account, Seeds.Row());
        await store.Storage.DisposeAsync();
        using (var other = new SqliteConnection($"Data Source={store.File};Pooling=False"))
        {
            other.Open();
            using var begin = other.CreateCommand();
            begin.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
            begin.ExecuteNonQuery();
            Seeds.Refused(StorageError.Unavailable, () => _ = new SqliteStorage(new SqliteStorageOptions { Path = store.File, BusyTimeout = TimeSpan.FromMilliseconds(50) }, _clock));
        }
        await using var again = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock);
        Assert.Equal(2, await again.CommitAsync(_account, Seeds.Row()));
    }

    [Fact]
    public async Task Damage_is_found_and_never_passes_for_data()
    {
        await using var store = new TemporaryStore(_clock);
        for (var i = 0; i < 200; i++)
            await store.CommitAsync(_account, Seeds.Row(i, new byte[3000]));
        await store.Storage.DisposeAsync();
        using (var file = new FileStream(store.File, FileMode.Open))
        {
            file.Position = 100 * 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - 120 * 4096).ToArray());
        }
        await using var damaged = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock);
        Assert.NotEmpty(await damaged.CheckAsync(Seeds.Token));
        await Seeds.RefusedAsync(StorageError.Corrupt, () => damaged.CountAsync(_account));
    }

    [Fact]
    public async Task Damage_to_one_page_leaves_what_lies_on_the_others()
    {
        await using var store = new TemporaryStore(_clock);
        var rows = Enumerable.Range(0, 200).Select(i => Seeds.Row(i, [.. Enumerable.Repeat((byte)i, 3000)])).ToArray();
        foreach (var row in rows)
            await store.CommitAsync(_account, row);
        await store.Storage.DisposeAsync();
        using (var file = new FileStream(store.File, FileMode.Open))
        {
            file.Position = 100 * 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }
        await using var damaged = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock);
        var lost = 0;
        foreach (var row in rows)
        {
            try
            {
                var found = await damaged.Accounts.FindAsync(_account, row.Key, Seeds.Token);
                Assert.Equal(row.Value.Bytes.ToArray(), found?.Row.Value.Bytes.ToArray());
            }
            catch (StorageException e) when (e.Code == StorageError.Corrupt)
            {
                lost++;
            }
        }
        Assert.InRange(lost, 1, 199);
        Assert.Equal(1, await damaged.CommitAsync(Id.Generate<AccountId>(), Seeds.Row()));
    }

    [Fact]
    public async Task A_damaged_file_is_replaced_by_its_copy()
    {
        await using var store = new TemporaryStore(_clock);
        for (var i = 0; i < 200; i++)
            await store.CommitAsync(_account, Seeds.Row(i, new byte[3000]));
        var copy = store.File + ".copy";
        await store.Storage.BackupAsync(copy, Seeds.Token);
        await store.Storage.DisposeAsync();
        using (var file = new FileStream(store.File, FileMode.Open))
        {
            file.Position = 100 * 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }
        await using (var damaged = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock))
            Assert.NotEmpty(await damaged.CheckAsync(Seeds.Token));
        File.Move(copy, store.File, overwrite: true);
        await using var restored = new SqliteStorage(new SqliteStorageOptions { Path = store.File }, _clock);
        Assert.Empty(await restored.CheckAsync(Seeds.Token));
        Assert.Equal(200, await restored.CountAsync(_account));
        Assert.Equal(201, await restored.CommitAsync(_account, Seeds.Row()));
    }

    [Fact]
    public async Task A_full_store_takes_writes_again_when_something_was_deleted()
    {
        await using var store = new TemporaryStore(_clock, options => options.MaxBytes = 2_000_000);
        var large = Seeds.Row(value: new byte[900_000]);
        await store.CommitAsync(_account, large);
        await Seeds.RefusedAsync(StorageError.Full, () => store.CommitAsync(_account, Seeds.Row(value: new byte[1_000_000]), Seeds.Row(value: new byte[1_000_000])));
        await store.Accounts.CommitAsync(_account, new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(large.Key, Precondition.None)]), Seeds.Token);
        Assert.Equal(3, await store.CommitAsync(_account, Seeds.Row(value: new byte[1_000_000])));
    }

    [Fact]
    public async Task Content_that_is_no_longer_sealed_is_told_from_what_is()
    {
        await using var store = new TemporaryStore(_clock);
        var row = Seeds.Row();
        await store.CommitAsync(_account, row);
        using (var other = new SqliteConnection($"Data Source={store.File};Pooling=False"))
        {
            other.Open();
            using var change = other.CreateCommand();
            change.CommandText = "UPDATE stored_row SET content = CAST('plain' AS BLOB)";
            change.ExecuteNonQuery();
        }
        var read = await store.Accounts.FindAsync(_account, row.Key, Seeds.Token);
        Assert.Equal(SMail.OpenPgp.SealedKind.NotSealed, read!.Row.Content!.Kind);
    }

    [Theory]
    [InlineData(5, StorageError.Unavailable)]
    [InlineData(6, StorageError.Unavailable)]
    [InlineData(8, StorageError.ReadOnly)]
    [InlineData(3, StorageError.ReadOnly)]
    [InlineData(10, StorageError.Unavailable)]
    [InlineData(11, StorageError.Corrupt)]
    [InlineData(13, StorageError.Full)]
    [InlineData(14, StorageError.Unavailable)]
    [InlineData(26, StorageError.Corrupt)]
    public void Every_failure_of_sqlite_has_its_code(int sqlite, StorageError expected) =>
        Assert.Equal(expected, Assert.IsType<StorageException>(Failures.Translate(new SqliteException("", sqlite))).Code);

    [Fact]
    public void A_path_that_can_not_be_reached_is_unavailable() =>
        Seeds.Refused(StorageError.Unavailable, () => _ = new SqliteStorage(new SqliteStorageOptions { Path = "/dev/null/mail.db" }, _clock));
}
