using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES in one of the authenticated modes of RFC 9580, section 5.13.4, under one key. Not for use by two threads at once.</summary>
internal abstract class AeadCipher : IDisposable
{
    /// <summary>The size of the tag of every mode.</summary>
    internal const int TagSize = 16;

    private readonly int nonceSize;

    private protected AeadCipher(int nonceSize) => this.nonceSize = nonceSize;

    internal static AeadCipher Create(AeadId aead, CipherId cipher, ReadOnlySpan<byte> key) =>
        Create(aead, cipher, key, PrimitiveSets.Default);

    internal static AeadCipher Create(AeadId aead, CipherId cipher, ReadOnlySpan<byte> key, PrimitiveSet set)
    {
        if (!aead.IsSupported() || cipher is not (CipherId.Aes128 or CipherId.Aes192 or CipherId.Aes256))
            throw Packets.Errors.Unsupported("This AEAD mode is not taken with this cipher.");
        if (key.Length != cipher.KeySize())
            throw new CryptographicException("The key does not have the size of its cipher.");
        return (set, aead) switch
        {
            (PrimitiveSet.Fastest, AeadId.Gcm) when AesGcm.IsSupported => new PlatformGcm(key),
            (PrimitiveSet.Fastest, AeadId.Ocb) when IntelEncryption.IsSupported => new AesOcb<IntelEncryption, IntelDecryption>(key, aead.NonceSize()),
            (PrimitiveSet.Fastest, AeadId.Ocb) when ArmEncryption.IsSupported => new AesOcb<ArmEncryption, ArmDecryption>(key, aead.NonceSize()),
            (PrimitiveSet.Fastest, AeadId.Eax) when IntelEncryption.IsSupported => new AesEax<IntelEncryption>(key),
            (PrimitiveSet.Fastest, AeadId.Eax) when ArmEncryption.IsSupported => new AesEax<ArmEncryption>(key),
            _ => new ManagedAead(aead, key, aead.NonceSize()),
        };
    }

    /// <summary>Encrypts and appends the tag. Input and output are the same memory, or lie apart.</summary>
    internal void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertextAndTag)
    {
        Check(nonce, ciphertextAndTag.Length - TagSize == plaintext.Length);
        CheckOverlap(plaintext, ciphertextAndTag);
        SealCore(nonce, plaintext, associatedData, ciphertextAndTag);
    }

    /// <summary>Decrypts; false, and zeros in the destination, when the tag is wrong. Input and output are the same memory, or lie apart.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        if (ciphertextAndTag.Length < TagSize)
            return false;
        Check(nonce, ciphertextAndTag.Length - TagSize == plaintext.Length);
        CheckOverlap(ciphertextAndTag, plaintext);
        if (TryOpenCore(nonce, ciphertextAndTag, associatedData, plaintext))
            return true;
        CryptographicOperations.ZeroMemory(plaintext);
        return false;
    }

    private protected abstract void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertextAndTag);

    private protected abstract bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private void Check(ReadOnlySpan<byte> nonce, bool sizesFit)
    {
        if (nonce.Length != nonceSize || !sizesFit)
            throw new CryptographicException("The nonce has the size of its mode, and the ciphertext 16 bytes more than the plaintext.");
    }

    private static void CheckOverlap(ReadOnlySpan<byte> input, ReadOnlySpan<byte> output)
    {
        if (input.Overlaps(output, out var offset) && offset != 0)
            throw new CryptographicException("Input and output overlap in part.");
    }
}
