using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class S2kTests
{
    /// <summary>RFC 9580, section A.9.2.</summary>
    [Fact]
    public void The_example_of_the_standard_gives_its_key()
    {
        var key = new byte[16];
        var specifier = Read("0308A5AE579D1FC5D82BFF");
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            specifier.Derive("password"u8, S2kLimits.Default, key, set);
            Assert.Equal("154967E590AA1F923E1C0AC64C88F23D", Convert.ToHexString(key));
        }
    }

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(96, 65536)]
    [InlineData(255, 65_011_712)]
    public void Counts_are_decoded(byte count, int octets) => Assert.Equal(octets, S2kHash.DecodeCount(count));

    /// <summary>Against the definition, word for word: the octets laid out in full, and hashed at once.</summary>
    [Property(MaxTest = 200)]
    public void It_is_the_hash_of_all_the_octets(NonNegativeInt which, byte[] password, bool longPassword, byte count)
    {
        HashId[] hashes = [HashId.Md5, HashId.Sha1, HashId.RipeMd160, HashId.Sha256, HashId.Sha512];
        var hash = hashes[which.Get % hashes.Length];
        if (longPassword)
            password = RandomNumberGenerator.GetBytes(3000 + password.Length);
        foreach (var type in (S2kType[])[S2kType.Simple, S2kType.Salted, S2kType.Iterated])
        {
            byte[] salt = type is S2kType.Simple ? [] : RandomNumberGenerator.GetBytes(8);
            var specifier = new S2kSpecifier(type, hash, salt, (byte)(count % 64), 0, 0, 0);
            byte[] unit = [.. salt, .. password];
            var octets = type is S2kType.Iterated ? Math.Max(unit.Length, S2kHash.DecodeCount((byte)(count % 64))) : unit.Length;
            byte[] all = unit.Length == 0 ? [] : [.. Enumerable.Repeat(unit, (octets / unit.Length) + 1).SelectMany(u => u).Take(octets)];
            var (expected, key) = (new byte[3 * hash.Size()], new byte[32]);
            for (var part = 0; part < 3; part++)
                hash.HashData([.. new byte[part], .. all], expected.AsSpan(part * hash.Size()));
            specifier.Derive(password, S2kLimits.Default, key);
            Assert.Equal(expected[..32], key);
        }
    }

    [Theory]
    [InlineData("0002")]
    [InlineData("01080102030405060708")]
    [InlineData("030A010203040506070860")]
    [InlineData("04000102030405060708090A0B0C0D0E0F010107")]
    public void What_is_read_is_written_back(string specifier)
    {
        using var writer = new ByteWriter();
        Read(specifier).Write(writer);
        Assert.Equal(specifier, Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData("02080102030405060708", OpenPgpError.Unsupported)] // reserved
    [InlineData("0004", OpenPgpError.Unsupported)] // unknown hash
    [InlineData("0308010203040506070", OpenPgpError.Malformed)] // cut
    [InlineData("04000102030405060708090A0B0C0D0E0F000107", OpenPgpError.Malformed)] // no pass
    [InlineData("04000102030405060708090A0B0C0D0E0F010007", OpenPgpError.Malformed)] // no lane
    [InlineData("04000102030405060708090A0B0C0D0E0F010404", OpenPgpError.Malformed)] // too little for its lanes
    [InlineData("04000102030405060708090A0B0C0D0E0F010120", OpenPgpError.Malformed)] // more than there can be
    public void What_makes_no_sense_is_refused(string specifier, OpenPgpError error) =>
        Assert.Equal(error, Assert.Throws<OpenPgpException>(() => Read(specifier[..(specifier.Length / 2 * 2)])).Code);

    [Theory]
    [InlineData(1, 19)]
    [InlineData(255, 16)]
    [InlineData(1, 31)]
    public void What_costs_too_much_is_refused_before_any_work(byte passes, byte exponent)
    {
        var specifier = new S2kSpecifier(S2kType.Argon2, default, new byte[16], 0, passes, 1, exponent);
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => specifier.Derive("x"u8, S2kLimits.Default, new byte[32])).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Argon2_is_the_same_on_both_sets(byte lanes)
    {
        var specifier = new S2kSpecifier(S2kType.Argon2, default, RandomNumberGenerator.GetBytes(16), 0, 2, lanes, 8);
        var (fast, managed, direct) = (new byte[32], new byte[32], new byte[32]);
        var password = Encoding.UTF8.GetBytes("correct horse");
        specifier.Derive(password, S2kLimits.Default, fast, PrimitiveSet.Fastest);
        specifier.Derive(password, S2kLimits.Default, managed, PrimitiveSet.Managed);
        Argon2id.DeriveManaged(password, specifier.Salt.Span, [], [], 256, 2, lanes, direct);
        Assert.Equal(fast, managed);
        Assert.Equal(direct, fast);
    }

    [Fact]
    public void New_specifiers_have_salts_of_their_own_and_stay_within_the_limits()
    {
        Assert.NotEqual(S2kSpecifier.NewArgon2().Salt.ToArray(), S2kSpecifier.NewArgon2().Salt.ToArray());
        Assert.NotEqual(S2kSpecifier.NewIterated(HashId.Sha256).Salt.ToArray(), S2kSpecifier.NewIterated(HashId.Sha256).Salt.ToArray());
        var key = new byte[32];
        S2kSpecifier.NewArgon2().Derive("x"u8, S2kLimits.Default, key);
        Assert.Contains(key, b => b != 0);
    }

    private static S2kSpecifier Read(string hex)
    {
        var reader = new ByteReader(Convert.FromHexString(hex));
        var specifier = S2kSpecifier.Read(ref reader);
        reader.End();
        return specifier;
    }
}
