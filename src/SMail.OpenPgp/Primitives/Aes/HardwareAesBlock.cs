using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>Single blocks by the processor's AES instructions.</summary>
internal sealed class HardwareAesBlock<TEncryption, TDecryption> : AesBlock
    where TEncryption : struct, IAesRounds
    where TDecryption : struct, IAesRounds
{
    private readonly AesKeys<TEncryption> keys;
    private readonly SecretBlocks inverse = new(AesSchedule.MaxKeys);

    internal HardwareAesBlock(ReadOnlySpan<byte> key)
    {
        keys = new AesKeys<TEncryption>(key);
        AesSchedule.Invert(keys.Encryption, inverse.Span);
    }

    internal override void Encrypt(Span<byte> block) => keys.Encrypt(Vector128.Create<byte>(block)).CopyTo(block);

    internal override void Decrypt(Span<byte> block) =>
        AesBlocks.One<TDecryption>(Vector128.Create<byte>(block), inverse.Span[..(keys.Rounds + 1)]).CopyTo(block);

    protected override void Dispose(bool disposing)
    {
        keys.Dispose();
        inverse.Dispose();
    }
}
