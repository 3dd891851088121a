using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Cuts keys apart that stand one behind the other (RFC 9580, section 3.6).</summary>
internal static class KeyRing
{
    /// <summary>A megabyte each, and as much as a thousand of them take.</summary>
    private const int MaxBytes = 64 << 20;

    internal static IEnumerable<byte[]> Split(byte[] bytes, PacketType first)
    {
        if (bytes.Length > MaxBytes)
            throw Errors.Limit($"Keys are over {MaxBytes} bytes.");
        var packets = Packet.ReadAll(bytes).SkipWhile(p => p.Type.IsIgnorable()).ToList();
        if (packets.Count == 0 || packets[0].Type != first)
            throw Errors.Malformed("There is no key of the kind asked for.");
        using var writer = new ByteWriter(4096);
        foreach (var packet in packets)
        {
            if (packet.Type == first && writer.Length > 0)
            {
                yield return writer.ToArray();
                writer.Dispose();
            }
            Packet.Write(writer, packet.Type, packet.Body.Span);
        }
        yield return writer.ToArray();
    }
}
