using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class PrimitiveTests
{
    /// <summary>RFC 3394, sections 4.1, 4.3 and 4.6.</summary>
    [Theory]
    [InlineData("000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF", "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "00112233445566778899AABBCCDDEEFF", "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F", "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void Key_wrap_agrees_with_its_standard(string kek, string data, string wrapped)
    {
        var output = new byte[wrapped.Length / 2];
        AesKeyWrap.Wrap(Convert.FromHexString(kek), Convert.FromHexString(data), output);
        Assert.Equal(wrapped, Convert.ToHexString(output));
        var back = new byte[data.Length / 2];
        Assert.True(AesKeyWrap.TryUnwrap(Convert.FromHexString(kek), output, back));
        Assert.Equal(data, Convert.ToHexString(back));
    }

    [Property]
    public void Key_wrap_notices_every_changed_bit(NonNegativeInt where)
    {
        var kek = RandomNumberGenerator.GetBytes(16);
        var wrapped = new byte[48];
        AesKeyWrap.Wrap(kek, RandomNumberGenerator.GetBytes(40), wrapped);
        wrapped[where.Get / 8 % wrapped.Length] ^= (byte)(1 << (where.Get % 8));
        var back = new byte[40];
        Assert.False(AesKeyWrap.TryUnwrap(kek, wrapped, back));
        Assert.DoesNotContain(back, b => b != 0);
    }

    [Property]
    public void Cfb_agrees_with_another_implementation_however_it_is_cut(byte[] tail, NonNegativeInt[] blocks)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var sizes = blocks.Take(8).Select(b => b.Get % 600 * 16).ToArray();
        var data = RandomNumberGenerator.GetBytes(sizes.Sum() + tail.Length);
        var expected = PeerCfb(key, data);

        using var encrypting = new AesCfb(key);
        var encrypted = (byte[])data.Clone();
        InPieces(encrypted, sizes, encrypting.Encrypt);
        Assert.Equal(expected, encrypted);

        using var decrypting = new AesCfb(key, tail.Length * 50);
        InPieces(encrypted, [.. sizes.Reverse()], decrypting.Decrypt);
        Assert.Equal(data, encrypted);
    }

    /// <summary>RFC 7748, section 6.1.</summary>
    [Fact]
    public void X25519_agrees_with_its_standard()
    {
        var alice = Convert.FromHexString("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a".ToUpperInvariant());
        var bobPublic = Convert.FromHexString("DE9EDB7D7B7DC1B4D35B61C2ECE435373F8343C85B78674DADFC7E146F882B4F");
        var (alicePublic, shared) = (new byte[32], new byte[32]);
        X25519.PublicKey(alice, alicePublic);
        Assert.True(X25519.Agree(alice, bobPublic, shared));
        Assert.Equal("8520F0098930A754748B7DDCB43EF75A0DBF3A0D26381AF4EBA4A98EAA9B4E6A", Convert.ToHexString(alicePublic));
        Assert.Equal("4A5D9D5BA4CE2DE1728E3BF480350F25E07E21C947D19E3376F09B3C1E161742", Convert.ToHexString(shared));
    }

    [Fact]
    public void X25519_takes_no_point_of_small_order_and_no_second_name_of_a_point()
    {
        var (secret, peer, shared) = (RandomNumberGenerator.GetBytes(32), new byte[32], new byte[32]);
        Assert.False(X25519.Agree(secret, peer, shared));
        X25519.PublicKey(RandomNumberGenerator.GetBytes(32), peer);
        Assert.True(X25519.Agree(secret, peer, shared));
        peer[31] |= 0x80;
        Assert.False(X25519.Agree(secret, peer, shared));
    }

    /// <summary>RFC 8032, section 7.1, test 2.</summary>
    [Fact]
    public void Ed25519_agrees_with_its_standard()
    {
        var seed = Convert.FromHexString("4CCD089B28FF96DA9DB6C346EC114E0F5B8A319F35ABA624DA8CF6ED4FB8A6FB");
        var (publicKey, signature) = (new byte[32], new byte[64]);
        Ed25519.PublicKey(seed, publicKey);
        Ed25519.Sign(Ed25519.SigningKey(seed).Span, [0x72], signature);
        Assert.Equal("3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C", Convert.ToHexString(publicKey));
        Assert.StartsWith("92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA", Convert.ToHexString(signature), StringComparison.Ordinal);
        Assert.True(Ed25519.Verify(publicKey, [0x72], signature));
        Assert.False(Ed25519.Verify(publicKey, [0x73], signature));
    }

    private delegate void InPlace(Span<byte> data);

    private static void InPieces(byte[] data, int[] sizes, InPlace run)
    {
        var position = 0;
        foreach (var size in sizes)
        {
            run(data.AsSpan(position, size));
            position += size;
        }
        run(data.AsSpan(position));
    }

    private static byte[] PeerCfb(byte[] key, byte[] data)
    {
        var cipher = new Org.BouncyCastle.Crypto.BufferedBlockCipher(new CfbBlockCipher(new AesEngine(), 128));
        cipher.Init(true, new ParametersWithIV(new KeyParameter(key), new byte[16]));
        // CFB is a stream mode; the peer wants whole blocks.
        byte[] padded = [.. data, .. new byte[(16 - (data.Length % 16)) % 16]];
        return cipher.DoFinal(padded)[..data.Length];
    }
}
