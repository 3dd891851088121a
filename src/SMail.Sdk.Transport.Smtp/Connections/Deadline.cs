namespace SMail.Sdk.Transport.Smtp.Connections;

/// <summary>How long the other side has for what it does now. Every step sets it anew.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource either;

    public Deadline(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        timer = new CancellationTokenSource(limit, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
    }

    /// <summary>Ends with the time or with the caller's patience.</summary>
    public CancellationToken Token => either.Token;

    /// <summary>Whether it was the time.</summary>
    public bool IsOver => timer.IsCancellationRequested;

    public void Set(TimeSpan limit) => timer.CancelAfter(limit);

    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}
