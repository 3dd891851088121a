using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The key derivation parameters of an ECDH key, and what is done with them (RFC 9580, sections 5.5.5.6, 11.4 and 11.5).</summary>
internal readonly record struct EcdhParameters(HashId Hash, CipherId Kek)
{
    private const byte Size = 3;
    private const byte Format = 1;

    internal static EcdhParameters Read(ref ByteReader reader)
    {
        if (reader.ReadByte() != Size || reader.ReadByte() != Format)
            throw Errors.Unsupported("Only the first form of ECDH parameters is defined.");
        var parameters = new EcdhParameters((HashId)reader.ReadByte(), (CipherId)reader.ReadByte());
        if (!parameters.Hash.IsSupported() || !parameters.Kek.IsSupported())
            throw Errors.Unsupported("These ECDH parameters are not taken.");
        return parameters;
    }

    internal void Write(ByteWriter writer) => writer.Bytes([Size, Format, (byte)Hash, (byte)Kek]);

    /// <summary>Wraps a session key under the shared secret.</summary>
    internal byte[] Wrap(ReadOnlySpan<byte> shared, ReadOnlySpan<byte> oid, PublicKeyPacket recipient, SessionKey sessionKey)
    {
        using var payload = new ByteWriter(64);
        sessionKey.WriteChecked(payload);
        SessionKeyPadding.Add(payload);
        using var kek = Derive(shared, oid, recipient);
        var wrapped = new byte[payload.Length + AesKeyWrap.Overhead];
        AesKeyWrap.Wrap(kek.Span, payload.Written, wrapped);
        return wrapped;
    }

    /// <summary>Unwraps a session key; null when it was changed or is for another key.</summary>
    internal SessionKey? Unwrap(ReadOnlySpan<byte> shared, ReadOnlySpan<byte> oid, PublicKeyPacket recipient, ReadOnlySpan<byte> wrapped, bool namesCipher)
    {
        if (wrapped.Length < AesKeyWrap.Overhead)
            return null;
        using var kek = Derive(shared, oid, recipient);
        using var payload = new SecretBytes(wrapped.Length - AesKeyWrap.Overhead);
        return AesKeyWrap.TryUnwrap(kek.Span, wrapped, payload.Span) && SessionKeyPadding.TryRemove(payload.Span, out var length)
            ? SessionKey.ReadChecked(payload.Span[..length], namesCipher)
            : null;
    }

    private SecretBytes Derive(ReadOnlySpan<byte> shared, ReadOnlySpan<byte> oid, PublicKeyPacket recipient)
    {
        using var input = new ByteWriter(160);
        input.UInt32(1);
        input.Bytes(shared);
        CurveOid.Write(input, oid);
        input.Byte((byte)PublicKeyAlgorithm.Ecdh);
        Write(input);
        input.Bytes("Anonymous Sender    "u8);
        input.Bytes(recipient.Fingerprint.Span);
        Span<byte> digest = stackalloc byte[64];
        Hash.HashData(input.Written, digest);
        var kek = new SecretBytes(digest[..Kek.KeySize()]);
        CryptographicOperations.ZeroMemory(digest);
        return kek;
    }
}
