using System.Numerics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES in CFB mode with a segment of one block and a zero first vector, run over a stream (RFC 9580, section 12.9).</summary>
internal sealed class AesCfb : IDisposable
{
    internal const int BlockSize = 16;
    private const int BatchSize = 4096;

    private readonly Aes aes = Aes.Create();
    private readonly byte[] register = new byte[BlockSize];
    private readonly byte[] keystream;

    /// <summary>Data of a length that is known to be short needs less memory.</summary>
    internal AesCfb(ReadOnlySpan<byte> key, long length = BatchSize)
    {
        aes.SetKey(key);
        keystream = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(length, BlockSize, BatchSize) / BlockSize * BlockSize, pinned: true);
    }

    /// <summary>Encrypts in place. Every piece but the last is a multiple of the block size.</summary>
    internal void Encrypt(Span<byte> data)
    {
        var whole = data[..(data.Length - (data.Length % BlockSize))];
        if (!whole.IsEmpty)
        {
            aes.EncryptCfb(whole, register, whole, PaddingMode.None, feedbackSizeInBits: 128);
            whole[^BlockSize..].CopyTo(register);
        }
        Last(data[whole.Length..]);
    }

    /// <summary>Decrypts in place. Every piece but the last is a multiple of the block size.</summary>
    internal void Decrypt(Span<byte> data)
    {
        // The keystream of a block depends on the ciphertext before it only, so many blocks are made in one call.
        while (data.Length >= BlockSize)
        {
            var batch = data[..Math.Min(keystream.Length, data.Length - (data.Length % BlockSize))];
            var stream = keystream.AsSpan(0, batch.Length);
            register.CopyTo(stream);
            batch[..^BlockSize].CopyTo(stream[BlockSize..]);
            batch[^BlockSize..].CopyTo(register);
            aes.EncryptEcb(stream, stream, PaddingMode.None);
            Xor(batch, stream);
            data = data[batch.Length..];
        }
        Last(data);
    }

    private void Last(Span<byte> tail)
    {
        if (tail.IsEmpty)
            return;
        var stream = keystream.AsSpan(0, BlockSize);
        aes.EncryptEcb(register, stream, PaddingMode.None);
        Xor(tail, stream);
    }

    private static void Xor(Span<byte> data, ReadOnlySpan<byte> stream)
    {
        var i = 0;
        for (; i <= data.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(data[i..]) ^ new Vector<byte>(stream[i..])).CopyTo(data[i..]);
        for (; i < data.Length; i++)
            data[i] ^= stream[i];
    }

    public void Dispose()
    {
        aes.Dispose();
        CryptographicOperations.ZeroMemory(keystream);
    }
}
