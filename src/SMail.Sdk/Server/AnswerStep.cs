namespace SMail.Sdk.Server;

/// <summary>Lets answers that must not tell who exists leave in steps of time, so that microseconds of a store's work do not tell it either.</summary>
/// <remarks>By the time of this machine and not the injected one: it is a stranger's clock that is to see nothing.</remarks>
internal sealed class AnswerStep(TimeSpan step)
{
    private static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(1);

    /// <summary>Does the work, and ends at the next step after it began, whatever it ended in.</summary>
    public async ValueTask<T> AlwaysAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            await WaitAsync(start, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does the work, and ends at the next step after it began if it fails.</summary>
    public async ValueTask<T> OnFailureAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch
        {
            await WaitAsync(start, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    // Timers are good to a millisecond; the rest of it is waited out on the spot, or the time within it would tell what the step hides.
    private async ValueTask WaitAsync(long start, CancellationToken cancellationToken)
    {
        if (step <= TimeSpan.Zero)
            return;
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        var end = step * Math.Ceiling(elapsed / step);
        var sleep = end - elapsed - TimerTick - TimerTick;
        if (sleep > TimeSpan.Zero)
            await Task.Delay(sleep, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        var spin = new SpinWait();
        while (TimeProvider.System.GetElapsedTime(start) < end)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
