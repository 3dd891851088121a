namespace SMail.OpenPgp;

/// <summary>One public-key encrypted session key packet (RFC 9580, section 5.1) and the certificate it was made for.</summary>
/// <param name="Recipient">The fingerprint of the recipient's primary key.</param>
/// <param name="Bytes">The whole packet, header included.</param>
public sealed record KeyPacket(Fingerprint Recipient, ReadOnlyMemory<byte> Bytes);

/// <summary>What sealed packets some bytes are made of (RFC 9580, section 10.3).</summary>
public enum SealedKind
{
    /// <summary>Anything else: plaintext, truncated packets, other packet types, trailing bytes.</summary>
    NotSealed,
    /// <summary>One or more PKESK packets and nothing else (RFC 9580, section 5.1).</summary>
    KeyPackets,
    /// <summary>Exactly one SEIPD packet (RFC 9580, section 5.13).</summary>
    Body,
    /// <summary>One or more PKESK packets, then exactly one SEIPD packet.</summary>
    Message,
}
