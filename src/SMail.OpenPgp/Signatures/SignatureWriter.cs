using System.Buffers.Binary;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Makes one version 4 signature packet.</summary>
internal sealed class SignatureWriter : IDisposable
{
    private const byte Version4 = 4;

    private readonly SecretKeyPacket signer;
    private readonly ByteWriter hashed = new();

    internal SignatureWriter(SignatureType type, SecretKeyPacket signer, HashId hash, DateTimeOffset created)
    {
        (this.signer, Type, Hash) = (signer, type, hash);
        Span<byte> time = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(time, Timestamps.ToSeconds(created));
        Add(SubpacketType.SignatureCreationTime, time, critical: true);
        AddFingerprint(SubpacketType.IssuerFingerprint, signer.PublicKey.Fingerprint);
    }

    internal SignatureType Type { get; }

    internal HashId Hash { get; }

    internal PublicKeyPacket Signer => signer.PublicKey;

    internal void Add(SubpacketType type, ReadOnlySpan<byte> value, bool critical = false) =>
        Subpacket.Write(hashed, type, value, critical);

    internal void AddFingerprint(SubpacketType type, Fingerprint fingerprint) =>
        Add(type, [(byte)fingerprint.KeyVersion, .. fingerprint.Span]);

    internal void AddNotation(Notation notation)
    {
        using var value = new ByteWriter();
        var (name, text) = (System.Text.Encoding.UTF8.GetBytes(notation.Name), System.Text.Encoding.UTF8.GetBytes(notation.Value));
        if (name.Length > ushort.MaxValue || text.Length > ushort.MaxValue)
            throw Errors.Limit("A notation is over 65535 bytes.");
        value.UInt32(NotationFlags.HumanReadable);
        value.UInt16(name.Length);
        value.UInt16(text.Length);
        value.Bytes(name);
        value.Bytes(text);
        Add(SubpacketType.NotationData, value.Written);
    }

    internal SignatureDigest NewDigest() => new(Hash, Type);

    /// <summary>Ends the digest, signs it and answers the whole packet.</summary>
    internal byte[] Sign(SignatureDigest digest)
    {
        if (hashed.Length > ushort.MaxValue)
            throw Errors.Limit("The recipients and notations of a signature are over 65535 bytes.");
        using var body = new ByteWriter();
        body.Bytes([Version4, (byte)Type, (byte)signer.PublicKey.Algorithm, (byte)Hash]);
        body.UInt16(hashed.Length);
        body.Bytes(hashed.Written);
        var value = digest.Finish(body.Written);
        WriteUnhashed(body);
        body.Bytes(value.AsSpan(0, 2));
        signer.Material.Sign(Hash, value, body);
        return Packet.ToArray(PacketType.Signature, body.Written);
    }

    /// <summary>The key id: a hint older readers look for; it needs no protection (RFC 9580, section 5.2.3.12).</summary>
    private void WriteUnhashed(ByteWriter body)
    {
        using var unhashed = new ByteWriter();
        Span<byte> keyId = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(keyId, signer.PublicKey.KeyId);
        Subpacket.Write(unhashed, SubpacketType.IssuerKeyId, keyId, critical: false);
        body.UInt16(unhashed.Length);
        body.Bytes(unhashed.Written);
    }

    public void Dispose() => hashed.Dispose();
}
