using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Points in prefixed native form: 0x40, then the point as its curve writes it (RFC 9580, section 11.2.2).</summary>
internal static class NativePoint
{
    private const byte Prefix = 0x40;

    internal static ReadOnlySpan<byte> Read(ref ByteReader reader, int size)
    {
        var point = Mpi.Read(ref reader);
        if (point.Length != size + 1 || point[0] != Prefix)
            throw Errors.Malformed("A point is not in its curve's form.");
        return point[1..];
    }

    internal static void Write(ByteWriter writer, ReadOnlySpan<byte> point)
    {
        Span<byte> prefixed = stackalloc byte[point.Length + 1];
        prefixed[0] = Prefix;
        point.CopyTo(prefixed[1..]);
        Mpi.Write(writer, prefixed);
    }
}
