using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Accounts;

/// <summary>256 bits as 24 words of the English list, and back (BIP-39, "Generating the mnemonic"). Its stretching of words to a seed is not used: here the bits themselves are the secret.</summary>
internal static class Bip39
{
    public const int WordCount = 24;
    private const int BitsPerWord = 11;
    private const int LongestWord = 8;

    // 24 words are 264 bits: the secret, and a byte of its hash to see mistakes by. One more byte, so that three can be read at every word.
    private const int CheckedSize = RecoverySecret.Size + 1;
    private const int PaddedSize = CheckedSize + 1;

    // Several times what the longest phrase has.
    private const int MaxInput = 1024;

    private static readonly Lazy<WordList> English = new(Load);

    /// <summary>The list, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Words => English.Value.Words;

    /// <summary>The words, one space between them. The caller disposes them.</summary>
    public static SecretText Encode(ReadOnlySpan<byte> entropy)
    {
        using var bits = new SecretBytes(PaddedSize);
        entropy.CopyTo(bits.Writable);
        bits.Writable[RecoverySecret.Size] = Checksum(entropy);
        var phrase = new SecretText((WordCount * (LongestWord + 1)) - 1);
        for (var i = 0; i < WordCount; i++)
        {
            var (at, shift) = Place(i);
            var number = (((bits.Span[at] << 16) | (bits.Span[at + 1] << 8) | bits.Span[at + 2]) >> shift) & ((1 << BitsPerWord) - 1);
            foreach (var c in (i == 0 ? "" : " ") + English.Value.Words[number])
                phrase.TryAdd(c);
        }

        return phrase;
    }

    /// <summary>The bits behind words as somebody typed them: case, the kind and number of spaces and the width of letters do not matter. The caller disposes them.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRecoveryPhrase"/>; the message says which word is none, and never what it was.</exception>
    public static SecretBytes Decode(ReadOnlySpan<char> phrase)
    {
        using var text = new SecretBytes(MaxInput * sizeof(char));
        var typed = MemoryMarshal.Cast<byte, char>(text.Writable);
        typed = typed[..Normalize(phrase, typed)];
        using var bits = new SecretBytes(PaddedSize);
        var numbers = English.Value.Numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var count = 0;
        for (var rest = (ReadOnlySpan<char>)typed; NextWord(ref rest) is { IsEmpty: false } word; count++)
        {
            if (!numbers.TryGetValue(word, out var number))
                throw Invalid($"Word {count + 1} is none that a recovery phrase can have.");
            if (count >= WordCount)
                continue;
            var (at, shift) = Place(count);
            for (var i = 0; i < 3; i++)
                bits.Writable[at + i] |= (byte)((number << shift) >> (16 - (8 * i)));
        }

        if (count != WordCount)
            throw Invalid($"A recovery phrase has {WordCount} words, and these are {count}.");
        var entropy = SecretBytes.CopyOf(bits.Span[..RecoverySecret.Size]);
        if (Checksum(entropy.Span) == bits.Span[RecoverySecret.Size])
            return entropy;
        entropy.Dispose();
        throw Invalid("These words do not belong together: one of them is another word, or they are in another order.");
    }

    private static (int At, int Shift) Place(int word) => (word * BitsPerWord / 8, 24 - BitsPerWord - (word * BitsPerWord % 8));

    private static byte Checksum(ReadOnlySpan<byte> entropy)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entropy, hash);
        var first = hash[0];
        CryptographicOperations.ZeroMemory(hash);
        return first;
    }

    // BIP-39 asks for NFKD; what it can't be applied to is no word either.
    private static int Normalize(ReadOnlySpan<char> phrase, Span<char> target)
    {
        var length = phrase.Length;
        try
        {
            if (phrase.Length > MaxInput || FreeformClass.HasUnpairedSurrogate(phrase) || !phrase.TryNormalize(target, out length, NormalizationForm.FormKD))
                throw Invalid("This is no recovery phrase.");
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw Invalid("The recovery phrase has characters that no word has.");
        }

        foreach (ref var c in target[..length])
            c = char.ToLowerInvariant(c);
        return length;
    }

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        var end = 0;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end]))
            end++;
        var word = rest[..end];
        rest = rest[end..];
        return word;
    }

    private static SMailException Invalid(string why) => new(SMailError.InvalidRecoveryPhrase, $"{why} Nothing was sent.");

    private static WordList Load()
    {
        using var reader = new StreamReader(typeof(Bip39).Assembly.GetManifestResourceStream("SMail.Sdk.Accounts.Recovery.english.txt")!);
        var words = reader.ReadToEnd().TrimEnd('\n').Split('\n');
        return new WordList(words, words.Index().ToFrozenDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal));
    }

    private sealed record WordList(string[] Words, FrozenDictionary<string, int> Numbers);
}
