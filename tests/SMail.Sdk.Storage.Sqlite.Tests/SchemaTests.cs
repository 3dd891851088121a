using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;
using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class SchemaTests
{
    private readonly ManualClock _clock = new();

    private readonly AccountId _account = Id.Generate<AccountId>();

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using var store = await ClosedAsync();
        Run(store.File, "PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(store.File, Seeds.Token);
        Seeds.Refused(StorageError.SchemaMismatch, () => Open(store.File));
        Assert.Equal(before, await File.ReadAllBytesAsync(store.File, Seeds.Token));
        Run(store.File, $"PRAGMA user_version = {Schema.Scripts.Count}");
        await using var again = Open(store.File);
        Assert.Equal(3, await again.CountAsync(_account));
    }

    [Fact]
    public async Task A_file_of_an_older_version_is_migrated_with_all_it_has()
    {
        await using var store = await ClosedAsync();
        using (var session = Connect(store.File))
        {
            Schema.Migrate(session, [.. Schema.Scripts, "ALTER TABLE account ADD COLUMN name TEXT NOT NULL DEFAULT 'none'; CREATE INDEX account_name ON account (name)"]);
            Assert.Equal(Schema.Scripts.Count + 1, session.Number("PRAGMA user_version"));
            Assert.Equal(1, session.Number("SELECT count(*) FROM account WHERE name = 'none'"));
            Assert.Equal(3, session.Number("SELECT count(*) FROM stored_row"));
        }
        // The version before can't have it back, and says so.
        Seeds.Refused(StorageError.SchemaMismatch, () => Open(store.File));
    }

    [Fact]
    public async Task A_file_whose_migration_fails_goes_on_with_the_version_it_had()
    {
        await using var store = await ClosedAsync();
        using (var session = Connect(store.File))
            Assert.Throws<SqliteException>(() => Schema.Migrate(session, [.. Schema.Scripts, "DELETE FROM stored_row; ALTER TABLE nowhere ADD COLUMN y"]));
        await using var again = Open(store.File);
        Assert.Equal(3, await again.CountAsync(_account));
        Assert.Equal(4, await again.CommitAsync(_account, Seeds.Row()));
        Assert.Empty(await again.CheckAsync(Seeds.Token));
    }

    [Fact]
    public async Task A_file_of_a_version_that_never_was_is_refused()
    {
        await using var store = new TemporaryStore(_clock);
        await store.Storage.DisposeAsync();
        Run(store.File, "PRAGMA user_version = -1");
        Seeds.Refused(StorageError.SchemaMismatch, () => Open(store.File));
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        await using var store = new TemporaryStore(_clock);
        var file = Path.Combine(store.DataFolder!, "other.db");
        Run(file, "CREATE TABLE theirs (x)");
        var before = await File.ReadAllBytesAsync(file, Seeds.Token);
        Seeds.Refused(StorageError.SchemaMismatch, () => Open(file));
        Assert.Equal(before, await File.ReadAllBytesAsync(file, Seeds.Token));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await using var store = new TemporaryStore(_clock);
        var file = Path.Combine(store.DataFolder!, "notes.txt");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("These are my notes.\n", 500)), Seeds.Token);
        Seeds.Refused(StorageError.Corrupt, () => Open(file));
    }

    [Fact]
    public async Task A_store_is_made_for_its_user_alone()
    {
        await using var store = new TemporaryStore(_clock);
        var file = Path.Combine(store.DataFolder!, "a", "b", "mail.db");
        await using var made = Open(file);
        Assert.Equal(Path.GetDirectoryName(file), made.DataFolder);
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        foreach (var path in new[] { file, file + "-wal", Path.GetDirectoryName(file)! })
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others);
    }

    [Fact]
    public void A_migration_goes_step_by_step_and_keeps_what_is_there()
    {
        using var session = InMemory();
        Schema.Migrate(session, ["CREATE TABLE t (x)"]);
        session.Execute("INSERT INTO t VALUES (7)");
        Schema.Migrate(session, ["CREATE TABLE t (x)", "ALTER TABLE t ADD COLUMN y DEFAULT 1", "UPDATE t SET y = y + x"]);
        Assert.Equal(3, session.Number("PRAGMA user_version"));
        Assert.Equal(8, session.Number("SELECT y FROM t"));
    }

    [Fact]
    public void A_migration_that_fails_changes_nothing()
    {
        using var session = InMemory();
        Schema.Migrate(session, ["CREATE TABLE t (x)"]);
        Assert.Throws<SqliteException>(() => Schema.Migrate(session, ["", "ALTER TABLE t ADD COLUMN y", "ALTER TABLE nowhere ADD COLUMN y"]));
        Assert.Equal(1, session.Number("PRAGMA user_version"));
        Assert.Equal(1, session.Number("SELECT count(*) FROM pragma_table_info('t')"));
    }

    private SqliteStorage Open(string file) => new(new SqliteStorageOptions { Path = file }, _clock);

    /// <summary>A file with three rows that nobody has open.</summary>
    private async Task<TemporaryStore> ClosedAsync()
    {
        var store = new TemporaryStore(_clock);
        for (var i = 0; i < 3; i++)
            await store.CommitAsync(_account, Seeds.Row(i));
        await store.Storage.DisposeAsync();
        return store;
    }

    private static Session InMemory() => Connect(":memory:");

    private static Session Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return new Session(connection);
    }

    private static void Run(string file, string sql)
    {
        using var session = Connect(file);
        session.Execute(sql);
    }
}
