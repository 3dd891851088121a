using System.Threading.Channels;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>The one writer. Whatever waits goes into one transaction, so that many writes pay for one flush.</summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private readonly Channel<IWriteJob> _waiting = Channel.CreateUnbounded<IWriteJob>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Session _session;
    private readonly int _maxBatch;
    private readonly Task _pump;

    public WriteQueue(Session session, int maxBatch)
    {
        (_session, _maxBatch) = (session, maxBatch);
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>How many transactions were tried.</summary>
    public long Transactions { get; private set; }

    public ValueTask<T> RunAsync<T>(Func<Session, T> write, CancellationToken cancellationToken)
    {
        var job = new WriteJob<T>(write, cancellationToken);
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(job), typeof(SqliteStorage));
        return new ValueTask<T>(job.Task);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _pump;
        _session.Dispose();
    }

    private async Task PumpAsync()
    {
        var batch = new List<IWriteJob>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < _maxBatch && _waiting.Reader.TryRead(out var job))
            {
                if (!job.WasCancelled())
                    batch.Add(job);
            }
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<IWriteJob> batch)
    {
        var failure = TryTransaction(batch);
        if (failure is null)
            return;
        // Nothing of the batch was done. One job's trouble must not be the others', so each gets a try alone.
        foreach (var job in batch)
        {
            if (batch.Count > 1)
                failure = TryTransaction([job]);
            if (failure is not null)
                job.Fail(Failures.Translate(failure) ?? failure);
        }
    }

    private Exception? TryTransaction(List<IWriteJob> batch)
    {
        if (batch.Count == 0)
            return null;
        Transactions++;
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var job in batch)
                job.Run(_session);
            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            TryRollback();
            return e;
        }
        foreach (var job in batch)
            job.Complete();
        return null;
    }

    private void TryRollback()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // After some errors SQLite has rolled back already, and says so with an error.
        }
    }
}
