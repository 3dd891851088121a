using System.Collections.Concurrent;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>The file: one writer with its queue, and as many readers as are needed at a time.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const int MaxIdleReaders = 16;
    private readonly ConnectionFactory _connections;
    private readonly ConcurrentBag<Session> _idle = [];
    private readonly WriteQueue _writes;
    private volatile bool _disposed;

    public Database(string path, SqliteStorageOptions options)
    {
        Path = path;
        _connections = new ConnectionFactory(path, options);
        _writes = new WriteQueue(Failures.Guard(_connections.OpenWriter), options.MaxBatch);
    }

    public string Path { get; }

    /// <summary>Reads on the caller's thread: a page takes microseconds, and SQLite has no other way.</summary>
    public T Read<T>(Func<Session, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStorage));
        return Failures.Guard(() =>
        {
            var session = _idle.TryTake(out var idle) ? idle : _connections.OpenReader();
            try
            {
                var result = read(session);
                Return(session);
                return result;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        });
    }

    /// <summary>Waits in the queue; the answer comes when the write is durable.</summary>
    /// <param name="write">May run twice. It checks all it has to before it writes anything, because it shares its transaction.</param>
    /// <param name="cancellationToken">Takes the write out of the queue; has no effect once it runs.</param>
    public ValueTask<T> WriteAsync<T>(Func<Session, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStorage));
        return _writes.RunAsync(write, cancellationToken);
    }

    /// <summary>A connection of its own, for work that takes long.</summary>
    public Session OpenReader() => _connections.OpenReader();

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        // Readers first: the last connection to close folds the log into the file, and that should be the writer.
        DropIdle();
        await _writes.DisposeAsync();
    }

    private void Return(Session session)
    {
        if (_disposed || _idle.Count >= MaxIdleReaders)
            session.Dispose();
        else
            _idle.Add(session);
        if (_disposed)
            DropIdle();
    }

    private void DropIdle()
    {
        while (_idle.TryTake(out var session))
            session.Dispose();
    }
}
