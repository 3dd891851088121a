using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>Work on the whole file, on a connection of its own and beside all others.</summary>
internal static class Maintenance
{
    private const int StepsBetweenQuestions = 50;

    public static async Task BackupAsync(Database database, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            throw new StorageException(StorageError.InvalidArgument, "There is a file already where the copy should go.");
        var partial = path + ".partial";
        try
        {
            await RunAsync(database, session =>
            {
                MakePrivate(partial);
                session.Execute("PRAGMA query_only = OFF"); // It would forbid the copy, too.
                // Unlike a copy of the pages, this leaves out free ones and needs no log beside it.
                session.Execute("VACUUM INTO ?1", partial);
                using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
                    file.Flush(flushToDisk: true);
                cancellationToken.ThrowIfCancellationRequested();
                File.Move(partial, path);
                return true;
            }, cancellationToken);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public static Task<IReadOnlyList<string>> CheckAsync(Database database, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<string>>(database, session =>
        {
            var found = new List<string>();
            try
            {
                using var reader = session.Query("PRAGMA integrity_check");
                while (reader.Read())
                    found.Add(reader.GetString(0));
            }
            catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
            {
                found.Add(e.Message); // So bad that even the check can't go on: that is what it found.
            }
            return found is ["ok"] ? [] : found;
        }, cancellationToken);

    private static Task<T> RunAsync<T>(Database database, Func<Session, T> work, CancellationToken cancellationToken) => Task.Run(() =>
    {
        try
        {
            return Failures.Guard(() =>
            {
                using var session = database.OpenReader();
                // Asked again and again: an interrupt sent between two statements would be lost.
                raw.sqlite3_progress_handler(session.Connection.Handle, StepsBetweenQuestions, _ => cancellationToken.IsCancellationRequested ? 1 : 0, null);
                return work(session);
            });
        }
        catch (StorageException e) when (e.InnerException is SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT })
        {
            throw new OperationCanceledException(null, e, cancellationToken);
        }
    }, cancellationToken);

    private static void MakePrivate(string path)
    {
        File.Delete(path); // What a copy that was cut short left.
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, file).Dispose();
    }
}
