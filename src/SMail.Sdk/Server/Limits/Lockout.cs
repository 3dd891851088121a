namespace SMail.Sdk.Server;

/// <summary>Failures in a row, and the time they cost: twice as much with each.</summary>
internal static class Lockout
{
    // 2^20 minutes are two years; the longest lock-out ends it long before.
    private const int MostDoublings = 20;

    /// <summary>How long a try still has to wait; zero where it need not.</summary>
    public static TimeSpan Wait(LimitRow row, DateTimeOffset now, LimitOptions options)
    {
        var wait = (row.LockedUntil ?? now) - now;
        // The clock was set back since: nobody waits for it to catch up.
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : Shorter(wait, options.LongestLockout);
    }

    /// <summary>Counts a try as failed, before it is known whether it is: so tries at the same time can't all pass for the first.</summary>
    public static LimitRow Fail(LimitRow row, DateTimeOffset now, LimitOptions options)
    {
        var isForgotten = row.FailedAt is not { } last || now - last >= options.FailureMemory;
        var failures = isForgotten ? 1 : row.Failures + 1;
        var over = failures - options.LockoutAfter;
        DateTimeOffset? until = over < 0 ? null : now + Shorter(options.FirstLockout * Math.Pow(2, Math.Min(over, MostDoublings)), options.LongestLockout);
        return row with { Failures = failures, FailedAt = now, LockedUntil = until };
    }

    /// <summary>Takes one failure back, because the try succeeded. Those before it stay.</summary>
    public static LimitRow TakeBack(LimitRow row) => row with { Failures = Math.Max(0, row.Failures - 1), LockedUntil = null };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
