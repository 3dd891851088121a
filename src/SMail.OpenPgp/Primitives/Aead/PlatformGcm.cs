using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES-GCM by System.Security.Cryptography.</summary>
internal sealed class PlatformGcm : AeadCipher
{
    private readonly AesGcm gcm;

    internal PlatformGcm(ReadOnlySpan<byte> key) : base(AeadId.Gcm.NonceSize()) => gcm = new AesGcm(key, TagSize);

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertextAndTag) =>
        gcm.Encrypt(nonce, plaintext, ciphertextAndTag[..^TagSize], ciphertextAndTag[^TagSize..], associatedData);

    private protected override bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        try
        {
            gcm.Decrypt(nonce, ciphertextAndTag[..^TagSize], ciphertextAndTag[^TagSize..], plaintext, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing) => gcm.Dispose();
}
