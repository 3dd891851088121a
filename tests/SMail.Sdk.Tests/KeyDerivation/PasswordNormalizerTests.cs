using System.Text;
using FsCheck.Xunit;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

public sealed class PasswordNormalizerTests
{
    /// <summary>The passwords RFC 8265 gives as legal for OpaqueString; the last by its mapped space.</summary>
    [Theory]
    [InlineData("correct horse battery staple", "correct horse battery staple")]
    [InlineData("Correct Horse Battery Staple", "Correct Horse Battery Staple")]
    [InlineData("\u03C0\u00DF\u00E5", "\u03C0\u00DF\u00E5")]
    [InlineData("Jack of \u2666s", "Jack of \u2666s")]
    [InlineData("foo\u1680bar", "foo bar")]
    public void Valid_examples_of_RFC_8265(string password, string expected) => Assert.Equal(expected, Normalize(password));

    /// <summary>Those it gives as violations: the empty string, and a control character.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("my cat is a \tby")]
    public void Invalid_examples_of_RFC_8265(string password) => AssertRefused(password);

    [Theory]
    [InlineData(" a ", " a ")]
    [InlineData("   ", "   ")]
    [InlineData("a\u0308", "\u00E4")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\uFF21", "\uFF21")]
    [InlineData("a\u00A0\u2003\u202F\u205F\u3000b", "a     b")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\U0001F511\U0001F98A", "\U0001F511\U0001F98A")]
    [InlineData("l\u00B7l", "l\u00B7l")]
    [InlineData("\u0375\u03B1", "\u0375\u03B1")]
    [InlineData("\u05D0\u05F3", "\u05D0\u05F3")]
    [InlineData("\u30FB\u30AB", "\u30FB\u30AB")]
    [InlineData("\u0661\u0662", "\u0661\u0662")]
    [InlineData("\u06F1\u06F2", "\u06F1\u06F2")]
    [InlineData("\u0915\u094D\u200D\u0937", "\u0915\u094D\u200D\u0937")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    public void Kept_or_mapped(string password, string expected) => Assert.Equal(expected, Normalize(password));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\u007F")]
    [InlineData("a\u0085b")]
    [InlineData("a\nb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u00ADb")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u202Eb")]
    [InlineData("\uFEFFa")]
    [InlineData("\u2764\uFE0F")]
    [InlineData("\u1112")]
    [InlineData("\u0640")]
    [InlineData("\uE000")]
    [InlineData("\uFFFE")]
    [InlineData("\U0001FFFF")]
    [InlineData("\u0378")]
    [InlineData("\U000E0041")]
    [InlineData("a\u00B7b")]
    [InlineData("\u0375a")]
    [InlineData("a\u05F3")]
    [InlineData("a\u30FB")]
    [InlineData("\u0661\u06F1")]
    [InlineData("a\u200Db")]
    [InlineData("a\u200Cb")]
    [InlineData("\u0627\u200C\u0645")]
    [InlineData("\u200C")]
    public void Refused(string password) => AssertRefused(password);

    // As UTF-16 units: a lone surrogate would not survive the attribute.
    [Theory]
    [InlineData(0xD800, 0x61)]
    [InlineData(0x61, 0xDC00)]
    [InlineData(0xDC00, 0xD800)]
    public void Unpaired_surrogates_are_refused(int first, int second) => AssertRefused(new string([(char)first, (char)second]));

    [Fact]
    public void The_limit_counts_after_normalisation()
    {
        Assert.Equal(1024, Normalize(new string('a', 1024)).Length);
        Assert.Equal(1024, Normalize(string.Concat(Enumerable.Repeat("a\u0308", 1024))).Length);
        AssertRefused(new string('a', 1025));
        AssertRefused(string.Concat(Enumerable.Repeat("\uFB1D", 513)));
        AssertRefused(new string('a', 10_000));
        AssertRefused(new string('\u00E4', 1_000_000));
    }

    [Fact]
    public void The_error_says_what_to_do_and_holds_nothing_of_the_password()
    {
        var error = Assert.Throws<SMailException>(() => PasswordNormalizer.Normalize(new string('Q', 10_000)));
        Assert.Equal("The password is longer than 1024 characters.", error.Message);
    }

    [Property]
    public bool NFC_and_NFD_are_one_password(string? text)
    {
        if (text is null || FreeformClass.HasUnpairedSurrogate(text) || text.Any(c => c >= '\uFFFE'))
            return true;
        return Outcome(text.Normalize(NormalizationForm.FormC)) == Outcome(text.Normalize(NormalizationForm.FormD));
    }

    [Property]
    public bool Normalising_twice_changes_nothing(string? text) => text is null || Outcome(text) is not { } once || Outcome(once) == once;

    [Fact]
    public void Every_code_point_is_answered_and_what_is_allowed_is_stable()
    {
        for (var code = 0; code <= 0x10FFFF; code++)
            if (Rune.TryCreate(code, out var rune) && Outcome(rune.ToString()) is { } once)
                Assert.Equal(once, Outcome(once));
    }

    [Fact]
    public void Without_NFC_only_ASCII_is_taken()
    {
        using var ascii = PasswordNormalizer.Normalize("test", nfcWorks: false);
        Assert.Equal("test"u8, ascii.Span);
        Assert.Equal(SMailError.InvalidPassword, Samples.ErrorOf(() => PasswordNormalizer.Normalize("t\u00E4st", nfcWorks: false)));
    }

    [Fact]
    public void The_self_test_sees_a_normalisation_that_does_nothing()
    {
        Assert.False(PasswordNormalizer.ProveNfc(Unchanged));
        Assert.False(PasswordNormalizer.ProveNfc((ReadOnlySpan<char> _, Span<char> _, out int _) => throw new PlatformNotSupportedException()));

        static bool Unchanged(ReadOnlySpan<char> source, Span<char> target, out int written)
        {
            source.CopyTo(target);
            written = source.Length;
            return true;
        }
    }

    private static string? Outcome(string password)
    {
        try
        {
            return Normalize(password);
        }
        catch (SMailException e) when (e.Code == SMailError.InvalidPassword)
        {
            return null;
        }
    }

    private static string Normalize(string password)
    {
        using var bytes = PasswordNormalizer.Normalize(password);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    private static void AssertRefused(string password) =>
        Assert.Equal(SMailError.InvalidPassword, Samples.ErrorOf(() => PasswordNormalizer.Normalize(password)));
}
