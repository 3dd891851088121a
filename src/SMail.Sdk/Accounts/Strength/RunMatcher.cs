namespace SMail.Sdk.Accounts;

/// <summary>Runs of the alphabet or of digits, in steps of one to five, up or down.</summary>
internal static class RunMatcher
{
    private const int MinLength = 3;
    private const int MaxStep = 5;

    public static void Find(ReadOnlySpan<char> password, List<GuessMatch> matches)
    {
        var start = 0;
        while (start + 1 < password.Length)
        {
            var step = password[start + 1] - password[start];
            var end = start + 2;
            while (end < password.Length && password[end] - password[end - 1] == step)
                end++;
            if (end - start >= MinLength && Math.Abs(step) is >= 1 and <= MaxStep)
                matches.Add(new GuessMatch(start, end, Starts(password[start]) * (end - start) * (step < 0 ? 2 : 1), PasswordWeakness.Sequence));
            start = end - 1;
        }
    }

    private static double Starts(char first) => "aAzZ019".Contains(first, StringComparison.Ordinal) ? 4 : char.IsDigit(first) ? 10 : 26;
}
