using Microsoft.Data.Sqlite;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>Turns what SQLite and the file system report into the contract's codes (https://sqlite.org/rescode.html).</summary>
internal static class Failures
{
    public const string NoWriting = "The mail store may not be written to.";
    private const string NoRoom = "There is no room left for the mail store.";

    // What .NET gives as HResult: errno on Unix, Win32 errors in their HRESULT form on Windows.
    private const int NoSpace = 28, ReadOnlyFileSystem = 30;
    private const int HandleDiskFull = unchecked((int)0x80070027), DiskFull = unchecked((int)0x80070070), WriteProtected = unchecked((int)0x80070013);

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
        UnauthorizedAccessException => new StorageException(StorageError.ReadOnly, NoWriting, e),
        IOException io => Describe(io),
        // Stored content that is no longer sealed packets, or a stored address that is none.
        SMailException => new StorageException(StorageError.Corrupt, "What the mail store holds is damaged.", e),
        _ => null,
    };

    private static StorageException Describe(IOException e) => e.HResult switch
    {
        NoSpace or DiskFull or HandleDiskFull => new StorageException(StorageError.Full, NoRoom, e),
        ReadOnlyFileSystem or WriteProtected => new StorageException(StorageError.ReadOnly, NoWriting, e),
        _ => new StorageException(StorageError.Unavailable, "The mail store's file can't be reached.", e),
    };

    private static StorageException Describe(int code, SqliteException e) => code switch
    {
        // The shared memory beside the log could not grow; of all errors of I/O this one alone says that there is no room.
        10 when e.SqliteExtendedErrorCode == SQLitePCL.raw.SQLITE_IOERR_SHMSIZE => new StorageException(StorageError.Full, NoRoom, e),
        3 or 8 => new StorageException(StorageError.ReadOnly, NoWriting, e),
        5 or 6 => new StorageException(StorageError.Unavailable, "Another process is writing to the mail store.", e),
        11 or 26 => new StorageException(StorageError.Corrupt, "The mail store's file is damaged, or is no database.", e),
        13 => new StorageException(StorageError.Full, NoRoom, e),
        14 => new StorageException(StorageError.Unavailable, "The mail store's file, or the log beside it, can't be opened: its path or its permissions are in the way.", e),
        _ => new StorageException(StorageError.Unavailable, $"SQLite failed with code {e.SqliteExtendedErrorCode}.", e),
    };
}
