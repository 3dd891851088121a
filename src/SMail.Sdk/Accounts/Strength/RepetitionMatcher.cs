namespace SMail.Sdk.Accounts;

/// <summary>The same again and again: as good as the part, times how often it comes.</summary>
internal static class RepetitionMatcher
{
    public static void Find(ReadOnlySpan<char> password, Dictionary<string, RankedWord> own, List<GuessMatch> matches)
    {
        var start = 0;
        while (start < password.Length)
        {
            var (unit, times) = Longest(password[start..]);
            if (times < 2)
            {
                start++;
                continue;
            }

            var (guesses, _) = GuessSearch.Run(password.Slice(start, unit), own);
            matches.Add(new GuessMatch(start, start + (unit * times), guesses * times, PasswordWeakness.Repetition));
            start += unit * times;
        }
    }

    // Of parts that reach equally far, the shortest.
    private static (int Unit, int Times) Longest(ReadOnlySpan<char> text)
    {
        var (best, times) = (0, 0);
        for (var unit = 1; unit <= text.Length / 2; unit++)
        {
            var count = 1;
            while ((count + 1) * unit <= text.Length && text.Slice(count * unit, unit).SequenceEqual(text[..unit]))
                count++;
            if (count > 1 && count * unit > best * times)
                (best, times) = (unit, count);
        }

        return (best, times);
    }
}
