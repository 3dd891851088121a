using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>Doubling in the field of 2^128 elements (RFC 7253, section 2), on which OCB and CMAC build their masks.</summary>
internal static class Doubling
{
    private const byte Polynomial = 0x87;

    // In registers: through memory, the wide read would wait for both narrow writes.
    internal static Vector128<byte> Double(Vector128<byte> value)
    {
        var high = BinaryPrimitives.ReverseEndianness(value.AsUInt64().ToScalar());
        var low = BinaryPrimitives.ReverseEndianness(value.AsUInt64().GetElement(1));
        return Vector128.Create(
            BinaryPrimitives.ReverseEndianness((high << 1) | (low >> 63)),
            BinaryPrimitives.ReverseEndianness((low << 1) ^ ((high >> 63) * Polynomial))).AsByte();
    }
}
