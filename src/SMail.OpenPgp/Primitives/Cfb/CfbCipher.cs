using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>A block cipher in CFB mode with a segment of one block, run over a stream in place (RFC 9580, section 12.9).</summary>
internal abstract class CfbCipher : IDisposable
{
    private protected CfbCipher(int blockSize) => BlockSize = blockSize;

    internal int BlockSize { get; }

    /// <summary>A cipher with a vector of zeros, as encrypted data has it.</summary>
    internal static CfbCipher Create(CipherId cipher, ReadOnlySpan<byte> key) =>
        Create(cipher, key, stackalloc byte[cipher.BlockSize()], PrimitiveSets.Default);

    /// <summary>A cipher with the vector given, as protected secret keys have it, and data after a resynchronisation.</summary>
    internal static CfbCipher Create(CipherId cipher, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector) =>
        Create(cipher, key, vector, PrimitiveSets.Default);

    internal static CfbCipher Create(CipherId cipher, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector, PrimitiveSet set)
    {
        if (key.Length != cipher.KeySize() || vector.Length != cipher.BlockSize())
            throw new CryptographicException("The key or the vector does not have the size of its cipher.");
        return (set, cipher.IsAes()) switch
        {
            (PrimitiveSet.Fastest, true) when IntelEncryption.IsSupported => new HardwareCfb<IntelEncryption>(key, vector),
            (PrimitiveSet.Fastest, true) when ArmEncryption.IsSupported => new HardwareCfb<ArmEncryption>(key, vector),
            (PrimitiveSet.Fastest, true) => new PlatformCfb(key, vector),
            _ => new ManagedCfb(cipher, key, vector),
        };
    }

    /// <summary>Encrypts in place. Every piece but the last is a multiple of the block size.</summary>
    internal abstract void Encrypt(Span<byte> data);

    /// <summary>Decrypts in place. Every piece but the last is a multiple of the block size.</summary>
    internal abstract void Decrypt(Span<byte> data);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
