using Microsoft.Data.Sqlite;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>Turns what SQLite and the file system report into the contract's codes (https://sqlite.org/rescode.html).</summary>
internal static class Failures
{
    public static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (Translate(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>The error to report; null for one that needs no other words.</summary>
    public static Exception? Translate(Exception e) => e switch
    {
        SqliteException sqlite => Describe(sqlite.SqliteErrorCode, sqlite),
        UnauthorizedAccessException => new StorageException(StorageError.ReadOnly, "The mail store may not be written to.", e),
        IOException => new StorageException(StorageError.Unavailable, "The mail store's file can't be reached.", e),
        // Stored content that is no longer sealed packets, or a stored address that is none.
        SMailException => new StorageException(StorageError.Corrupt, "What the mail store holds is damaged.", e),
        _ => null,
    };

    private static StorageException Describe(int code, SqliteException e) => code switch
    {
        3 or 8 => new StorageException(StorageError.ReadOnly, "The mail store may not be written to.", e),
        5 or 6 => new StorageException(StorageError.Unavailable, "Another process is writing to the mail store.", e),
        11 or 26 => new StorageException(StorageError.Corrupt, "The mail store's file is damaged, or is no database.", e),
        13 => new StorageException(StorageError.Full, "There is no room left for the mail store.", e),
        _ => new StorageException(StorageError.Unavailable, $"SQLite failed with code {e.SqliteExtendedErrorCode}.", e),
    };
}
