using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Primitives;

/// <summary>DSA (RFC 9580, sections 5.2.3.1 and 5.5.5.2), for signatures that are there already.</summary>
internal sealed class DsaKey
{
    private const int MinOrderBits = 160;
    private const int MaxOrderBits = 256;

    private readonly DsaParameters domain;
    private readonly DsaPublicKeyParameters publicKey;
    private readonly BigInteger? secret;

    /// <summary>The numbers p, q, g and y; and x of a secret key.</summary>
    internal DsaKey(ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, ReadOnlySpan<byte> g, ReadOnlySpan<byte> y, ReadOnlySpan<byte> x = default)
    {
        var (modulus, order, generator, element) = (Numbers.Modulus(p), Numbers.From(q), Numbers.From(g), Numbers.From(y));
        if (order.BitLength is < MinOrderBits or > MaxOrderBits || !order.TestBit(0)
            || !HasOrder(generator, order, modulus) || !HasOrder(element, order, modulus))
            throw Errors.Unusable("These are no numbers of a DSA key that is taken.");
        domain = new DsaParameters(modulus, order, generator);
        publicKey = new DsaPublicKeyParameters(element, domain);
        Size = q.Length;
        if (x.IsEmpty)
            return;
        secret = Numbers.From(x);
        if (secret.SignValue == 0 || secret.CompareTo(order) >= 0 || !generator.ModPow(secret, modulus).Equals(element))
            throw Errors.Unusable("The secret number of this DSA key does not make its public one.");
    }

    /// <summary>The size of each half of a signature.</summary>
    internal int Size { get; }

    internal bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        var signer = new DsaSigner();
        signer.Init(forSigning: false, publicKey);
        try
        {
            return signer.VerifySignature(digest.ToArray(), Numbers.From(r), Numbers.From(s));
        }
        catch (ArithmeticException)
        {
            // No inverse: the order is not prime.
            return false;
        }
    }

    internal void Sign(HashId hash, ReadOnlySpan<byte> digest, Span<byte> r, Span<byte> s)
    {
        if (secret is null || digest.Length != hash.Size() || r.Length != Size || s.Length != Size)
            throw new CryptographicException("It takes a secret key, the digest of the hash, and room for both halves.");
        // A nonce made from key and digest (RFC 6979) needs no luck.
        var signer = new DsaSigner(new HMacDsaKCalculator(ManagedHash.Create(hash)));
        signer.Init(forSigning: true, new DsaPrivateKeyParameters(secret, domain));
        var made = signer.GenerateSignature(digest.ToArray());
        BigIntegers.AsUnsignedByteArray(made[0], r);
        BigIntegers.AsUnsignedByteArray(made[1], s);
    }

    private static bool HasOrder(BigInteger value, BigInteger order, BigInteger modulus) =>
        Numbers.IsElement(value, modulus) && value.ModPow(order, modulus).Equals(BigInteger.One);
}
