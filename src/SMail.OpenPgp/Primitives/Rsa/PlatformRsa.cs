using System.Security.Cryptography;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace SMail.OpenPgp.Primitives;

/// <summary>RSA of System.Security.Cryptography.</summary>
internal sealed class PlatformRsa : RsaKey
{
    private readonly RSA rsa;
    private readonly byte[] n;
    private readonly byte[] e;

    internal PlatformRsa(ReadOnlySpan<byte> n, ReadOnlySpan<byte> e) : base(n, [])
    {
        (this.n, this.e) = (n.ToArray(), e.ToArray());
        rsa = RSA.Create(new RSAParameters { Modulus = this.n, Exponent = this.e });
    }

    internal PlatformRsa(RsaNumbers numbers) : base(numbers.N, numbers.D)
    {
        (n, e) = (numbers.N, numbers.E);
        var half = (numbers.N.Length + 1) / 2;
        var secret = new BigInteger(1, numbers.D);
        // The platform wants the inverse of its q, so the two primes change places.
        var parameters = new RSAParameters
        {
            Modulus = numbers.N,
            Exponent = numbers.E,
            D = Padded(numbers.D, numbers.N.Length),
            P = Padded(numbers.Q, half),
            Q = Padded(numbers.P, half),
            DP = Remainder(secret, numbers.Q, half),
            DQ = Remainder(secret, numbers.P, half),
            InverseQ = Padded(numbers.U, half),
        };
        try
        {
            rsa = RSA.Create(parameters);
        }
        finally
        {
            foreach (var copy in (byte[]?[])[parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ])
                CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Whether the platform has a place for the key: primes of very different sizes have none.</summary>
    internal static bool Takes(RsaNumbers numbers)
    {
        var half = (numbers.N.Length + 1) / 2;
        return numbers.P.Length <= half && numbers.Q.Length <= half && numbers.U.Length <= half && numbers.D.Length <= numbers.N.Length;
    }

    private protected override void SignCore(HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        var name = hash.PlatformName() ?? throw Packets.Errors.Unsupported("Nothing is signed over this hash.");
        rsa.TrySignHash(digest, signature, name, RSASignaturePadding.Pkcs1, out _);
    }

    private protected override bool VerifyCore(HashId hash, ReadOnlySpan<byte> digest, byte[] signature)
    {
        if (hash.PlatformName() is { } name)
            return rsa.VerifyHash(digest, signature, name, RSASignaturePadding.Pkcs1);
        using var managed = new ManagedRsa(n, e);
        return managed.Verify(hash, digest, signature);
    }

    private protected override void EncryptCore(ReadOnlySpan<byte> message, Span<byte> ciphertext) =>
        rsa.TryEncrypt(message, ciphertext, RSAEncryptionPadding.Pkcs1, out _);

    private protected override int DecryptCore(byte[] ciphertext, ReadOnlySpan<byte> invented, int inventedLength, Span<byte> message)
    {
        using var decrypted = new SecretBytes(Size);
        var right = TryDecrypt(ciphertext, decrypted.Span, out var length);
        // Where padding is wrong the platform throws, which takes 50 microseconds. So where it is right, it is made to
        // throw as well: at a number as large as the modulus, before it computes anything.
        if (right)
            _ = TryDecrypt(n, message, out _);
        return Pkcs1.Choose(right, decrypted.Span, length, invented, inventedLength, message);
    }

    private bool TryDecrypt(byte[] ciphertext, Span<byte> message, out int length)
    {
        try
        {
            return rsa.TryDecrypt(ciphertext, message, RSAEncryptionPadding.Pkcs1, out length);
        }
        catch (CryptographicException)
        {
            length = 0;
            return false;
        }
    }

    private static byte[] Padded(ReadOnlySpan<byte> number, int size)
    {
        var padded = GC.AllocateArray<byte>(size, pinned: true);
        number.CopyTo(padded.AsSpan(size - number.Length));
        return padded;
    }

    private static byte[] Remainder(BigInteger secret, ReadOnlySpan<byte> prime, int size)
    {
        var remainder = GC.AllocateArray<byte>(size, pinned: true);
        BigIntegers.AsUnsignedByteArray(secret.Mod(new BigInteger(1, prime).Subtract(BigInteger.One)), remainder);
        return remainder;
    }

    protected override void Dispose(bool disposing) => rsa.Dispose();
}
