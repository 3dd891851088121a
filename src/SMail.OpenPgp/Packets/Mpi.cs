using System.Numerics;

namespace SMail.OpenPgp.Packets;

/// <summary>Multiprecision integers (RFC 9580, section 3.2).</summary>
internal static class Mpi
{
    /// <summary>Reads one; its bit count must be exact, for every version of packet.</summary>
    /// <remarks>Section 3.2 asks this for version 6 only. With a loose count several byte strings would mean one key
    /// packet or signature, and a changed bit could go unseen.</remarks>
    internal static ReadOnlySpan<byte> Read(ref ByteReader reader)
    {
        var bits = reader.ReadUInt16();
        var value = reader.Read((bits + 7) / 8);
        if (BitLength(value) != bits)
            throw Errors.Malformed("The bit count of an integer does not fit its value.");
        return value;
    }

    /// <summary>Writes a big-endian number or an octet string without its leading zeros.</summary>
    internal static void Write(ByteWriter writer, ReadOnlySpan<byte> value)
    {
        value = value.TrimStart((byte)0);
        writer.UInt16(BitLength(value));
        writer.Bytes(value);
    }

    /// <summary>Restores the leading zeros of an octet string of known length (RFC 9580, section 11.3.1).</summary>
    internal static void ToFixed(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if (value.Length > destination.Length)
            throw Errors.Malformed("An integer is longer than its algorithm allows.");
        destination.Clear();
        value.CopyTo(destination[(destination.Length - value.Length)..]);
    }

    private static int BitLength(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? 0 : (value.Length * 8) - (BitOperations.LeadingZeroCount(value[0]) - 24);
}
