using SMail.Sdk.Testing.Storage;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class SqliteAccounts : AccountStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteMessages : MessageStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteOutbox : OutboxStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteDirectory : DirectoryStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteBlobs : BlobStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteModel : StorageModelSuite
{
    /// <summary>Flushing to the disk is not what this is about, and would take most of the time.</summary>
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) =>
        new(new TemporaryStore(clock, options => options.Durability = SqliteDurability.Normal));
}

public sealed class SqliteClock : StorageClockSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteCanaries : StorageCanarySuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new TemporaryStore(clock));
}

public sealed class SqliteGolden : StorageGoldenSuite
{
    protected override string Releases => Path.Combine(AppContext.BaseDirectory, "Golden");

    protected override ValueTask<IMailStorage> OpenAsync(string folder, TimeProvider clock) =>
        new(new SqliteStorage(new SqliteStorageOptions { Path = Path.Combine(folder, "smail.db") }, clock));
}

public sealed class SqliteCompliance : StorageComplianceSuite;
