using System.Security.Cryptography;
using FsCheck.Xunit;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class EdwardsTests
{
    /// <summary>RFC 8032, section 7.4: blank, and 1 octet.</summary>
    [Theory]
    [InlineData("6C82A562CB808D10D632BE89C8513EBF6C929F34DDFA8C9F63C9960EF6E348A3528C8A3FCC2F044E39A3FC5B94492F8F032E7549A20098F95B", "",
        "5FD7449B59B461FD2CE787EC616AD46A1DA1342485A70E1F8A0EA75D80E96778EDF124769B46C7061BD6783DF1E50F6CD1FA1ABEAFE8256180",
        "533A37F6BBE457251F023C0D88F976AE2DFB504A843E34D2074FD823D41A591F2B233F034F628281F2FD7A22DDD47D7828C59BD0A21BFD3980FF0D2028D4B18A9DF63E006C5D1C2D345B925D8DC00B4104852DB99AC5C7CDDA8530A113A0F4DBB61149F05A7363268C71D95808FF2E652600")]
    [InlineData("C4EAB05D357007C632F3DBB48489924D552B08FE0C353A0D4A1F00ACDA2C463AFBEA67C5E8D2877C5E3BC397A659949EF8021E954E0A12274E", "03",
        "43BA28F430CDFF456AE531545F7ECD0AC834A55D9358C0372BFA0C6C6798C0866AEA01EB00742802B8438EA4CB82169C235160627B4C3A9480",
        "26B8F91727BD62897AF15E41EB43C377EFB9C610D48F2335CB0BD0087810F4352541B143C4B981B7E18F62DE8CCDF633FC1BF037AB7CD779805E0DBCC0AAE1CBCEE1AFB2E027DF36BC04DCECBF154336C19F0AF7E0A6472905E799F1953D2A0FF3348AB21AA4ADAFD1D234441CF807C03A00")]
    public void Ed448_agrees_with_its_standard(string seed, string message, string publicKey, string signature)
    {
        var (point, made) = (new byte[57], new byte[114]);
        Ed448.PublicKey(Convert.FromHexString(seed), point);
        Ed448.Sign(Convert.FromHexString(seed), Convert.FromHexString(message), made);
        Assert.Equal(publicKey, Convert.ToHexString(point));
        Assert.Equal(signature, Convert.ToHexString(made));
        Assert.True(Ed448.Verify(point, Convert.FromHexString(message), made));
        for (var i = 0; i < made.Length; i++)
        {
            made[i] ^= 1;
            Assert.False(Ed448.Verify(point, Convert.FromHexString(message), made));
            made[i] ^= 1;
        }
    }

    [Fact]
    public void Keys_of_small_order_verify_nothing()
    {
        // The neutral point as key and as R with s = 0 would fit every message.
        var neutral = new byte[57];
        neutral[0] = 1;
        Assert.False(Ed448.Verify(neutral, "any"u8, [.. neutral, .. new byte[57]]));
        foreach (var set in Enum.GetValues<PrimitiveSet>())
            Assert.False(Ed25519.Verify(neutral.AsSpan(0, 32), "any"u8, [.. neutral[..32], .. new byte[32]], set));
    }

    [Property(MaxTest = 100)]
    public void Both_implementations_of_Ed25519_agree(byte[] message)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var (keys, signatures) = (new byte[2][], new byte[2][]);
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            var (key, signature) = (keys[(int)set] = new byte[32], signatures[(int)set] = new byte[64]);
            Ed25519.PublicKey(seed, key, set);
            Ed25519.Sign(Ed25519.SigningKey(seed).Span, message, signature, set);
        }
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(signatures[0], signatures[1]);
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            Assert.True(Ed25519.Verify(keys[0], message, signatures[0], set));
            Assert.False(Ed25519.Verify(keys[0], [.. message, 0], signatures[0], set));
        }
    }
}
