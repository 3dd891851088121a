using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace SMail.OpenPgp.Primitives;

/// <summary>Single blocks by BouncyCastle.</summary>
internal sealed class ManagedAesBlock : AesBlock
{
    private readonly AesEngine encryption = new();
    private readonly AesEngine decryption = new();

    internal ManagedAesBlock(ReadOnlySpan<byte> key)
    {
        var parameter = new KeyParameter(key);
        encryption.Init(forEncryption: true, parameter);
        decryption.Init(forEncryption: false, parameter);
    }

    internal override void Encrypt(Span<byte> block) => encryption.ProcessBlock(block, block);

    internal override void Decrypt(Span<byte> block) => decryption.ProcessBlock(block, block);

    protected override void Dispose(bool disposing)
    {
        // BouncyCastle's round keys cannot be zeroed.
    }
}
