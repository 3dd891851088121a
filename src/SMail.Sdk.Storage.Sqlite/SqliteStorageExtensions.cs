namespace SMail.Sdk.Storage.Sqlite;

/// <summary>Chooses storage in a SQLite file.</summary>
public static class SqliteStorageExtensions
{
    /// <summary>Keeps everything in one SQLite file.</summary>
    /// <param name="options">The system's options.</param>
    /// <param name="path">The file; made where it is missing.</param>
    /// <param name="configure">Further choices.</param>
    public static SMailOptions UseSqliteStorage(this SMailOptions options, string path, Action<SqliteStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var chosen = new SqliteStorageOptions { Path = path };
        configure?.Invoke(chosen);
        options.Storage = clock => new SqliteStorage(chosen, clock);
        return options;
    }
}
