using System.Text;
using System.Text.RegularExpressions;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Armor;

/// <summary>The checksum of RFC 9580, section 6.1: for readers of version 4, and never for those of version 6.</summary>
public sealed partial class ArmorChecksumTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The check value that catalogues of checksums give for CRC-24/OPENPGP: 0x21CF02.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void It_is_the_published_one_in_pieces_of_any_size(int size)
    {
        var checksum = ArmorChecksum.For([])!;
        foreach (var piece in "123456789"u8.ToArray().Chunk(size))
            checksum.Append(piece);
        Assert.Equal("=Ic8C", checksum.Text);
    }

    [Fact]
    public async Task Armor_of_version_4_has_it_and_of_version_6_has_not()
    {
        foreach (var (key, expected) in new[] { (TestKeys.OldBob, true), (TestKeys.Dora, false) })
        {
            Assert.Equal(expected, HasChecksum(key.Certificate.ToArmor()));
            Assert.Equal(expected, HasChecksum(await WriteAsync(o => Pgp.ArmorAsync(new MemoryStream(key.ExportUnprotected()), o, Token))));
            Assert.Equal(expected, HasChecksum(Encoding.ASCII.GetString(await Pgp.SignDetachedAsync(Data(), new() { Signers = [key], Armor = true }, Token))));
            Assert.Equal(expected, HasChecksum(await WriteAsync(o => Pgp.SignInlineAsync(Data(), o, new() { Signers = [key], Armor = true }, Token))));
            Assert.Equal(expected, HasChecksum(await WriteAsync(o => Pgp.SignCleartextAsync(Data(), o, new() { Signers = [key] }, Token))));
            Assert.Equal(expected, HasChecksum(await WriteAsync(o => Pgp.EncryptAsync(Data(), o, new() { Recipients = [key.Certificate], Armor = true }, Token))));
        }
    }

    [Theory]
    [InlineData("compatible", true)]
    [InlineData("rfc9580", false)]
    public async Task A_message_to_a_password_has_it_as_its_version_asks(string profile, bool expected)
    {
        var options = new EncryptOptions
        {
            Recipients = [],
            Passwords = [Encoding.UTF8.GetBytes("secret")],
            Profile = OpenPgpProfile.All.Single(p => p.Name == profile),
            Armor = true,
        };
        Assert.Equal(expected, HasChecksum(await WriteAsync(o => Pgp.EncryptAsync(Data(), o, options, Token))));
    }

    private static MemoryStream Data() => new("text"u8.ToArray());

    private static async Task<string> WriteAsync(Func<Stream, Task> write)
    {
        using var output = new MemoryStream();
        await write(output);
        return Encoding.ASCII.GetString(output.ToArray());
    }

    private static bool HasChecksum(string armor) => ChecksumLine().IsMatch(armor);

    [GeneratedRegex("^=[A-Za-z0-9+/]{4}\n-----END PGP ", RegexOptions.Multiline)]
    private static partial Regex ChecksumLine();
}
