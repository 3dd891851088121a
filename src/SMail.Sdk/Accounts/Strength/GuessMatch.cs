namespace SMail.Sdk.Accounts;

/// <summary>A part of a password that can be guessed as one: numbers alone, no character of it.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it has ended.</param>
/// <param name="Guesses">How many guesses it takes.</param>
/// <param name="Weakness">What they go by; null for trying all characters.</param>
internal readonly record struct GuessMatch(int Start, int End, double Guesses, PasswordWeakness? Weakness)
{
    private const double Cardinality = 10;

    public int Length => End - Start;

    /// <summary>Trying all characters: ten for each, because nobody's characters are equally likely.</summary>
    public static GuessMatch Characters(int start, int end) => new(start, end, Math.Pow(Cardinality, end - start), null);
}

/// <summary>A word and its place among the most frequent ones.</summary>
internal readonly record struct RankedWord(int Rank, PasswordWeakness Weakness);
