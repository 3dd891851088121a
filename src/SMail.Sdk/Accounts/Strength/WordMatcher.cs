using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace SMail.Sdk.Accounts;

/// <summary>Words: obvious passwords and names, 2,048 English words, and the user's own; backwards too, and with digits and signs in the place of letters.</summary>
internal static class WordMatcher
{
    private const int MaxWord = 40;

    private static readonly Lazy<FrozenDictionary<string, RankedWord>> Common = new(Load);

    public static void Find(ReadOnlySpan<char> password, ReadOnlySpan<char> lower, Dictionary<string, RankedWord> own, List<GuessMatch> matches)
    {
        using var bytes = new SecretBytes(lower.Length * sizeof(char));
        var changed = MemoryMarshal.Cast<byte, char>(bytes.Writable);
        FindIn(lower, own, password, isReversed: false, matches);

        lower.CopyTo(changed);
        changed.Reverse();
        FindIn(changed, own, password, isReversed: true, matches);

        // A 1 may stand for i or for l.
        foreach (var one in "il")
        {
            for (var i = 0; i < lower.Length; i++)
                changed[i] = LetterOf(lower[i], one);
            FindIn(changed, own, password, isReversed: false, matches);
        }
    }

    private static char LetterOf(char sign, char one) => sign switch
    {
        '1' => one,
        '4' or '@' => 'a',
        '8' => 'b',
        '3' => 'e',
        '6' => 'g',
        '0' => 'o',
        '!' => 'i',
        '$' or '5' => 's',
        '7' or '+' => 't',
        '2' => 'z',
        '|' => 'l',
        _ => sign,
    };

    private static void FindIn(ReadOnlySpan<char> text, Dictionary<string, RankedWord> own, ReadOnlySpan<char> password, bool isReversed, List<GuessMatch> matches)
    {
        var (common, owned) = (Common.Value.GetAlternateLookup<ReadOnlySpan<char>>(), own.GetAlternateLookup<ReadOnlySpan<char>>());
        for (var start = 0; start < text.Length; start++)
        {
            for (var end = start + 1; end <= Math.Min(text.Length, start + MaxWord); end++)
            {
                var word = text[start..end];
                if (!owned.TryGetValue(word, out var ranked) && !common.TryGetValue(word, out ranked))
                    continue;
                var (from, to) = isReversed ? (text.Length - end, text.Length - start) : (start, end);
                var typed = password[from..to];
                var guesses = ranked.Rank * CaseVariations(typed) * (isReversed ? 2 : Substitutions(typed, word));
                matches.Add(new GuessMatch(from, to, guesses, ranked.Weakness));
            }
        }
    }

    // First, last or all upper case is what people do; else any choice of as many.
    private static double CaseVariations(ReadOnlySpan<char> typed)
    {
        var (upper, lower) = (0, 0);
        foreach (var c in typed)
        {
            upper += char.IsUpper(c) ? 1 : 0;
            lower += char.IsLower(c) ? 1 : 0;
        }

        if (upper == 0)
            return 1;
        if (lower == 0 || (upper == 1 && (char.IsUpper(typed[0]) || char.IsUpper(typed[^1]))))
            return 2;
        var sum = 0.0;
        for (var i = 1; i <= Math.Min(upper, lower); i++)
            sum += Combinations.Of(upper + lower, i);
        return sum;
    }

    // Twice as many for each sign that stands for a letter.
    private static double Substitutions(ReadOnlySpan<char> typed, ReadOnlySpan<char> word)
    {
        var signs = 0;
        for (var i = 0; i < typed.Length; i++)
            if (char.ToLowerInvariant(typed[i]) != word[i] && !typed[..i].Contains(typed[i]))
                signs++;
        return Math.Pow(2, signs);
    }

    // Each line is one list, most obvious first. Where two lists have a word, it is where it stands further in front.
    private static FrozenDictionary<string, RankedWord> Load()
    {
        var words = new Dictionary<string, RankedWord>(StringComparer.Ordinal);
        using var stream = typeof(WordMatcher).Assembly.GetManifestResourceStream("SMail.Sdk.Accounts.Strength.CommonWords.txt")!;
        using var reader = new StreamReader(stream);
        var weakness = PasswordWeakness.CommonPassword;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            foreach (var (index, word) in line.Split(',').Index())
                if (!words.TryGetValue(word, out var before) || before.Rank > index + 1)
                    words[word] = new RankedWord(index + 1, weakness);
            weakness = PasswordWeakness.CommonWord;
        }

        // The words of recovery phrases are common ones, and in no order but the alphabet's: each counts as the one in the middle.
        foreach (var word in Bip39.Words)
            words.TryAdd(word, new RankedWord(Bip39.Words.Count / 2, PasswordWeakness.CommonWord));
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
