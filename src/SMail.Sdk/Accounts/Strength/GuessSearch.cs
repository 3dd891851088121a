using System.Runtime.InteropServices;

namespace SMail.Sdk.Accounts;

/// <summary>Finds the parts by which a password is guessed soonest.</summary>
/// <remarks>
/// A guesser tries l parts in any order, and fewer parts first: l! times the product of their guesses, plus 10^4 for each part but the
/// first. What is least is found over all prefixes, for each number of parts.
/// </remarks>
internal static class GuessSearch
{
    private const double FewerFirst = 10_000;
    private const double LeastOfOne = 10;
    private const double LeastOfMore = 50;

    /// <summary>The guesses, and the parts in their order.</summary>
    public static (double Guesses, IReadOnlyList<GuessMatch> Path) Run(ReadOnlySpan<char> password, Dictionary<string, RankedWord> own)
    {
        if (password.IsEmpty)
            return (1, []);
        using var lowerBytes = new SecretBytes(password.Length * sizeof(char));
        var lower = MemoryMarshal.Cast<byte, char>(lowerBytes.Writable);
        for (var i = 0; i < password.Length; i++)
            lower[i] = char.ToLowerInvariant(password[i]);

        var matches = new List<GuessMatch>();
        WordMatcher.Find(password, lower, own, matches);
        WalkMatcher.Find(password, matches);
        RunMatcher.Find(password, matches);
        DateMatcher.Find(password, matches);
        RepetitionMatcher.Find(password, own, matches);
        return Cheapest(password.Length, matches);
    }

    private static (double Guesses, IReadOnlyList<GuessMatch> Path) Cheapest(int length, List<GuessMatch> matches)
    {
        var byEnd = matches.ToLookup(match => match.End);
        // By end and number of parts: product of guesses, total, and the last part.
        var products = new double[length + 1, length + 1];
        var totals = new double[length + 1, length + 1];
        var last = new GuessMatch[length + 1, length + 1];
        for (var end = 0; end <= length; end++)
            for (var parts = 0; parts <= length; parts++)
                totals[end, parts] = double.PositiveInfinity;
        (products[0, 0], totals[0, 0]) = (1, 0);

        for (var end = 1; end <= length; end++)
        {
            var candidates = Enumerable.Range(0, end).Select(start => GuessMatch.Characters(start, end)).Concat(byEnd[end]);
            foreach (var match in candidates)
            {
                var guesses = match.Length == length ? match.Guesses : Math.Max(match.Guesses, match.Length == 1 ? LeastOfOne : LeastOfMore);
                for (var parts = 1; parts <= match.Start + 1; parts++)
                {
                    if (double.IsPositiveInfinity(totals[match.Start, parts - 1]))
                        continue;
                    var product = products[match.Start, parts - 1] * guesses;
                    var total = (product * Factorial(parts)) + Math.Pow(FewerFirst, parts - 1);
                    if (total < totals[end, parts])
                        (products[end, parts], totals[end, parts], last[end, parts]) = (product, total, match);
                }
            }
        }

        var best = Enumerable.Range(1, length).MinBy(parts => totals[length, parts]);
        var path = new List<GuessMatch>();
        for (var (end, parts) = (length, best); parts > 0; parts--)
        {
            path.Insert(0, last[end, parts]);
            end = last[end, parts].Start;
        }

        return (totals[length, best], path);
    }

    private static double Factorial(int n)
    {
        var product = 1.0;
        for (var i = 2; i <= n; i++)
            product *= i;
        return product;
    }
}
