using System.Security.Cryptography;
using FsCheck.Xunit;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class Bip39Tests
{
    private const string Good = "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold";

    /// <summary>BIP-39's own test vectors (trezor/python-mnemonic, vectors.json), those of 256 bits.</summary>
    public static TheoryData<string, string> Vectors => new()
    {
        { new string('0', 64), "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art" },
        { string.Concat(Enumerable.Repeat("7f", 32)), "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title" },
        { string.Concat(Enumerable.Repeat("80", 32)), "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless" },
        { new string('f', 64), "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote" },
        { "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c", "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length" },
        { "9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863", "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol speed nation flash devote level hobby quick inner drive ghost inside" },
        { "066dca1a2bb7e8a1db2832148ce9933eea0f3ac9548d793112d9a95c9407efad", "all hour make first leader extend hole alien behind guard gospel lava path output census museum junior mass reopen famous sing advance salt reform" },
        { "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f", Good },
        { "911fec0fbd88029f6fa99164896c18d898c9232af18bdcca3e42d53b86493104", "much youth advance kitchen lens exile salt cram goose enter alert raise milk muscle profit cousin system faint mouse price reveal cause series long" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Published_vectors_are_met_both_ways(string entropy, string words)
    {
        using var phrase = Bip39.Encode(Convert.FromHexString(entropy));
        Assert.Equal(words, phrase.Memory.ToString());
        Assert.Equal(entropy, Decode(words));
    }

    [Fact]
    public void The_list_is_the_published_one()
    {
        using var list = typeof(SMailSystem).Assembly.GetManifestResourceStream("SMail.Sdk.Accounts.Recovery.english.txt")!;
        Assert.Equal("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda", Convert.ToHexStringLower(SHA256.HashData(list)));
    }

    [Property]
    public bool Any_bits_come_back_from_their_words(byte[] seed)
    {
        var entropy = SHA256.HashData(seed);
        using var phrase = Bip39.Encode(entropy);
        return Decode(phrase.Memory.ToString()) == Convert.ToHexStringLower(entropy);
    }

    [Fact]
    public void Case_spaces_and_width_do_not_matter()
    {
        var expected = Decode(Good);
        Assert.Equal(expected, Decode(Good.ToUpperInvariant()));
        Assert.Equal(expected, Decode($"\r\n  {Good.Replace(" ", " \t ", StringComparison.Ordinal)}\n"));
        // As a Japanese keyboard types them, and with the spaces that web pages have.
        Assert.Equal(expected, Decode(string.Concat(Good.Select(c => c == ' ' ? '\u3000' : (char)(c - 'a' + '\uFF41')))));
        Assert.Equal(expected, Decode(Good.Replace(' ', '\u00A0')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("void come effort")]
    [InlineData(Good + " void")]
    [InlineData("come void effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold")]
    [InlineData("voids come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold")]
    [InlineData("\uD800 come")]
    [InlineData("v\u00F6id \uFFFF")]
    public void What_is_no_phrase_is_refused(string phrase) => Assert.Equal(SMailError.InvalidRecoveryPhrase, Assert.Throws<SMailException>(() => Bip39.Decode(phrase)).Code);

    [Fact]
    public void An_error_says_which_word_is_wrong_and_not_what_it_was()
    {
        var fault = Assert.Throws<SMailException>(() => Bip39.Decode(Good.Replace("camp", "campp", StringComparison.Ordinal)));
        Assert.Contains("Word 5 ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("camp", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_text_is_not_looked_at() =>
        Assert.Equal(SMailError.InvalidRecoveryPhrase, Assert.Throws<SMailException>(() => Bip39.Decode(string.Concat(Enumerable.Repeat("abandon ", 1_000_000)))).Code);

    // Of all words in one place one in 256 fits, so a slip is as good as always seen.
    [Fact]
    public void Another_word_is_seen_by_the_checksum()
    {
        using var list = new StreamReader(typeof(SMailSystem).Assembly.GetManifestResourceStream("SMail.Sdk.Accounts.Recovery.english.txt")!);
        var fits = list.ReadToEnd().TrimEnd().Split('\n').Count(word => Record.Exception(() => Decode(Good.Replace("camp", word, StringComparison.Ordinal))) is null);
        Assert.InRange(fits, 1, 30);
    }

    private static string Decode(string phrase)
    {
        using var entropy = Bip39.Decode(phrase);
        return Convert.ToHexStringLower(entropy.Span);
    }
}
