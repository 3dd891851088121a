using System.Security.Cryptography;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace SMail.OpenPgp.Primitives;

/// <summary>RSA over BouncyCastle's big numbers, blinded. Its key classes would test every modulus for factors, at 50 ms each.</summary>
internal sealed class ManagedRsa : RsaKey
{
    private readonly BigInteger n;
    private readonly BigInteger e;
    private readonly SecretPrimes? secret;

    internal ManagedRsa(ReadOnlySpan<byte> n, ReadOnlySpan<byte> e) : base(n, []) => (this.n, this.e) = (new(1, n), new(1, e));

    internal ManagedRsa(RsaNumbers numbers) : base(numbers.N, numbers.D)
    {
        (n, e) = (new(1, numbers.N), new(1, numbers.E));
        var (d, p, q) = (new BigInteger(1, numbers.D), new BigInteger(1, numbers.P), new BigInteger(1, numbers.Q));
        secret = new(p, q, d.Mod(p.Subtract(BigInteger.One)), d.Mod(q.Subtract(BigInteger.One)), new BigInteger(1, numbers.U));
    }

    private protected override void SignCore(HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        var block = new byte[Size];
        Pkcs1.EncodeDigest(hash, digest, block);
        BigIntegers.AsUnsignedByteArray(SecretPower(new BigInteger(1, block)), signature);
    }

    private protected override bool VerifyCore(HashId hash, ReadOnlySpan<byte> digest, byte[] signature)
    {
        var number = new BigInteger(1, signature);
        if (number.CompareTo(n) >= 0)
            return false;
        var expected = new byte[Size];
        Pkcs1.EncodeDigest(hash, digest, expected);
        return number.ModPow(e, n).Equals(new BigInteger(1, expected));
    }

    private protected override void EncryptCore(ReadOnlySpan<byte> message, Span<byte> ciphertext)
    {
        using var block = new SecretBytes(Size);
        Pkcs1.PadMessage(message, block.Span);
        BigIntegers.AsUnsignedByteArray(new BigInteger(1, block.Span).ModPow(e, n), ciphertext);
    }

    private protected override int DecryptCore(byte[] ciphertext, ReadOnlySpan<byte> invented, int inventedLength, Span<byte> message)
    {
        using var block = new SecretBytes(Size);
        var number = new BigInteger(1, ciphertext);
        // That a number is zero or too large is known to whoever made it.
        if (number.SignValue > 0 && number.CompareTo(n) < 0)
            BigIntegers.AsUnsignedByteArray(SecretPower(number), block.Span);
        return Pkcs1.TakeMessage(block.Span, invented, inventedLength, message);
    }

    private BigInteger SecretPower(BigInteger number)
    {
        // Times the power of a random number, so that the time it takes says nothing about the number given.
        var (p, q, dp, dq, u) = secret!;
        var blind = BigIntegers.CreateRandomInRange(BigInteger.Two, n.Subtract(BigInteger.Two), PlatformRandom.Create());
        var blinded = blind.ModPow(e, n).Multiply(number).Mod(n);
        var (first, second) = (blinded.Mod(p).ModPow(dp, p), blinded.Mod(q).ModPow(dq, q));
        var power = second.Subtract(first).Multiply(u).Mod(q).Multiply(p).Add(first);
        // One wrong half would give the primes away.
        if (!power.ModPow(e, n).Equals(blinded))
            throw new CryptographicException("The computation went wrong.");
        return power.Multiply(BigIntegers.ModOddInverse(n, blind)).Mod(n);
    }

    protected override void Dispose(bool disposing)
    {
        // BouncyCastle's numbers cannot be zeroed.
    }

    private sealed record SecretPrimes(BigInteger P, BigInteger Q, BigInteger Dp, BigInteger Dq, BigInteger U)
    {
        public override string ToString() => "secret";
    }
}
