using SMail.OpenPgp.IO;

namespace SMail.OpenPgp.Packets;

/// <summary>Reads a packet sequence from a stream, packet after packet, without holding bodies.</summary>
internal sealed class PacketStreamReader(Stream source)
{
    private PacketLength part;
    private long left;

    /// <summary>The type of the next packet, null at the end; the body before it must have been read.</summary>
    internal PacketType? Next()
    {
        if (left != 0 || part.Kind != LengthKind.Final)
            throw new InvalidOperationException("The packet before was not read to its end.");
        Span<byte> seen = stackalloc byte[PacketHeader.MaxSize];
        var count = 0;
        PacketHeader header;
        do
        {
            if (source.Read(seen.Slice(count, 1)) == 0)
                return count == 0 ? null : throw Cut();
            count++;
        }
        while (!PacketHeader.TryRead(seen[..count], out header, out _));
        (part, left) = (header.Length, header.Length.Octets);
        return header.Type;
    }

    /// <summary>Reads from the body of the packet; 0 at its end.</summary>
    internal int Read(Span<byte> destination)
    {
        while (left == 0 && part.Kind == LengthKind.Partial)
            ReadLength();
        if (destination.IsEmpty || (left == 0 && part.Kind == LengthKind.Final))
            return 0;
        if (part.Kind == LengthKind.Indeterminate)
            return ReadToEnd(destination);
        var count = source.Read(destination[..(int)Math.Min(left, destination.Length)]);
        if (count == 0)
            throw Cut();
        left -= count;
        return count;
    }

    /// <summary>Fills the span from the body.</summary>
    internal void ReadExactly(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = Read(destination);
            if (count == 0)
                throw Errors.Malformed("A field reaches past the end of its packet.");
            destination = destination[count..];
        }
    }

    /// <summary>The rest of the body.</summary>
    internal byte[] ReadRest(int limit)
    {
        using var writer = new ByteWriter();
        Span<byte> chunk = stackalloc byte[512];
        for (var count = Read(chunk); count > 0; count = Read(chunk))
        {
            if (writer.Length + count > limit)
                throw Errors.Limit($"A packet is over {limit} bytes.");
            writer.Bytes(chunk[..count]);
        }
        return writer.ToArray();
    }

    /// <summary>Passes over the rest of the body.</summary>
    internal void Skip()
    {
        Span<byte> chunk = stackalloc byte[4096];
        while (Read(chunk) > 0)
        {
        }
    }

    /// <summary>The body as a stream, for a decompressor.</summary>
    internal Stream AsStream() => new BodyStream(this);

    private int ReadToEnd(Span<byte> destination)
    {
        var count = source.Read(destination);
        if (count == 0)
            part = new(LengthKind.Final, 0);
        return count;
    }

    private void ReadLength()
    {
        Span<byte> seen = stackalloc byte[5];
        var count = 0;
        do
        {
            if (source.Read(seen.Slice(count, 1)) == 0)
                throw Cut();
            count++;
        }
        while (!PacketLength.TryRead(seen[..count], out part, out _));
        left = part.Octets;
    }

    private static OpenPgpException Cut() => Errors.Malformed("The last packet is cut.");

    private sealed class BodyStream(PacketStreamReader reader) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => reader.Read(buffer);
    }
}
