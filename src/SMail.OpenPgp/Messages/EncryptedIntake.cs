using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Takes an encrypted message apart as it arrives: key packets to a list, the body's ciphertext to a sink
/// (RFC 9580, section 10.3).</summary>
internal sealed class EncryptedIntake(ICiphertextSink sink, DecryptOptions options) : PacketScanner
{
    /// <summary>How much longer than its plaintext a message may be: headers and signatures.</summary>
    private const long Overhead = 16 << 20;

    private const int MaxKeyPackets = 1000;

    // Those of X25519 are smaller; the longest that may be is 128 times as long.
    private byte[] keyPacket = new byte[128];
    private PacketType current;
    private PacketType bodyType;
    private int keyPacketSize;
    private int keyPacketCount;
    private readonly byte[] bodyStart = new byte[Seipd2Header.Size];
    private readonly List<EncryptedKey> keys = [];
    private readonly List<PasswordKey> passwordKeys = [];
    private int bodyStartSize;
    private int named;

    /// <summary>The key packets this engine could open, of the version that goes with the body; others are passed over
    /// (RFC 9580, section 10.3.2.1). Those that name a key first, then those that are for whoever can.</summary>
    internal IEnumerable<EncryptedKey> Keys =>
        keys.Where(k => k.Version == (Header is null ? EncryptedKey.Version3 : EncryptedKey.Version6));

    /// <summary>The same of the key packets that passwords open.</summary>
    internal IEnumerable<PasswordKey> PasswordKeys =>
        passwordKeys.Where(k => k.Version == (Header is null ? PasswordKey.Version4 : PasswordKey.Version6));

    /// <summary>Whether the body has any protection against change.</summary>
    internal bool IsProtected => bodyType == PacketType.IntegrityProtectedData;

    /// <summary>The fields of a version 2 body; null for version 1.</summary>
    internal Seipd2Header? Header { get; private set; }

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
                (HasBody, bodyType) = (true, type);
                break;
            case PacketType.SymmetricallyEncryptedData when !HasBody && options.Policy.ReadsUnprotectedMessages:
                (HasBody, bodyType) = (true, type);
                break;
            case PacketType.SymmetricallyEncryptedData when !HasBody:
                throw Errors.Unsupported("The message has no integrity protection.");
            default:
                throw Errors.Malformed("This is not one encrypted message: a packet stands where none belongs.");
        }
    }

    protected override void OnBody(ReadOnlySpan<byte> piece)
    {
        if (HasBody && current == bodyType)
            TakeBody(piece);
        else if (!current.IsIgnorable())
        {
            if (keyPacketSize + piece.Length > EncryptedKey.MaxBytes)
                throw Errors.Limit($"A key packet is over {EncryptedKey.MaxBytes} bytes.");
            if (keyPacketSize + piece.Length > keyPacket.Length)
                Array.Resize(ref keyPacket, Math.Min(EncryptedKey.MaxBytes, Math.Max(keyPacketSize + piece.Length, keyPacket.Length * 2)));
            piece.CopyTo(keyPacket.AsSpan(keyPacketSize));
            keyPacketSize += piece.Length;
        }
    }

    protected override void OnEnd()
    {
        if (current == PacketType.IntegrityProtectedData && !IsBodyStarted)
            throw Errors.Malformed("The encrypted packet is cut.");
        if (current == PacketType.PublicKeyEncryptedSessionKey && EncryptedKey.TryRead(keyPacket.AsSpan(0, keyPacketSize)) is { } key)
            keys.Insert(key.IsForAnyone ? keys.Count : named++, key);
        if (current == PacketType.SymmetricKeyEncryptedSessionKey && PasswordKey.TryRead(keyPacket.AsSpan(0, keyPacketSize)) is { } passwordKey)
            passwordKeys.Add(passwordKey);
    }

    private void TakeBody(ReadOnlySpan<byte> piece)
    {
        if (IsProtected)
            piece = TakeBodyStart(piece);
        // Compression only makes it shorter, so there is no need to take more than this.
        if (sink.Length + piece.Length - Overhead > options.MaxPlaintextBytes)
            throw Errors.Limit($"The message is over {options.MaxPlaintextBytes} bytes.");
        sink.Append(piece);
    }

    /// <summary>Takes the fields before the ciphertext; answers what is left.</summary>
    private ReadOnlySpan<byte> TakeBodyStart(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty && !IsBodyStarted)
        {
            bodyStart[bodyStartSize++] = piece[0];
            piece = piece[1..];
            if (bodyStart[0] is not (IntegrityProtected.Version1 or IntegrityProtected.Version2))
                throw Errors.Malformed("The encrypted packet has a version that is not defined.");
            if (bodyStartSize == Seipd2Header.Size)
                Header = Seipd2Header.Read(bodyStart);
        }
        return piece;
    }

    /// <summary>Whether the fields before the ciphertext have come, which say how it is to be read.</summary>
    internal bool IsBodyStarted =>
        bodyStartSize == Seipd2Header.Size || (bodyStartSize == 1 && bodyStart[0] == IntegrityProtected.Version1);
}
