using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>Every implementation of a mode that this machine can run.</summary>
internal static class Implementations
{
    internal static List<AeadCipher> Of(AeadId aead, ReadOnlySpan<byte> key, int nonceSize)
    {
        List<AeadCipher> all = [new ManagedAead(aead, key, nonceSize)];
        if (aead is AeadId.Gcm && AesGcm.IsSupported)
            all.Add(new PlatformGcm(key));
        if (aead is AeadId.Ocb && IntelEncryption.IsSupported)
            all.Add(new AesOcb<IntelEncryption, IntelDecryption>(key, nonceSize));
        if (aead is AeadId.Ocb && ArmEncryption.IsSupported)
            all.Add(new AesOcb<ArmEncryption, ArmDecryption>(key, nonceSize));
        if (aead is AeadId.Eax && IntelEncryption.IsSupported)
            all.Add(new AesEax<IntelEncryption>(key));
        if (aead is AeadId.Eax && ArmEncryption.IsSupported)
            all.Add(new AesEax<ArmEncryption>(key));
        return all;
    }

    internal static void Each(AeadId aead, string key, int nonceSize, Action<AeadCipher> check)
    {
        foreach (var cipher in Of(aead, Convert.FromHexString(key), nonceSize))
            using (cipher)
                check(cipher);
    }
}
