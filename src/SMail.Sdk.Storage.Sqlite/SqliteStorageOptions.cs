namespace SMail.Sdk.Storage.Sqlite;

/// <summary>What must have reached the disk before a write is acknowledged.</summary>
public enum SqliteDurability
{
    /// <summary>The write itself: it survives a loss of power.</summary>
    Full,
    /// <summary>Nothing: it survives a crash of the process, but a loss of power may undo the last writes. Never damages the file.</summary>
    Normal,
}

/// <summary>The choices of storage in a SQLite file.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The database file; it and its folder are made where they are missing, for this user alone.</summary>
    /// <value>The default is empty, which is refused.</value>
    public string Path { get; set; } = "";

    /// <summary>What an acknowledged write survives.</summary>
    /// <value>The default is <see cref="SqliteDurability.Full"/>.</value>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>How long a call waits for another process that writes to the same file.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How large the file may grow, in bytes; beyond it writes end in <see cref="StorageError.Full"/>.</summary>
    /// <value>The default is null: as large as the disk allows.</value>
    public long? MaxBytes { get; set; }

    /// <summary>How many waiting writes one transaction takes at the most.</summary>
    /// <value>The default is 256.</value>
    public int MaxBatch { get; set; } = 256;
}
