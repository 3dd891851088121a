using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests.RealFaults;

/// <summary>Faults of real disks and permissions. Each says what the caller is told, that nothing acknowledged is lost, and that the store works again when the cause is gone.</summary>
/// <remarks>A fact that needs a disk of its own, or a user whom permissions bind, starts itself again in a process that has them.</remarks>
public sealed class RealFaultTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smail-fault-");
    private readonly AccountId _account = Id.Generate<AccountId>();
    private readonly ManualClock _clock = new();
    private bool _isMounted;

    private string File => Path.Combine(_folder.FullName, "mail.db");

    [Fact]
    public async Task A_disk_fills_up_and_gets_room_again()
    {
        if (await Sandbox.RunWithMountsAsync())
            return;
        await MountAsync("size=2m");
        var ballast = Path.Combine(_folder.FullName, "ballast");
        await System.IO.File.WriteAllBytesAsync(ballast, new byte[1 << 20], Seeds.Token);
        var acknowledged = 0;
        await using (var store = Open())
        {
            StorageException? failure = null;
            while (failure is null)
            {
                try
                {
                    await store.CommitAsync(_account, Seeds.Row(acknowledged, new byte[20_000]));
                    acknowledged++;
                }
                catch (StorageException e)
                {
                    failure = e;
                }
                Assert.True(acknowledged < 1000, "A disk of 2 MiB did not fill up.");
            }
            Assert.Equal(StorageError.Full, failure.Code);
            Assert.True(acknowledged > 5);
            // Reading goes on, and so does refusing.
            Assert.Equal(acknowledged, await store.CountAsync(_account));
            await Seeds.RefusedAsync(StorageError.Full, () => store.CommitAsync(_account, Seeds.Row(0, new byte[500_000])));
            System.IO.File.Delete(ballast);
            Assert.Equal(acknowledged + 1, await store.CommitAsync(_account, Seeds.Row(acknowledged, new byte[20_000])));
            Assert.Empty(await store.CheckAsync(Seeds.Token));
        }
        await HasAsync(acknowledged + 1);
    }

    [Fact]
    public async Task A_store_can_not_be_made_on_a_full_disk()
    {
        if (await Sandbox.RunWithMountsAsync())
            return;
        await MountAsync("size=64k");
        var ballast = Path.Combine(_folder.FullName, "ballast");
        await Assert.ThrowsAsync<IOException>(() => System.IO.File.WriteAllBytesAsync(ballast, new byte[1 << 20], Seeds.Token));
        Seeds.Refused(StorageError.Full, () => Open());
        System.IO.File.Delete(ballast);
        Assert.NotNull(await Sandbox.TryRunAsync("mount", "-o", "remount,size=4m", _folder.FullName));
        await using (var store = Open())
            await store.CommitAsync(_account, Seeds.Row());
        await HasAsync(1);
    }

    [Fact]
    public async Task A_disk_is_read_only_for_a_while()
    {
        if (await Sandbox.RunWithMountsAsync())
            return;
        await MountAsync("size=16m");
        await MakeAsync();
        Assert.NotNull(await Sandbox.TryRunAsync("mount", "-o", "remount,ro", _folder.FullName));
        Seeds.Refused(StorageError.ReadOnly, () => Open());
        Seeds.Refused(StorageError.ReadOnly, () => Open("other.db"));
        Seeds.Refused(StorageError.ReadOnly, () => Open("folder/other.db"));
        Assert.NotNull(await Sandbox.TryRunAsync("mount", "-o", "remount,rw", _folder.FullName));
        await HasAsync(3);
    }

    [Fact]
    public async Task A_file_may_not_be_written_for_a_while()
    {
        if (await Sandbox.RunUnprivilegedAsync())
            return;
        await MakeAsync();
        Allow(File, UnixFileMode.UserRead);
        Seeds.Refused(StorageError.ReadOnly, () => Open());
        Allow(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Seeds.Refused(StorageError.ReadOnly, () => Open());
        Restore();
        await HasAsync(3);
    }

    [Fact]
    public async Task A_folder_may_not_be_written_for_a_while()
    {
        if (await Sandbox.RunUnprivilegedAsync())
            return;
        await MakeAsync();
        Allow(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // The file may be written to, but there is no place for its log.
        Seeds.Refused(StorageError.ReadOnly, () => Open());
        Seeds.Refused(StorageError.ReadOnly, () => Open("other.db"));
        Restore();
        await HasAsync(3);
        await using var store = Open();
        Allow(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // What is open stays open.
        Assert.Equal(4, await store.CommitAsync(_account, Seeds.Row()));
        Restore();
    }

    [Fact]
    public async Task A_file_may_not_be_read_for_a_while()
    {
        if (await Sandbox.RunUnprivilegedAsync())
            return;
        await MakeAsync();
        Allow(File, UnixFileMode.None);
        Seeds.Refused(StorageError.Unavailable, () => Open());
        Restore();
        Allow(_folder.FullName, UnixFileMode.None);
        Seeds.Refused(StorageError.ReadOnly, () => Open());
        Restore();
        await HasAsync(3);
    }

    [Fact]
    public async Task A_file_in_use_is_frozen_for_a_while()
    {
        await using var store = new TemporaryStore(_clock);
        await store.CommitAsync(_account, Seeds.Row(1));
        var log = store.File + "-wal";
        Assert.SkipWhen(!OperatingSystem.IsLinux() || await Sandbox.TryRunAsync("chattr", "+i", store.File, log) is null, "'chattr +i' is not allowed here, or the file system has no attributes.");
        try
        {
            await Seeds.RefusedAsync(StorageError.Unavailable, () => store.CommitAsync(_account, Seeds.Row(2)));
            Assert.Equal(1, await store.CountAsync(_account));
        }
        finally
        {
            Assert.NotNull(await Sandbox.TryRunAsync("chattr", "-i", store.File, log));
        }
        Assert.Equal(2, await store.CommitAsync(_account, Seeds.Row(2)));
        Assert.Empty(await store.Storage.CheckAsync(Seeds.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Restore();
        if (_isMounted)
            Assert.NotNull(await Sandbox.TryRunAsync("umount", _folder.FullName));
        _folder.Delete(recursive: true);
    }

    private SqliteStorage Open(string name = "mail.db") => new(new SqliteStorageOptions { Path = Path.Combine(_folder.FullName, name) }, _clock);

    private async Task MakeAsync()
    {
        await using var store = Open();
        for (var i = 0; i < 3; i++)
            await store.CommitAsync(_account, Seeds.Row(i));
    }

    /// <summary>Everything acknowledged is there, and the store is sound.</summary>
    private async Task HasAsync(int count)
    {
        await using var store = Open();
        Assert.Equal(count, await store.CountAsync(_account));
        Assert.Empty(await store.CheckAsync(Seeds.Token));
    }

    private async Task MountAsync(string options)
    {
        Assert.NotNull(await Sandbox.TryRunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", _folder.FullName));
        _isMounted = true;
    }

    private void Restore()
    {
        Allow(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (System.IO.File.Exists(File))
            Allow(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Allow(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
    }
}
