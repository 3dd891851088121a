using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Limits;

public sealed class GcraTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LimitRate Rate = new(4, TimeSpan.FromMinutes(4));

    [Fact]
    public void A_burst_passes_and_then_one_each_minute()
    {
        DateTimeOffset? state = null;
        for (var i = 0; i < 4; i++)
            Assert.Equal(TimeSpan.Zero, Try(ref state, Start));
        Assert.Equal(TimeSpan.FromMinutes(1), Try(ref state, Start));
        Assert.Equal(TimeSpan.FromSeconds(20), Try(ref state, Start.AddSeconds(40)));
        Assert.Equal(TimeSpan.FromTicks(1), Try(ref state, Start.AddMinutes(1).AddTicks(-1)));
        Assert.Equal(TimeSpan.Zero, Try(ref state, Start.AddMinutes(1)));
        Assert.Equal(TimeSpan.FromMinutes(1), Try(ref state, Start.AddMinutes(1)));
        // A whole period of quiet gives the whole burst again, and no more.
        for (var i = 0; i < 4; i++)
            Assert.Equal(TimeSpan.Zero, Try(ref state, Start.AddDays(1)));
        Assert.NotEqual(TimeSpan.Zero, Try(ref state, Start.AddDays(1)));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_nobody_wait_longer_than_a_period()
    {
        DateTimeOffset? state = Start.AddYears(1);
        Assert.Equal(TimeSpan.FromMinutes(1), Try(ref state, Start));
    }

    [Fact]
    public void What_is_taken_back_was_never_counted()
    {
        DateTimeOffset? state = null;
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(TimeSpan.Zero, Try(ref state, Start));
            state = Gcra.TakeBack(state, Rate);
        }
    }

    /// <summary>In no span of time do more pass than the burst and what the span refills; and whoever waits as told passes.</summary>
    [Property]
    public Property No_more_pass_than_may() => Prop.ForAll(Gen.Choose(0, 200).ListOf().ToArbitrary(), gaps =>
    {
        var (now, passed, state) = (Start, new List<DateTimeOffset>(), (DateTimeOffset?)null);
        foreach (var gap in gaps)
        {
            now = now.AddSeconds(gap);
            var wait = Try(ref state, now);
            if (wait > TimeSpan.Zero)
            {
                var early = state;
                Assert.NotEqual(TimeSpan.Zero, Try(ref early, now + wait - TimeSpan.FromTicks(1)));
                now += wait;
                Assert.Equal(TimeSpan.Zero, Try(ref state, now));
            }

            passed.Add(now);
        }

        for (var from = 0; from < passed.Count; from++)
            for (var to = from; to < passed.Count; to++)
                Assert.True(to - from + 1 <= Rate.Count + ((passed[to] - passed[from]) / (Rate.Period / Rate.Count)));
    });

    private static TimeSpan Try(ref DateTimeOffset? state, DateTimeOffset now)
    {
        var next = Gcra.Count(state, now, Rate, out var wait);
        if (wait == TimeSpan.Zero)
            state = next;
        return wait;
    }
}
