using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace SMail.OpenPgp.Primitives;

/// <summary>The numbers of a secret RSA key as OpenPGP has them: u is the inverse of p modulo q (RFC 9580, section 5.5.5.1).</summary>
[DebuggerDisplay("secret")]
internal sealed class RsaNumbers : IDisposable
{
    private readonly SecretBytes d;
    private readonly SecretBytes p;
    private readonly SecretBytes q;
    private readonly SecretBytes u;

    internal RsaNumbers(ReadOnlySpan<byte> n, ReadOnlySpan<byte> e, ReadOnlySpan<byte> d, ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, ReadOnlySpan<byte> u)
    {
        (N, E) = (n.ToArray(), e.ToArray());
        (this.d, this.p, this.q, this.u) = (new(d), new(p), new(q), new(u));
    }

    internal byte[] N { get; }

    internal byte[] E { get; }

    internal ReadOnlySpan<byte> D => d.Span;

    internal ReadOnlySpan<byte> P => p.Span;

    internal ReadOnlySpan<byte> Q => q.Span;

    internal ReadOnlySpan<byte> U => u.Span;

    internal static RsaNumbers Generate(int bits)
    {
        using var rsa = RSA.Create(bits);
        var made = rsa.ExportParameters(includePrivateParameters: true);
        try
        {
            // The platform's coefficient is the inverse of its q, so the two primes change places.
            return new RsaNumbers(made.Modulus, made.Exponent, made.D, made.Q, made.P, made.InverseQ);
        }
        finally
        {
            foreach (var secret in (byte[]?[])[made.D, made.P, made.Q, made.DP, made.DQ, made.InverseQ])
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Whether the secret numbers make the public ones: with others, one signature can give the key away.</summary>
    internal bool AreConsistent()
    {
        var (n, e, secret) = (new BigInteger(1, N), new BigInteger(1, E), new BigInteger(1, D));
        var (first, second, inverse) = (new BigInteger(1, P), new BigInteger(1, Q), new BigInteger(1, U));
        var one = BigInteger.One;
        if (first.CompareTo(one) <= 0 || second.CompareTo(one) <= 0 || !first.Multiply(second).Equals(n))
            return false;
        var product = e.Multiply(secret).Subtract(one);
        return product.Mod(first.Subtract(one)).SignValue == 0
            && product.Mod(second.Subtract(one)).SignValue == 0
            && inverse.CompareTo(second) < 0
            && inverse.Multiply(first).Mod(second).Equals(one);
    }

    public void Dispose()
    {
        d.Dispose();
        p.Dispose();
        q.Dispose();
        u.Dispose();
    }
}
