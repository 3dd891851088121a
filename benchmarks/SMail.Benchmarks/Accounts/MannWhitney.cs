namespace SMail.Benchmarks.Accounts;

/// <summary>The rank sum test of Mann and Whitney (1947), two-sided, by the normal approximation with corrections for ties and continuity: good from some twenty values on.</summary>
/// <param name="U">In how many pairs the first sample's value is above the second's; a tie is a half.</param>
/// <param name="Z">The distance of U from its mean, in standard deviations.</param>
/// <param name="P">How likely a distance like this is by chance alone.</param>
internal readonly record struct MannWhitney(double U, double Z, double P)
{
    public static MannWhitney Of(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var (n, m) = ((double)one.Count, (double)other.Count);
        var values = one.Select(value => (Value: value, IsFirst: true)).Concat(other.Select(value => (Value: value, IsFirst: false))).OrderBy(entry => entry.Value).ToList();
        var (rankSum, ties, total) = (0.0, 0.0, n + m);
        for (var start = 0; start < values.Count;)
        {
            var end = start;
            while (end < values.Count && values[end].Value.Equals(values[start].Value))
                end++;
            double tied = end - start;
            // Ranks count from 1; those that tie share the middle one.
            rankSum += values[start..end].Count(entry => entry.IsFirst) * ((start + 1 + end) / 2.0);
            ties += (tied * tied * tied) - tied;
            start = end;
        }

        var u = rankSum - (n * (n + 1) / 2);
        var deviation = Math.Sqrt(n * m / 12 * (total + 1 - (ties / (total * (total - 1)))));
        var distance = u - (n * m / 2);
        var z = deviation == 0 ? 0 : (distance - (0.5 * Math.Sign(distance))) / deviation;
        return new MannWhitney(u, z, Math.Min(1, 2 * UpperTail(Math.Abs(z))));
    }

    /// <summary>How likely a standard normal value is above z; off by less than 7.5e-8 (Abramowitz and Stegun, 26.2.17).</summary>
    private static double UpperTail(double z)
    {
        var t = 1 / (1 + (0.2316419 * z));
        var polynomial = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
    }
}
