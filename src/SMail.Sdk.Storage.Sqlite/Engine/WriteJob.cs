namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>A write that waits.</summary>
internal interface IWriteJob
{
    /// <summary>Whether its caller gave up; then the caller has been told.</summary>
    bool WasCancelled();

    void Run(Session session);

    /// <summary>Tells the caller, now that the transaction is done.</summary>
    void Complete();

    void Fail(Exception failure);
}

internal sealed class WriteJob<T>(Func<Session, T> write, CancellationToken cancellationToken) : IWriteJob
{
    // Asynchronously, or the caller's next steps would run on the writer and hold up all others.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StorageException? _refused;
    private T? _result;

    public Task<T> Task => _done.Task;

    public bool WasCancelled() => cancellationToken.IsCancellationRequested && _done.TrySetCanceled(cancellationToken);

    public void Run(Session session)
    {
        (_refused, _result) = (null, default);
        try
        {
            _result = write(session);
        }
        catch (StorageException e)
        {
            // Refused before anything was written: the transaction goes on for the others.
            _refused = e;
        }
    }

    public void Complete()
    {
        if (_refused is null)
            _done.SetResult(_result!);
        else
            _done.SetException(_refused);
    }

    public void Fail(Exception failure) => _done.SetException(failure);
}
