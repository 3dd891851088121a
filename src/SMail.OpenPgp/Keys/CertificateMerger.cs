using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Puts together what two copies of a certificate know (RFC 9580, section 10.1).</summary>
internal static class CertificateMerger
{
    /// <summary>All parts of both, in the order of the first; no signature twice.</summary>
    internal static byte[] Merge(IReadOnlyList<Packet> first, IReadOnlyList<Packet> second)
    {
        var parts = new List<(Packet Part, List<Packet> Signatures)>();
        foreach (var (part, signatures) in Split(first).Concat(Split(second)))
        {
            var known = parts.FindIndex(p => IsSame(p.Part, part));
            if (known < 0)
                parts.Add((part, signatures));
            else
                parts[known].Signatures.AddRange(signatures.Where(s => !parts[known].Signatures.Exists(k => IsSame(k, s))));
        }
        using var writer = new ByteWriter(4096);
        // User ids stand before subkeys, whichever copy they come from.
        foreach (var (part, signatures) in parts.OrderBy(p => p.Part.Type switch { PacketType.PublicKey => 0, PacketType.PublicSubkey => 2, _ => 1 }))
        {
            foreach (var packet in signatures.Prepend(part))
                Packet.Write(writer, packet.Type, packet.Body.Span);
        }
        return writer.ToArray();
    }

    private static IEnumerable<(Packet Part, List<Packet> Signatures)> Split(IReadOnlyList<Packet> packets)
    {
        var part = default(Packet);
        List<Packet> signatures = [];
        foreach (var packet in packets.Where(p => !p.Type.IsIgnorable() && p.Type != PacketType.Trust))
        {
            if (packet.Type == PacketType.Signature)
            {
                signatures.Add(packet);
                continue;
            }
            if (part != default)
                yield return (part, signatures);
            (part, signatures) = (packet, []);
        }
        if (part != default)
            yield return (part, signatures);
    }

    private static bool IsSame(Packet left, Packet right) => left.Type == right.Type && left.Body.Span.SequenceEqual(right.Body.Span);
}
