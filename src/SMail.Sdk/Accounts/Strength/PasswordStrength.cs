namespace SMail.Sdk.Accounts;

/// <summary>How well a password withstands guessing; an estimate at the client, by the method of zxcvbn (D. L. Wheeler, USENIX Security 2016). It is advice: no password is refused for it.</summary>
/// <remarks>
/// It knows some hundred obvious passwords, words and names, 2,000 English words, six keyboards, and dates. It is no dictionary, and knows little of any language but English:
/// it may praise what a countryman guesses.
/// </remarks>
/// <param name="Score">The step.</param>
/// <param name="Log10Guesses">The power of ten of the guesses it takes.</param>
/// <param name="Weaknesses">What the guesses would go by, in the order of the password, each once; empty where there is nothing but characters.</param>
public sealed record PasswordStrength(PasswordScore Score, double Log10Guesses, IReadOnlyList<PasswordWeakness> Weaknesses)
{
    /// <summary>Characters (UTF-16 code units) beyond these are not looked at: the password is as strong as its beginning, at least.</summary>
    public const int MaxLength = 100;

    private static readonly double[] Steps = [3, 6, 8, 10];

    /// <summary>Estimates a password as it was typed. Takes up to some ten milliseconds, and leaves no copy behind.</summary>
    /// <param name="password">The password; the caller keeps it, and zeroes it where it can.</param>
    /// <param name="own">What others know of the user: the name, the address. Nothing of it is kept.</param>
    public static PasswordStrength Estimate(ReadOnlySpan<char> password, IEnumerable<string>? own = null)
    {
        var (guesses, path) = GuessSearch.Run(password[..Math.Min(password.Length, MaxLength)], OwnWords(own ?? []));
        var log = Math.Log10(guesses);
        var score = (PasswordScore)Steps.Count(step => log >= step);
        return new PasswordStrength(score, log, [.. path.Select(match => match.Weakness).OfType<PasswordWeakness>().Distinct()]);
    }

    private static Dictionary<string, RankedWord> OwnWords(IEnumerable<string> own)
    {
        var words = new Dictionary<string, RankedWord>(StringComparer.Ordinal);
        foreach (var text in own)
            foreach (var word in text.Split('@', '.', '_', '-', '+', ' ').Append(text).Where(word => word.Length > 2))
                words.TryAdd(word.ToLowerInvariant(), new RankedWord(words.Count + 1, PasswordWeakness.OwnName));
        return words;
    }
}
