using SMail.Sdk.Storage.Sqlite.Addresses;
using SMail.Sdk.Storage.Sqlite.Blobs;
using SMail.Sdk.Storage.Sqlite.Engine;
using SMail.Sdk.Storage.Sqlite.Rows;

namespace SMail.Sdk.Storage.Sqlite;

/// <summary>Storage in one SQLite file. Writes wait in one queue and share transactions; readers never wait for them.</summary>
public sealed class SqliteStorage : IMailStorage
{
    private readonly Database _database;

    /// <summary>Opens the file; makes or migrates it where that is needed.</summary>
    /// <param name="options">The choices.</param>
    /// <param name="clock">Says when rows are due, leases end and commit ids may be forgotten.</param>
    /// <exception cref="StorageException">The file can't be opened, is damaged, is no mail store, or was written by a newer version.</exception>
    public SqliteStorage(SqliteStorageOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        var path = Path.GetFullPath(options.Path);
        DataFolder = Path.GetDirectoryName(path);
        _database = new Database(path, options);
        Accounts = new AccountStore(_database, clock);
        Messages = new MessageStore(_database);
        Outbox = new OutboxStore(_database, clock);
        Directory = new DirectoryStore(_database);
        Blobs = new BlobStore(_database, clock);
    }

    /// <inheritdoc/>
    public IAccountStore Accounts { get; }

    /// <inheritdoc/>
    public IMessageStore Messages { get; }

    /// <inheritdoc/>
    public IOutboxStore Outbox { get; }

    /// <inheritdoc/>
    public IDirectoryStore Directory { get; }

    /// <inheritdoc/>
    public IBlobStore Blobs { get; }

    /// <inheritdoc/>
    public string? DataFolder { get; }

    /// <summary>Writes a copy of the store as it is at one moment, while it is in use. Deleted data is not in it.</summary>
    /// <param name="path">Where the copy goes; there must be no file yet.</param>
    /// <param name="cancellationToken">Ends the copy; what was written of it is deleted.</param>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: the file exists; else why the copy failed.</exception>
    public Task BackupAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Maintenance.BackupAsync(_database, Path.GetFullPath(path), cancellationToken);
    }

    /// <summary>Reads the whole file and looks for damage.</summary>
    /// <returns>What was found, in SQLite's words; empty when all is well.</returns>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) =>
        Maintenance.CheckAsync(_database, cancellationToken);

    /// <summary>Finishes the writes that wait, and closes the file.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
