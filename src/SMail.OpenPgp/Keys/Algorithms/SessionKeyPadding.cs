using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The padding of a session key before ECDH wraps it (RFC 9580, section 11.5): each byte holds the count of bytes added.</summary>
internal static class SessionKeyPadding
{
    /// <summary>Every AES session key fills this many bytes, so that its size does not show.</summary>
    private const int LeastSize = 40;

    internal static void Add(ByteWriter payload)
    {
        var size = Math.Max(LeastSize, ((payload.Length / 8) + 1) * 8);
        var padding = (byte)(size - payload.Length);
        payload.Take(padding).Fill(padding);
    }

    internal static bool TryRemove(ReadOnlySpan<byte> payload, out int length)
    {
        length = payload.IsEmpty ? 0 : payload.Length - payload[^1];
        return length > 0 && length < payload.Length && !payload[length..].ContainsAnyExcept(payload[^1]);
    }
}
