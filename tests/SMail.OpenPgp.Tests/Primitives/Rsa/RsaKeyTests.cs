using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class RsaKeyTests
{
    private static readonly Lazy<RsaNumbers> Shared = new(() => RsaNumbers.Generate(2048));

    public static TheoryData<int, int> Pairs => new() { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };

    private static RsaNumbers Numbers => Shared.Value;

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_one_signs_the_other_verifies(int signer, int verifier)
    {
        using var secret = RsaKey.Secret(Numbers, (PrimitiveSet)signer);
        using var key = RsaKey.Public(Numbers.N, Numbers.E, (PrimitiveSet)verifier);
        foreach (var hash in Enum.GetValues<HashId>())
        {
            var (digest, signature) = (RandomNumberGenerator.GetBytes(hash.Size()), new byte[256]);
            // The platform signs over its own hashes only; nobody signs over the others any more.
            if (signer == (int)PrimitiveSet.Fastest && hash.PlatformName() is null)
            {
                Assert.Throws<OpenPgpException>(() => secret.Sign(hash, digest, signature));
                continue;
            }
            secret.Sign(hash, digest, signature);
            Assert.True(key.Verify(hash, digest, signature));
            Assert.True(key.Verify(hash, digest, signature.AsSpan().TrimStart((byte)0)));
            Assert.False(key.Verify(hash, digest, [0, .. signature]));
            signature[^1] ^= 1;
            Assert.False(key.Verify(hash, digest, signature));
            Assert.False(key.Verify(hash, digest, [.. Enumerable.Repeat((byte)0xFF, 256)]));
            Assert.False(key.Verify(hash, digest, []));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_one_encrypts_the_other_decrypts(int encrypter, int decrypter)
    {
        using var key = RsaKey.Public(Numbers.N, Numbers.E, (PrimitiveSet)encrypter);
        using var secret = RsaKey.Secret(Numbers, (PrimitiveSet)decrypter);
        foreach (var size in (int[])[0, 1, 19, 27, 35, 244, 245])
        {
            var (message, ciphertext, back) = (RandomNumberGenerator.GetBytes(size), new byte[256], new byte[256]);
            key.Encrypt(message, ciphertext);
            var length = secret.Decrypt(ciphertext.AsSpan().TrimStart((byte)0), back);
            Assert.Equal(message, back.AsSpan(0, length));
        }
        Assert.Throws<CryptographicException>(() => key.Encrypt(new byte[246], new byte[256]));
        Assert.Throws<CryptographicException>(() => key.Decrypt(new byte[256], new byte[256]));
    }

    /// <summary>Every block that is not padded as it should be decrypts to something invented, and to the same each time.</summary>
    [Fact]
    public void Wrong_padding_is_not_to_be_seen()
    {
        var keys = Enum.GetValues<PrimitiveSet>().Select(set => RsaKey.Secret(Numbers, set)).ToArray();
        byte[] random = [.. Enumerable.Range(0, 253).Select(_ => (byte)RandomNumberGenerator.GetInt32(1, 256))];
        byte[][] blocks =
        [
            [0, 2, .. random, 7], // no end of the padding
            [0, 1, .. random[..200], 0, .. random[..53]], // another type
            [1, 2, .. random[..200], 0, .. random[..53]], // a wrong first byte
            [0, 2, .. random[..7], 0, .. random[..246]], // seven bytes of padding
            [0, 2, 0, .. random], // none
        ];
        var messages = new HashSet<string>();
        foreach (var ciphertext in blocks.Select(Raw).Append(new byte[256]).Append(Numbers.N).Append(new byte[300]))
        {
            foreach (var key in keys)
                Assert.Equal(Decrypt(key, ciphertext), Decrypt(key, ciphertext));
            messages.Add(Convert.ToHexString(Decrypt(keys[^1], ciphertext)));
        }
        Assert.True(messages.Count > 4);
        // The shortest padding there may be, and a message of nothing.
        Assert.All(keys, key => Assert.Equal(random[..245], Decrypt(key, Raw([0, 2, .. random[..8], 0, .. random[..245]]))));
        Assert.All(keys, key => Assert.Empty(Decrypt(key, Raw([0, 2, .. random, 0]))));
        Array.ForEach(keys, key => key.Dispose());
    }

    [Fact]
    public void Numbers_that_do_not_belong_together_are_refused()
    {
        var (n, e, d, p, q, u) = (Numbers.N, Numbers.E, Numbers.D.ToArray(), Numbers.P.ToArray(), Numbers.Q.ToArray(), Numbers.U.ToArray());
        Assert.Throws<OpenPgpException>(() => RsaKey.Public([.. n[..255], 2], e));
        Assert.Throws<OpenPgpException>(() => RsaKey.Public(n.AsSpan(129), e));
        Assert.Throws<OpenPgpException>(() => RsaKey.Public(n, [1]));
        Assert.Throws<OpenPgpException>(() => RsaKey.Public(n, [1, 0]));
        using var other = RsaNumbers.Generate(2048);
        RsaNumbers[] wrong =
        [
            new(other.N, e, d, p, q, u), new(n, [3], d, p, q, u), new(n, e, other.D, p, q, u), new(n, e, d, other.P, q, u),
            new(n, e, d, p, other.Q, u), new(n, e, d, p, q, other.U), new(n, e, d, q, p, u),
        ];
        foreach (var numbers in wrong)
            Assert.Throws<OpenPgpException>(() => RsaKey.Secret(numbers));
    }

    private static byte[] Decrypt(RsaKey key, byte[] ciphertext)
    {
        var message = new byte[256];
        return message[..key.Decrypt(ciphertext, message)];
    }

    /// <summary>RSA without padding, to make any block.</summary>
    private static byte[] Raw(byte[] block)
    {
        var power = System.Numerics.BigInteger.ModPow(Number(block), Number(Numbers.E), Number(Numbers.N)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[256 - power.Length], .. power];
    }

    private static System.Numerics.BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
