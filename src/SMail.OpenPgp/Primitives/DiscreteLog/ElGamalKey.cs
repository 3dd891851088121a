using System.Security.Cryptography;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Primitives;

/// <summary>ElGamal encryption (RFC 9580, sections 5.1.4 and 5.5.5.3), for messages that are there already.</summary>
internal sealed class ElGamalKey : IDisposable
{
    private readonly BigInteger p;
    private readonly BigInteger g;
    private readonly BigInteger y;
    private readonly BigInteger? secret;
    private readonly ImplicitRejection? rejection;

    /// <summary>The numbers p, g and y; and x of a secret key.</summary>
    internal ElGamalKey(ReadOnlySpan<byte> p, ReadOnlySpan<byte> g, ReadOnlySpan<byte> y, ReadOnlySpan<byte> x = default)
    {
        (this.p, this.g, this.y) = (Numbers.Modulus(p), Numbers.From(g), Numbers.From(y));
        if (!Numbers.IsElement(this.g, this.p) || !Numbers.IsElement(this.y, this.p))
            throw Errors.Unusable("These are no numbers of an ElGamal key that is taken.");
        Size = (this.p.BitLength + 7) / 8;
        if (x.IsEmpty)
            return;
        secret = Numbers.From(x);
        if (secret.SignValue == 0 || secret.CompareTo(this.p) >= 0 || !this.g.ModPow(secret, this.p).Equals(this.y))
            throw Errors.Unusable("The secret number of this ElGamal key does not make its public one.");
        rejection = new ImplicitRejection(x);
    }

    /// <summary>The size of the modulus, and of each half of a ciphertext.</summary>
    internal int Size { get; }

    internal void Encrypt(ReadOnlySpan<byte> message, Span<byte> first, Span<byte> second)
    {
        if (message.Length > Size - Pkcs1.Overhead || first.Length != Size || second.Length != Size)
            throw new CryptographicException("The message is too long for the key, or a half has another size than the key.");
        using var block = new SecretBytes(Size);
        Pkcs1.PadMessage(message, block.Span);
        // The exponent is as long as the modulus: with shorter ones, some primes that are in use let it be found.
        var exponent = RandomExponent();
        BigIntegers.AsUnsignedByteArray(g.ModPow(exponent, p), first);
        BigIntegers.AsUnsignedByteArray(y.ModPow(exponent, p).Multiply(Numbers.From(block.Span)).Mod(p), second);
    }

    /// <summary>
    /// Decrypts into a destination of the key's size and answers the length of the message. There is no failure, as with
    /// <see cref="RsaKey.Decrypt"/>.
    /// </summary>
    internal int Decrypt(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> message)
    {
        if (secret is null || message.Length < Size)
            throw new CryptographicException("It takes a secret key, and room for as many bytes as the key has.");
        using var invented = new SecretBytes(Size - Pkcs1.Overhead);
        var length = rejection!.Invent([.. first, .. second], invented.Span);
        using var block = new SecretBytes(Size);
        var (left, right) = (Numbers.From(first), Numbers.From(second));
        // That a number is out of range is known to whoever made it.
        if (Numbers.IsElement(left, p) && right.SignValue > 0 && right.CompareTo(p) < 0)
            BigIntegers.AsUnsignedByteArray(Decrypt(left, right), block.Span);
        return Pkcs1.TakeMessage(block.Span, invented.Span, length, message);
    }

    private BigInteger Decrypt(BigInteger first, BigInteger second)
    {
        // With one more random factor in it, the number raised to the secret power is not of the sender's choosing.
        var random = RandomExponent();
        var blinded = first.Multiply(g.ModPow(random, p)).Mod(p);
        var inverse = blinded.ModPow(p.Subtract(BigInteger.One).Subtract(secret), p);
        return second.Multiply(y.ModPow(random, p)).Mod(p).Multiply(inverse).Mod(p);
    }

    private BigInteger RandomExponent() => BigIntegers.CreateRandomInRange(BigInteger.Two, p.Subtract(BigInteger.Two), PlatformRandom.Create());

    public void Dispose() => rejection?.Dispose();
}
