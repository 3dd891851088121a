using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>Doubling in the field of 2^128 elements (RFC 7253, section 2), on which OCB and CMAC build their masks.</summary>
internal static class Doubling
{
    private const byte Polynomial = 0x87;

    internal static Vector128<byte> Double(Vector128<byte> value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.CopyTo(bytes);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, (number << 1) ^ ((number >> 127) * Polynomial));
        return Vector128.Create<byte>(bytes);
    }
}
