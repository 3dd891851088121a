using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>Opens the file, with the settings every connection needs.</summary>
internal sealed class ConnectionFactory(string path, SqliteStorageOptions options)
{
    private const int PageSize = 4096;

    /// <summary>The one connection that writes; makes and migrates the file.</summary>
    public Session OpenWriter()
    {
        MakeFile();
        var session = Open();
        try
        {
            // SQLite opens what it may not write to for reading, and says so only at the first write.
            if (raw.sqlite3_db_readonly(session.Connection.Handle, "main") == 1)
                throw new StorageException(StorageError.ReadOnly, Failures.NoWriting);
            Schema.RequireOurs(session);
            if (Pragma(session, "journal_mode = WAL") is not "wal")
                throw new StorageException(StorageError.Unavailable, "The file system of the mail store does not support SQLite's log.");
            Pragma(session, options.Durability == SqliteDurability.Full ? "synchronous = FULL" : "synchronous = NORMAL");
            Pragma(session, "secure_delete = ON");
            Pragma(session, "journal_size_limit = 67108864");
            if (options.MaxBytes is { } bytes)
                Pragma(session, string.Create(CultureInfo.InvariantCulture, $"max_page_count = {Math.Max(bytes / PageSize, 1)}"));
            Schema.Migrate(session, Schema.Scripts);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public Session OpenReader()
    {
        var session = Open();
        Pragma(session, "query_only = ON");
        return session;
    }

    private Session Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            // The library's own wait, on top of SQLite's; 0 would be for ever.
            DefaultTimeout = 1,
        }.ToString());
        var session = new Session(connection);
        try
        {
            connection.Open();
            Pragma(session, string.Create(CultureInfo.InvariantCulture, $"busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}"));
            Pragma(session, "temp_store = MEMORY");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes file and folder before SQLite does, which would let others read them.</summary>
    private void MakeFile()
    {
        if (File.Exists(path))
            return;
        var folder = Path.GetDirectoryName(path)!;
        var file = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        new FileStream(path, file).Dispose();
    }

    private static string? Pragma(Session session, string setting)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = "PRAGMA " + setting;
        return command.ExecuteScalar()?.ToString();
    }
}
