using System.Security.Cryptography;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Primitives;

/// <summary>RSA with the paddings of PKCS #1 version 1.5 (RFC 8017). Built once for a key; not for use by two threads at once.</summary>
internal abstract class RsaKey : IDisposable
{
    private const int MinBits = 1024;
    private const int MaxBits = 8192;

    // Larger ones make verifying a stranger's signature as slow as signing.
    private const int MaxExponentSize = 4;

    private readonly ImplicitRejection? rejection;

    private protected RsaKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> secretExponent)
    {
        Size = modulus.Length;
        rejection = secretExponent.IsEmpty ? null : new ImplicitRejection(secretExponent);
    }

    /// <summary>The size of the modulus, a signature and a ciphertext in bytes.</summary>
    internal int Size { get; }

    /// <summary>A key that verifies and encrypts.</summary>
    internal static RsaKey Public(ReadOnlySpan<byte> n, ReadOnlySpan<byte> e) => Public(n, e, PrimitiveSets.Default);

    internal static RsaKey Public(ReadOnlySpan<byte> n, ReadOnlySpan<byte> e, PrimitiveSet set)
    {
        CheckPublic(n, e);
        return set is PrimitiveSet.Fastest ? new PlatformRsa(n, e) : new ManagedRsa(n, e);
    }

    /// <summary>A key that does everything. Its numbers are copied.</summary>
    internal static RsaKey Secret(RsaNumbers numbers) => Secret(numbers, PrimitiveSets.Default);

    internal static RsaKey Secret(RsaNumbers numbers, PrimitiveSet set)
    {
        CheckPublic(numbers.N, numbers.E);
        if (!numbers.AreConsistent())
            throw Errors.Unusable("The secret numbers of this RSA key do not make its public ones.");
        return set is PrimitiveSet.Fastest && PlatformRsa.Takes(numbers) ? new PlatformRsa(numbers) : new ManagedRsa(numbers);
    }

    internal void Sign(HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        if (rejection is null || signature.Length != Size || digest.Length != hash.Size())
            throw new CryptographicException("It takes a secret key, the digest of the hash, and room for the signature.");
        SignCore(hash, digest, signature);
    }

    /// <summary>Whether the signature fits. It may be shorter than the modulus, as numbers on the wire are.</summary>
    internal bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length > Size || digest.Length != hash.Size())
            return false;
        var padded = new byte[Size];
        signature.CopyTo(padded.AsSpan(Size - signature.Length));
        return VerifyCore(hash, digest, padded);
    }

    internal void Encrypt(ReadOnlySpan<byte> message, Span<byte> ciphertext)
    {
        if (message.Length > Size - Pkcs1.Overhead || ciphertext.Length != Size)
            throw new CryptographicException("The message is too long for the key, or the ciphertext has another size than the key.");
        EncryptCore(message, ciphertext);
    }

    /// <summary>
    /// Decrypts into a destination of the key's size and answers the length of the message. There is no failure: whatever is
    /// wrong with the ciphertext, a message comes out, which then is no session key either.
    /// </summary>
    internal int Decrypt(ReadOnlySpan<byte> ciphertext, Span<byte> message)
    {
        if (rejection is null || message.Length < Size)
            throw new CryptographicException("It takes a secret key, and room for as many bytes as the key has.");
        var padded = new byte[Size];
        // Too long a number is one no key of this size makes; zero decrypts to no padding.
        if (ciphertext.Length <= Size)
            ciphertext.CopyTo(padded.AsSpan(Size - ciphertext.Length));
        using var invented = new SecretBytes(Size - Pkcs1.Overhead);
        var length = rejection.Invent(ciphertext, invented.Span);
        return DecryptCore(padded, invented.Span, length, message);
    }

    private protected abstract void SignCore(HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature);

    private protected abstract bool VerifyCore(HashId hash, ReadOnlySpan<byte> digest, byte[] signature);

    private protected abstract void EncryptCore(ReadOnlySpan<byte> message, Span<byte> ciphertext);

    private protected abstract int DecryptCore(byte[] ciphertext, ReadOnlySpan<byte> invented, int inventedLength, Span<byte> message);

    public void Dispose()
    {
        rejection?.Dispose();
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static void CheckPublic(ReadOnlySpan<byte> n, ReadOnlySpan<byte> e)
    {
        var bits = n.IsEmpty ? 0 : (n.Length * 8) - byte.LeadingZeroCount(n[0]);
        if (n.IsEmpty || n[0] == 0 || bits is < MinBits or > MaxBits || n[^1] % 2 == 0)
            throw Errors.Unusable("This is no modulus of an RSA key that is taken.");
        if (e.IsEmpty || e[0] == 0 || e.Length > MaxExponentSize || e[^1] % 2 == 0 || e is [1])
            throw Errors.Unusable("This is no public exponent of an RSA key that is taken.");
    }
}
