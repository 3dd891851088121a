using System.Buffers.Binary;

namespace SMail.OpenPgp.Packets;

/// <summary>A cursor over a packet's body that never reads past its end.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    internal int Position { get; private set; }

    internal readonly int Remaining => bytes.Length - Position;

    internal byte ReadByte() => Read(1)[0];

    /// <summary>The next byte, which stays to be read.</summary>
    internal readonly byte Peek() => Remaining > 0 ? bytes[Position] : throw Errors.Malformed("A field reaches past the end of its packet.");

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Read(2));

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Read(4));

    internal ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Read(8));

    internal ReadOnlySpan<byte> Read(int count)
    {
        if (count < 0 || count > Remaining)
            throw Errors.Malformed("A field reaches past the end of its packet.");
        var field = bytes.Slice(Position, count);
        Position += count;
        return field;
    }

    /// <summary>A field with its size in four octets in front.</summary>
    internal ReadOnlySpan<byte> ReadCounted32()
    {
        var size = ReadUInt32();
        return size <= (uint)Remaining ? Read((int)size) : throw Errors.Malformed("A field reaches past the end of its packet.");
    }

    internal ReadOnlySpan<byte> ReadRest() => Read(Remaining);

    /// <summary>Refuses bytes after the last field.</summary>
    internal readonly void End()
    {
        if (Remaining != 0)
            throw Errors.Malformed("A packet holds bytes after its last field.");
    }
}
