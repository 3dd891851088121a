namespace SMail.OpenPgp.Primitives;

/// <summary>AES over one block at a time, in place.</summary>
internal abstract class AesBlock : IDisposable
{
    internal const int Size = 16;

    internal static AesBlock Create(ReadOnlySpan<byte> key, PrimitiveSet set) => set switch
    {
        PrimitiveSet.Fastest when IntelEncryption.IsSupported => new HardwareAesBlock<IntelEncryption, IntelDecryption>(key),
        PrimitiveSet.Fastest when ArmEncryption.IsSupported => new HardwareAesBlock<ArmEncryption, ArmDecryption>(key),
        PrimitiveSet.Fastest => new PlatformAesBlock(key),
        _ => new ManagedAesBlock(key),
    };

    internal abstract void Encrypt(Span<byte> block);

    internal abstract void Decrypt(Span<byte> block);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
