using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace SMail.OpenPgp.Primitives;

/// <summary>The platform's randomness, in the form BouncyCastle takes it.</summary>
internal static class PlatformRandom
{
    internal static SecureRandom Create() => new(new CryptoApiRandomGenerator(), autoSeedLengthInBytes: 0);
}
