using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SMail.Sdk.KeyDerivation;

/// <summary>Step 1: PRECIS OpaqueString (RFC 8265, section 4.2), so that one password typed on two machines is one password.</summary>
/// <remarks>Works in buffers that are zeroed; no string of the password is made. Messages never say which character was refused.</remarks>
internal static class PasswordNormalizer
{
    /// <summary>The most characters (UTF-16 code units) after normalisation.</summary>
    public const int MaxLength = 1024;

    // Composing shortens a text to a quarter at most (UAX #15, maximum expansion factors), so nothing longer can fit;
    // composition exclusions lengthen it to the triple at most.
    private const int MaxInput = 4 * MaxLength;
    private const int NfcExpansion = 3;

    private static readonly Lazy<bool> Proof = new(() => ProveNfc(TryNfc));

    /// <summary>Writes into the target; false where it has no room.</summary>
    internal delegate bool Nfc(ReadOnlySpan<char> source, Span<char> target, out int written);

    /// <summary>Whether Unicode normalisation works in this process.</summary>
    public static bool NfcWorks => Proof.Value;

    /// <summary>The normalised password in UTF-8; the caller disposes it.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidPassword"/>: empty, too long, or with characters that RFC 8265 refuses.</exception>
    public static SecretBytes Normalize(ReadOnlySpan<char> password) => Normalize(password, NfcWorks);

    /// <summary>As above; where NFC does not work, ASCII passwords only.</summary>
    internal static SecretBytes Normalize(ReadOnlySpan<char> password, bool nfcWorks)
    {
        if (password.IsEmpty)
            throw Invalid("is empty");
        if (password.Length > MaxInput)
            throw TooLong();
        using var mappedBytes = new SecretBytes(password.Length * sizeof(char));
        using var composedBytes = new SecretBytes(password.Length * sizeof(char) * NfcExpansion);
        var mapped = MemoryMarshal.Cast<byte, char>(mappedBytes.Writable);
        var composed = MemoryMarshal.Cast<byte, char>(composedBytes.Writable);
        MapSpaces(password, mapped);
        var length = Compose(mapped, composed, nfcWorks);
        return Encode(composed[..length]);
    }

    /// <summary>Start-up self-test: with invariant globalisation NFC silently does nothing.</summary>
    internal static bool ProveNfc(Nfc nfc)
    {
        try
        {
            Span<char> result = stackalloc char[8];
            return nfc("a\u0308\uFB1D", result, out var written) && result[..written].SequenceEqual("\u00E4\u05D9\u05B4");
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static bool TryNfc(ReadOnlySpan<char> source, Span<char> target, out int written) =>
        source.TryNormalize(target, out written, NormalizationForm.FormC);

    // RFC 8265, section 4.2.2, rule 2. All spaces of Unicode are one UTF-16 code unit long.
    private static void MapSpaces(ReadOnlySpan<char> source, Span<char> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = char.GetUnicodeCategory(source[i]) == UnicodeCategory.SpaceSeparator ? ' ' : source[i];
    }

    // Rule 4. Normalization throws on unpaired surrogates, so they are refused before.
    private static int Compose(ReadOnlySpan<char> text, Span<char> composed, bool nfcWorks)
    {
        if (Ascii.IsValid(text))
        {
            text.CopyTo(composed);
            return text.Length;
        }
        if (!nfcWorks)
            throw Invalid("has characters outside ASCII, and this process runs without Unicode normalisation (invariant globalisation)");
        if (FreeformClass.HasUnpairedSurrogate(text))
            throw Invalid("is not well-formed text");
        try
        {
            return TryNfc(text, composed, out var written) ? written : throw TooLong();
        }
        catch (ArgumentException)
        {
            throw Invalid("has code points that are no characters");
        }
    }

    // The code points are judged last (RFC 8264, section 7): so decomposed Hangul, as one system types it, is fine.
    private static SecretBytes Encode(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
            throw TooLong();
        if (!FreeformClass.IsValid(text))
            throw Invalid("has control, unassigned or other characters that RFC 8265 does not allow");
        var bytes = new SecretBytes(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, bytes.Writable);
        return bytes;
    }

    private static SMailException TooLong() => Invalid($"is longer than {MaxLength} characters");

    private static SMailException Invalid(string why) => new(SMailError.InvalidPassword, $"The password {why}.");
}
