using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Curve OIDs as the wire has them (RFC 9580, section 9.2, table 19).</summary>
internal static class CurveOid
{
    internal static ReadOnlySpan<byte> Ed25519Legacy => [0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01];

    internal static ReadOnlySpan<byte> Curve25519Legacy => [0x2B, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01];

    internal static ReadOnlySpan<byte> Read(ref ByteReader reader)
    {
        var size = reader.ReadByte();
        if (size is 0 or 0xFF)
            throw Errors.Malformed("These sizes of a curve id are reserved.");
        return reader.Read(size);
    }

    internal static void Write(ByteWriter writer, ReadOnlySpan<byte> oid)
    {
        writer.Byte((byte)oid.Length);
        writer.Bytes(oid);
    }
}
