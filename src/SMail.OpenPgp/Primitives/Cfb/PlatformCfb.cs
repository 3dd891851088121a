using System.Numerics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES-CFB by System.Security.Cryptography.</summary>
internal sealed class PlatformCfb : CfbCipher
{
    private const int AesBlock = 16;
    private const int BatchSize = 4096;

    private readonly Aes aes = Aes.Create();
    private readonly byte[] register;
    private readonly byte[] keystream = GC.AllocateUninitializedArray<byte>(BatchSize, pinned: true);

    internal PlatformCfb(ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector) : base(AesBlock)
    {
        aes.SetKey(key);
        register = vector.ToArray();
    }

    internal override void Encrypt(Span<byte> data)
    {
        var whole = data[..(data.Length - (data.Length % AesBlock))];
        if (!whole.IsEmpty)
        {
            aes.EncryptCfb(whole, register, whole, PaddingMode.None, feedbackSizeInBits: 128);
            whole[^AesBlock..].CopyTo(register);
        }
        Last(data[whole.Length..]);
    }

    internal override void Decrypt(Span<byte> data)
    {
        // The keystream of a block depends on the ciphertext before it only, so many blocks are made in one call.
        while (data.Length >= AesBlock)
        {
            var batch = data[..Math.Min(keystream.Length, data.Length - (data.Length % AesBlock))];
            var stream = keystream.AsSpan(0, batch.Length);
            register.CopyTo(stream);
            batch[..^AesBlock].CopyTo(stream[AesBlock..]);
            batch[^AesBlock..].CopyTo(register);
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
        var stream = keystream.AsSpan(0, AesBlock);
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

    protected override void Dispose(bool disposing)
    {
        aes.Dispose();
        CryptographicOperations.ZeroMemory(keystream);
    }
}
