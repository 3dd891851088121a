using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class BackupTests
{
    private readonly AccountId _account = Id.Generate<AccountId>();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_copy_made_beside_writers_is_the_store_of_one_moment()
    {
        await using var store = new TemporaryStore(_clock);
        for (var i = 0; i < 50; i++)
            await store.CommitAsync(_account, Seeds.Row(), Seeds.Row());
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await store.CommitAsync(_account, Seeds.Row(), Seeds.Row());
        }, Seeds.Token);
        var copy = store.File + ".copy";
        await store.Storage.BackupAsync(copy, Seeds.Token);
        await stop.CancelAsync();
        await writer;
        await using var restored = new SqliteStorage(new SqliteStorageOptions { Path = copy }, _clock);
        Assert.Empty(await restored.CheckAsync(Seeds.Token));
        var count = await restored.CountAsync(_account);
        Assert.True(count >= 100, $"The copy has {count} rows.");
        Assert.Equal(0, count % 2);
        Assert.Equal(count / 2 + 1, await restored.CommitAsync(_account, Seeds.Row()));
    }

    [Fact]
    public async Task A_copy_is_for_its_user_alone_and_never_replaces_a_file()
    {
        await using var store = new TemporaryStore(_clock);
        var copy = store.File + ".copy";
        await store.Storage.BackupAsync(copy, Seeds.Token);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        await Seeds.RefusedAsync(StorageError.InvalidArgument, () => store.Storage.BackupAsync(copy, Seeds.Token));
        Assert.False(File.Exists(copy + ".partial"));
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing()
    {
        await using var store = new TemporaryStore(_clock);
        for (var i = 0; i < 40; i++)
            await store.CommitAsync(_account, Seeds.Row(value: new byte[500_000]));
        using var source = new CancellationTokenSource();
        var copy = store.Storage.BackupAsync(store.File + ".copy", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy);
        Assert.Empty(Directory.GetFiles(store.DataFolder!, "*.copy*"));
    }
}
