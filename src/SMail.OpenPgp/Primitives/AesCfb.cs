namespace SMail.OpenPgp.Primitives;

/// <summary>AES in CFB mode with a vector of zeros (RFC 9580, sections 5.13.1 and 12.9).</summary>
internal sealed class AesCfb : IDisposable
{
    internal const int BlockSize = 16;

    private readonly CfbCipher cipher;

    internal AesCfb(ReadOnlySpan<byte> key) => cipher = CfbCipher.Create(Cipher(key.Length), key);

    /// <summary>As the other; the memory needed no longer depends on how long the data is.</summary>
    internal AesCfb(ReadOnlySpan<byte> key, long length) : this(key) => ArgumentOutOfRangeException.ThrowIfNegative(length);

    /// <summary>Encrypts in place. Every piece but the last is a multiple of the block size.</summary>
    internal void Encrypt(Span<byte> data) => cipher.Encrypt(data);

    /// <summary>Decrypts in place. Every piece but the last is a multiple of the block size.</summary>
    internal void Decrypt(Span<byte> data) => cipher.Decrypt(data);

    private static CipherId Cipher(int keySize) => keySize switch
    {
        16 => CipherId.Aes128,
        24 => CipherId.Aes192,
        _ => CipherId.Aes256,
    };

    public void Dispose() => cipher.Dispose();
}
