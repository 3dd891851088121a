using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.Benchmarks.Engine;

/// <summary>The ceiling: the hash of the signature and the cipher over the same bytes, one after the other on one core, and nothing else.</summary>
/// <remarks>
/// Nothing is kept: the cipher's result lands in one buffer of 64 KiB, so the ceiling writes no message and copies none.
/// Version 1 of the encrypted packet is hashed a second time, with SHA-1, as its format demands (RFC 9580, section 5.13.1).
/// </remarks>
internal sealed class BarePrimitives : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] nonce;
    private readonly AeadCipher? aead;
    private readonly byte[] sealedBytes;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(ChunkSize + AeadCipher.TagSize, pinned: true);

    public BarePrimitives(BodyKind kind, byte[] plaintext)
    {
        var mode = kind == BodyKind.Seipd2Gcm ? AeadId.Gcm : AeadId.Ocb;
        nonce = new byte[mode.NonceSize()];
        aead = kind == BodyKind.Seipd1 ? null : AeadCipher.Create(mode, CipherId.Aes256, key);
        var output = new MemoryStream();
        Encrypt(plaintext, output);
        sealedBytes = output.ToArray();
    }

    /// <summary>Hash, then cipher.</summary>
    public void Seal(byte[] plaintext)
    {
        SHA256.HashData(plaintext);
        if (aead is null)
            SHA1.HashData(plaintext);
        Encrypt(plaintext, Stream.Null);
    }

    /// <summary>Cipher, then hash.</summary>
    public void Open(byte[] plaintext)
    {
        if (aead is null)
        {
            using var cfb = CfbCipher.Create(CipherId.Aes256, key);
            foreach (var (_, size) in Chunks(sealedBytes.Length, ChunkSize))
                cfb.Decrypt(buffer.AsSpan(0, size));
            SHA1.HashData(plaintext);
        }
        else
        {
            foreach (var (at, size) in Chunks(sealedBytes.Length, ChunkSize + AeadCipher.TagSize))
            {
                if (!aead.TryOpen(nonce, sealedBytes.AsSpan(at, size), [], buffer.AsSpan(0, size - AeadCipher.TagSize)))
                    throw new InvalidOperationException("The chunk does not open.");
            }
        }
        SHA256.HashData(plaintext);
    }

    public void Dispose() => aead?.Dispose();

    private void Encrypt(byte[] plaintext, Stream output)
    {
        using var cfb = aead is null ? CfbCipher.Create(CipherId.Aes256, key) : null;
        foreach (var (at, size) in Chunks(plaintext.Length, ChunkSize))
        {
            // The feedback cipher works in place and is as fast on any bytes, so none are copied for it.
            cfb?.Encrypt(buffer.AsSpan(0, size));
            aead?.Seal(nonce, plaintext.AsSpan(at, size), [], buffer.AsSpan(0, size + AeadCipher.TagSize));
            output.Write(buffer, 0, aead is null ? size : size + AeadCipher.TagSize);
        }
    }

    private static IEnumerable<(int At, int Size)> Chunks(int length, int chunk)
    {
        for (var at = 0; at < length; at += chunk)
            yield return (at, Math.Min(chunk, length - at));
    }
}
