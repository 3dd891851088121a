namespace SMail.Sdk.Server;

/// <summary>The generic cell rate algorithm (ITU-T I.371, annex A), in its form of virtual scheduling: one time is all the state there is.</summary>
/// <remarks>The state is the theoretical arrival time: when the next try would come if tries came evenly. A try may be early by the length of a burst.</remarks>
internal static class Gcra
{
    /// <summary>Counts a try.</summary>
    /// <param name="arrival">The state; null for one that was never counted.</param>
    /// <param name="now">The time of the try.</param>
    /// <param name="rate">The rate.</param>
    /// <param name="wait">How long to wait where the try is one too many; else zero.</param>
    /// <returns>The new state; the old one, which need not be stored, where the try is one too many.</returns>
    public static DateTimeOffset Count(DateTimeOffset? arrival, DateTimeOffset now, LimitRate rate, out TimeSpan wait)
    {
        var increment = rate.Period / rate.Count;
        var expected = arrival is { } stored && stored > now ? stored : now;
        // No honest state is further ahead than a period: the clock was set back since, and nobody waits for it to catch up.
        if (expected > now + rate.Period)
            expected = now + rate.Period;
        var tolerance = rate.Period - increment;
        wait = expected - tolerance - now;
        if (wait > TimeSpan.Zero)
            return expected;
        wait = TimeSpan.Zero;
        return expected + increment;
    }

    /// <summary>Takes one try back.</summary>
    public static DateTimeOffset? TakeBack(DateTimeOffset? arrival, LimitRate rate) => arrival - (rate.Period / rate.Count);
}
