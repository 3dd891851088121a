using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>Every implementation of AES-CFB that this machine can run.</summary>
internal static class CfbImplementations
{
    internal static List<CfbCipher> Aes(ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector)
    {
        List<CfbCipher> all = [new ManagedCfb(Id(key.Length), key, vector), new PlatformCfb(key, vector)];
        if (IntelEncryption.IsSupported)
            all.Add(new HardwareCfb<IntelEncryption>(key, vector));
        if (ArmEncryption.IsSupported)
            all.Add(new HardwareCfb<ArmEncryption>(key, vector));
        return all;
    }

    internal static CipherId Id(int keySize) => keySize switch
    {
        16 => CipherId.Aes128,
        24 => CipherId.Aes192,
        _ => CipherId.Aes256,
    };
}
