using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Single blocks by System.Security.Cryptography.</summary>
internal sealed class PlatformAesBlock : AesBlock
{
    private readonly Aes aes = Aes.Create();

    internal PlatformAesBlock(ReadOnlySpan<byte> key) => aes.SetKey(key);

    internal override void Encrypt(Span<byte> block) => aes.EncryptEcb(block, block, PaddingMode.None);

    internal override void Decrypt(Span<byte> block) => aes.DecryptEcb(block, block, PaddingMode.None);

    protected override void Dispose(bool disposing) => aes.Dispose();
}
