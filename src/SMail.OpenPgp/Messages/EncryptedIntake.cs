using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Takes an encrypted message apart as it arrives: key packets to a list, the body's ciphertext to the spool
/// (RFC 9580, section 10.3).</summary>
internal sealed class EncryptedIntake(CiphertextSpool spool, long maxPlaintextBytes) : PacketScanner
{
    /// <summary>How much longer than its plaintext a message may be: headers and signatures.</summary>
    private const long Overhead = 16 << 20;

    private const int MaxKeyPackets = 1000;

    private readonly byte[] keyPacket = new byte[EncryptedKey.MaxBytes];
    private PacketType current;
    private int keyPacketSize;
    private int keyPacketCount;
    private bool versionSeen;

    /// <summary>The key packets this engine could open; others are passed over.</summary>
    internal List<EncryptedKey> Keys { get; } = [];

    /// <summary>Whether the encrypted packet has come.</summary>
    internal bool HasBody { get; private set; }

    protected override void OnStart(PacketType type)
    {
        (current, keyPacketSize) = (type, 0);
        switch (type)
        {
            case var _ when type.IsIgnorable():
                break;
            case PacketType.PublicKeyEncryptedSessionKey or PacketType.SymmetricKeyEncryptedSessionKey when !HasBody:
                if (++keyPacketCount > MaxKeyPackets)
                    throw Errors.Limit($"A message has more than {MaxKeyPackets} key packets.");
                break;
            case PacketType.IntegrityProtectedData when !HasBody:
                HasBody = true;
                break;
            case PacketType.SymmetricallyEncryptedData when !HasBody:
                throw Errors.Unsupported("The message has no integrity protection.");
            default:
                throw Errors.Malformed("This is not one encrypted message: a packet stands where none belongs.");
        }
    }

    protected override void OnBody(ReadOnlySpan<byte> piece)
    {
        if (current == PacketType.IntegrityProtectedData)
            TakeBody(piece);
        else if (!current.IsIgnorable())
        {
            if (keyPacketSize + piece.Length > keyPacket.Length)
                throw Errors.Limit($"A key packet is over {keyPacket.Length} bytes.");
            piece.CopyTo(keyPacket.AsSpan(keyPacketSize));
            keyPacketSize += piece.Length;
        }
    }

    protected override void OnEnd()
    {
        if (current == PacketType.PublicKeyEncryptedSessionKey && EncryptedKey.TryRead(keyPacket.AsSpan(0, keyPacketSize)) is { } key)
            Keys.Add(key);
    }

    private void TakeBody(ReadOnlySpan<byte> piece)
    {
        if (!versionSeen)
        {
            versionSeen = true;
            if (piece[0] == IntegrityProtected.Version2)
                throw Errors.Unsupported("Version 2 of the encrypted packet is not taken yet.");
            if (piece[0] != IntegrityProtected.Version1)
                throw Errors.Malformed("The encrypted packet has a version that is not defined.");
            piece = piece[1..];
        }
        // Compression only makes it shorter, so there is no need to spool more than this.
        if (spool.Length + piece.Length - Overhead > maxPlaintextBytes)
            throw Errors.Limit($"The message is over {maxPlaintextBytes} bytes.");
        spool.Append(piece);
    }
}
