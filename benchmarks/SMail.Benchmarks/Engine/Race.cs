using System.Diagnostics;

namespace SMail.Benchmarks.Engine;

/// <summary>One line of the table of ratios; times are milliseconds, the best of all rounds.</summary>
internal sealed record RaceResult(string Work, double Ms, double RivalMs, double CeilingMs, double TimesRival, double OfCeiling, long AllocatedBytes);

/// <summary>Lets us, the rival and the bare primitives do the same work in turns, so that a busy moment of the machine hits all.</summary>
internal static class Race
{
    private const int MaxRounds = 2000;
    private const int MinRounds = 7;

    /// <param name="work">What is done.</param>
    /// <param name="ours">Does it with what is measured.</param>
    /// <param name="rival">Does it with the rival.</param>
    /// <param name="ceiling">Does what can't be left out.</param>
    /// <param name="budget">How long to go on, after half as long to warm up.</param>
    /// <param name="prepare">What comes before each of ours, and is not timed.</param>
    public static RaceResult Run(string work, Action ours, Action rival, Action ceiling, TimeSpan budget, Action? prepare = null)
    {
        Action[] contestants = [ours, rival, ceiling];
        var best = new double[contestants.Length];
        // The compiler needs some calls and some time before it makes its best code, for the rival as for us.
        Rounds(budget / 2, minRounds: 2);
        Array.Fill(best, double.MaxValue);
        Rounds(budget, MinRounds);
        return new(work, best[0], best[1], best[2], best[1] / best[0], best[2] / best[0], Allocated(ours, prepare));

        void Rounds(TimeSpan time, int minRounds)
        {
            var start = Stopwatch.GetTimestamp();
            for (var round = 0; round < MaxRounds && (round < minRounds || Stopwatch.GetElapsedTime(start) < time); round++)
            {
                prepare?.Invoke();
                for (var i = 0; i < contestants.Length; i++)
                {
                    var from = Stopwatch.GetTimestamp();
                    contestants[i]();
                    best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                }
            }
        }
    }

    /// <summary>Bytes on the managed heap for one more time, on all threads; the least of three.</summary>
    public static long Allocated(Action work, Action? prepare = null)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            prepare?.Invoke();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
