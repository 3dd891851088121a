using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.Benchmarks.Engine;

/// <summary>The ceiling: the hash of the signature and the cipher over the same bytes, one after the other on one core, and nothing else.</summary>
internal sealed class BarePrimitives : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly BodyKind kind;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] nonce;
    private readonly AeadCipher? aead;
    private readonly byte[] sealedBytes;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(ChunkSize + AeadCipher.TagSize, pinned: true);

    public BarePrimitives(BodyKind kind, byte[] plaintext)
    {
        this.kind = kind;
        var mode = kind == BodyKind.Seipd2Gcm ? AeadId.Gcm : AeadId.Ocb;
        nonce = new byte[mode.NonceSize()];
        aead = kind == BodyKind.Seipd1 ? null : AeadCipher.Create(mode, CipherId.Aes256, key);
        var output = new MemoryStream();
        Seal(plaintext, output);
        sealedBytes = output.ToArray();
    }

    /// <summary>Hash, then cipher, into a stream as the messages go.</summary>
    public void Seal(byte[] plaintext, Stream output)
    {
        SHA256.HashData(plaintext);
        if (aead is null)
        {
            SHA1.HashData(plaintext);
            using var cfb = CfbCipher.Create(CipherId.Aes256, key);
            for (var at = 0; at < plaintext.Length; at += ChunkSize)
            {
                var piece = buffer.AsSpan(0, Math.Min(ChunkSize, plaintext.Length - at));
                plaintext.AsSpan(at, piece.Length).CopyTo(piece);
                cfb.Encrypt(piece);
                output.Write(piece);
            }
            return;
        }
        for (var at = 0; at < plaintext.Length; at += ChunkSize)
        {
            var size = Math.Min(ChunkSize, plaintext.Length - at);
            aead.Seal(nonce, plaintext.AsSpan(at, size), [], buffer.AsSpan(0, size + AeadCipher.TagSize));
            output.Write(buffer, 0, size + AeadCipher.TagSize);
        }
    }

    /// <summary>Cipher, then hash.</summary>
    public void Open(byte[] plaintext)
    {
        if (aead is null)
        {
            using var cfb = CfbCipher.Create(CipherId.Aes256, key);
            for (var at = 0; at < sealedBytes.Length; at += ChunkSize)
            {
                var piece = buffer.AsSpan(0, Math.Min(ChunkSize, sealedBytes.Length - at));
                sealedBytes.AsSpan(at, piece.Length).CopyTo(piece);
                cfb.Decrypt(piece);
            }
            SHA1.HashData(plaintext);
        }
        else
        {
            for (var at = 0; at < sealedBytes.Length; at += ChunkSize + AeadCipher.TagSize)
            {
                var size = Math.Min(ChunkSize + AeadCipher.TagSize, sealedBytes.Length - at);
                if (!aead.TryOpen(nonce, sealedBytes.AsSpan(at, size), [], buffer.AsSpan(0, size - AeadCipher.TagSize)))
                    throw new InvalidOperationException("The chunk does not open.");
            }
        }
        SHA256.HashData(plaintext);
    }

    public void Dispose() => aead?.Dispose();
}
