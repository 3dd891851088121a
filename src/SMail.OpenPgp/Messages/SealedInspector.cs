using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Says what sealed packets a stream is made of, from framing and versions alone.</summary>
internal sealed class SealedInspector : PacketScanner
{
    // Nearly all are this small; the longest that may be, of post-quantum keys and large RSA keys, is 60 times as long.
    private byte[] keyPacket = new byte[256];
    private PacketType current;
    private long size;
    private bool hasKeys;
    private bool hasBody;
    private byte keyVersion;
    private byte version;

    internal static SealedKind Inspect(ReadOnlySpan<byte> bytes)
    {
        var inspector = new SealedInspector();
        return inspector.Run(bytes) ? inspector.Kind() : SealedKind.NotSealed;
    }

    internal static async Task<SealedKind> InspectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var inspector = new SealedInspector();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (!inspector.Run(buffer.AsSpan(0, count)))
                return SealedKind.NotSealed;
        }
        return inspector.Kind();
    }

    /// <summary>False as soon as the bytes cannot be sealed packets.</summary>
    private bool Run(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Feed(bytes);
            return true;
        }
        catch (OpenPgpException)
        {
            return false;
        }
    }

    private SealedKind Kind()
    {
        try
        {
            Complete();
        }
        catch (OpenPgpException)
        {
            return SealedKind.NotSealed;
        }
        return (hasKeys, hasBody) switch
        {
            (true, true) => SealedKind.Message,
            (true, false) => SealedKind.KeyPackets,
            (false, true) => SealedKind.Body,
            _ => SealedKind.NotSealed,
        };
    }

    protected override void OnStart(PacketType type)
    {
        (current, size) = (type, 0);
        if (hasBody || type is not (PacketType.PublicKeyEncryptedSessionKey or PacketType.IntegrityProtectedData))
            throw NotSealed();
    }

    protected override void OnBody(ReadOnlySpan<byte> piece)
    {
        if (size == 0)
            version = piece[0];
        if (current == PacketType.PublicKeyEncryptedSessionKey)
        {
            if (size + piece.Length > EncryptedKey.MaxBytes)
                throw NotSealed();
            if (size + piece.Length > keyPacket.Length)
                Array.Resize(ref keyPacket, (int)Math.Max(size + piece.Length, keyPacket.Length * 2L));
            piece.CopyTo(keyPacket.AsSpan((int)size));
        }
        size += piece.Length;
    }

    protected override void OnEnd()
    {
        if (current == PacketType.IntegrityProtectedData)
        {
            hasBody = IntegrityProtected.IsPossible(version, size) && (keyVersion == 0 || keyVersion == KeyVersionFor(version));
            if (!hasBody)
                throw NotSealed();
            return;
        }
        var isKey = KeyPacketShape.IsPossible(keyPacket.AsSpan(0, (int)size)) && (keyVersion == 0 || keyVersion == version);
        if (!isKey)
            throw NotSealed();
        (hasKeys, keyVersion) = (true, version);
    }

    /// <summary>Version 3 key packets go with version 1 bodies, 6 with 2 (RFC 9580, section 10.3.2.1).</summary>
    private static byte KeyVersionFor(byte bodyVersion) => bodyVersion == IntegrityProtected.Version1 ? (byte)3 : (byte)6;

    private static OpenPgpException NotSealed() => Errors.Malformed("These are not sealed packets.");
}
