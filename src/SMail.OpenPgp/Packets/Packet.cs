namespace SMail.OpenPgp.Packets;

/// <summary>A whole packet held in memory: what keys and detached signatures are made of.</summary>
internal readonly record struct Packet(PacketType Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>More packets than any honest certificate has; every packet costs work to read.</summary>
    internal const int MaxCount = 10_000;

    /// <summary>Cuts bytes into packets; the bodies are slices of the bytes.</summary>
    internal static List<Packet> ReadAll(ReadOnlyMemory<byte> bytes)
    {
        var packets = new List<Packet>();
        while (!bytes.IsEmpty)
        {
            if (!PacketHeader.TryRead(bytes.Span, out var header, out var size))
                throw Errors.Malformed("The last packet is cut.");
            if (header.Length.Kind != LengthKind.Final)
                throw Errors.Malformed("No data packet belongs here.");
            bytes = bytes[size..];
            if (header.Length.Octets > bytes.Length)
                throw Errors.Malformed("The last packet is cut.");
            if (packets.Count == MaxCount)
                throw Errors.Limit($"More than {MaxCount} packets.");
            packets.Add(new(header.Type, bytes[..(int)header.Length.Octets]));
            bytes = bytes[(int)header.Length.Octets..];
        }
        return packets;
    }

    internal static void Write(ByteWriter writer, PacketType type, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[PacketHeader.MaxSize];
        writer.Bytes(header[..PacketHeader.Write(type, (uint)body.Length, header)]);
        writer.Bytes(body);
    }

    internal static byte[] ToArray(PacketType type, ReadOnlySpan<byte> body)
    {
        using var writer = new ByteWriter(body.Length + PacketHeader.MaxSize);
        Write(writer, type, body);
        return writer.ToArray();
    }
}
