using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class ElGamalKeyTests
{
    /// <summary>The second Oakley group (RFC 2409, section 6.2).</summary>
    private static readonly byte[] P = Convert.FromHexString(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
        + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF");

    private static readonly byte[] X = RandomNumberGenerator.GetBytes(40);
    private static readonly byte[] Y = Number([2]).ModPow(Number(X), Number(P)).ToByteArrayUnsigned();

    [Fact]
    public void What_is_encrypted_decrypts_here_and_at_a_peer()
    {
        using var key = new ElGamalKey(P, [2], Y);
        using var secret = new ElGamalKey(P, [2], Y, X);
        foreach (var size in (int[])[0, 1, 19, 35, 117])
        {
            var (message, first, second, back) = (RandomNumberGenerator.GetBytes(size), new byte[128], new byte[128], new byte[128]);
            key.Encrypt(message, first, second);
            Assert.Equal(message, back.AsSpan(0, secret.Decrypt(first, second, back)));
            Assert.Equal(message, Peer(forEncryption: false, [.. first, .. second]));
            if (size == 0)
                continue;
            var theirs = Peer(forEncryption: true, message);
            Assert.Equal(message, back.AsSpan(0, secret.Decrypt(theirs.AsSpan(0, 128), theirs.AsSpan(128), back)));
        }
        Assert.Throws<CryptographicException>(() => key.Encrypt(new byte[118], new byte[128], new byte[128]));
        Assert.Throws<CryptographicException>(() => key.Decrypt(new byte[128], new byte[128], new byte[128]));
    }

    [Fact]
    public void Whatever_is_wrong_a_message_is_invented()
    {
        using var secret = new ElGamalKey(P, [2], Y, X);
        foreach (var (first, second) in new (byte[], byte[])[] { ([], []), ([1], [2]), ([2], []), (P, P), ([4], [5]), (new byte[300], [1]) })
        {
            var (one, other) = (new byte[128], new byte[128]);
            Assert.Equal(secret.Decrypt(first, second, one), secret.Decrypt(first, second, other));
            Assert.Equal(one, other);
            Assert.Contains(one, b => b != 0);
        }
    }

    [Fact]
    public void Numbers_that_do_not_belong_together_are_refused()
    {
        Assert.Throws<OpenPgpException>(() => new ElGamalKey(P, [1], Y));
        Assert.Throws<OpenPgpException>(() => new ElGamalKey(P, [2], [1]));
        Assert.Throws<OpenPgpException>(() => new ElGamalKey(P.AsSpan(1), [2], Y));
        Assert.Throws<OpenPgpException>(() => new ElGamalKey(P, [2], Y, [3]));
    }

    private static byte[] Peer(bool forEncryption, byte[] input)
    {
        var domain = new ElGamalParameters(Number(P), Number([2]));
        var cipher = new Pkcs1Encoding(new ElGamalEngine());
        cipher.Init(forEncryption, forEncryption
            ? new ParametersWithRandom(new ElGamalPublicKeyParameters(Number(Y), domain), new SecureRandom())
            : new ElGamalPrivateKeyParameters(Number(X), domain));
        return cipher.ProcessBlock(input, 0, input.Length);
    }

    private static BigInteger Number(byte[] bytes) => new(1, bytes);
}
