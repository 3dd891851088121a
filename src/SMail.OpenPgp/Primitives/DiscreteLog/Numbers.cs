using Org.BouncyCastle.Math;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Primitives;

/// <summary>What DSA and ElGamal ask of numbers a stranger sends.</summary>
internal static class Numbers
{
    private const int MinBits = 1024;
    private const int MaxBits = 4096;

    internal static BigInteger From(ReadOnlySpan<byte> bytes) => new(1, bytes);

    /// <summary>A prime to compute modulo; refused when a computation would take too long or is not defined.</summary>
    internal static BigInteger Modulus(ReadOnlySpan<byte> bytes)
    {
        var modulus = From(bytes);
        if (modulus.BitLength is < MinBits or > MaxBits || !modulus.TestBit(0))
            throw Errors.Unusable("This is no modulus that is taken.");
        return modulus;
    }

    /// <summary>An element that is not 0, 1 or -1: those tell about a secret exponent, or fit any signature.</summary>
    internal static bool IsElement(BigInteger value, BigInteger modulus) =>
        value.CompareTo(BigInteger.One) > 0 && value.CompareTo(modulus.Subtract(BigInteger.One)) < 0;
}
