using System.Diagnostics;

namespace SMail.Benchmarks.Engine;

/// <summary>One line of the table of ratios; times are milliseconds, the best of all rounds.</summary>
internal sealed record RaceResult(string Work, double Ms, double RivalMs, double CeilingMs, double TimesRival, double OfCeiling, long AllocatedBytes);

/// <summary>Lets us, the rival and the bare primitives do the same work in turns, so that a busy moment of the machine hits all.</summary>
internal static class Race
{
    private const int MaxRounds = 400;
    private const int MinRounds = 7;

    public static RaceResult Run(string work, Action ours, Action rival, Action ceiling, TimeSpan budget)
    {
        Action[] contestants = [ours, rival, ceiling];
        foreach (var contestant in contestants)
        {
            contestant();
            contestant();
        }
        var best = new double[] { double.MaxValue, double.MaxValue, double.MaxValue };
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < MaxRounds && (round < MinRounds || Stopwatch.GetElapsedTime(start) < budget); round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var from = Stopwatch.GetTimestamp();
                contestants[i]();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
        }
        return new(work, best[0], best[1], best[2], best[1] / best[0], best[2] / best[0], Allocated(ours));
    }

    /// <summary>Bytes on the managed heap for one more time, the least of three.</summary>
    private static long Allocated(Action work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
