namespace SMail.Sdk.Testing;

/// <summary>A clock that stands still until it is moved. Timers run in real time, so a provider may wait as it likes.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <summary>Moves the clock.</summary>
    /// <returns>The new time.</returns>
    public DateTimeOffset Advance(TimeSpan by)
    {
        lock (_gate)
            return _now += by;
    }
}
