using System.Buffers.Binary;
using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Makes one signature packet, of the version of its key (RFC 9580, section 10.3.2.2).</summary>
internal sealed class SignatureWriter : IDisposable
{
    private readonly SecretKeyPacket signer;
    private readonly ByteWriter hashed = new();
    private readonly byte[] salt;

    internal SignatureWriter(SignatureType type, SecretKeyPacket signer, HashId hash, DateTimeOffset created)
    {
        (this.signer, Type, Hash) = (signer, type, hash);
        salt = signer.PublicKey.Version == PublicKeyPacket.Version6 ? RandomNumberGenerator.GetBytes(SignatureDigest.SaltSize(hash)) : [];
        Span<byte> time = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(time, Timestamps.ToSeconds(created));
        Add(SubpacketType.SignatureCreationTime, time, critical: true);
        AddFingerprint(SubpacketType.IssuerFingerprint, signer.PublicKey.Fingerprint);
    }

    internal SignatureType Type { get; }

    internal HashId Hash { get; }

    internal PublicKeyPacket Signer => signer.PublicKey;

    internal ReadOnlySpan<byte> Salt => salt;

    private bool IsVersion6 => Signer.Version == PublicKeyPacket.Version6;

    internal void Add(SubpacketType type, ReadOnlySpan<byte> value, bool critical = false) =>
        Subpacket.Write(hashed, type, value, critical);

    internal void AddFingerprint(SubpacketType type, Fingerprint fingerprint, bool critical = false) =>
        Add(type, [(byte)fingerprint.KeyVersion, .. fingerprint.Span], critical);

    /// <summary>Never critical, though in version 6 it should be (RFC 9580, section 5.2.3.36): OpenPGP.js does not know it and
    /// would take no signature in an encrypted message for good.</summary>
    internal void AddIntendedRecipient(Fingerprint fingerprint) => AddFingerprint(SubpacketType.IntendedRecipient, fingerprint);

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

    internal SignatureDigest NewDigest() => new(Hash, Type, salt);

    /// <summary>Ends the digest, signs it and answers the whole packet.</summary>
    internal byte[] Sign(SignatureDigest digest)
    {
        using var body = new ByteWriter();
        body.Bytes([Signer.Version, (byte)Type, (byte)Signer.Algorithm, (byte)Hash]);
        WriteArea(body, hashed);
        var value = digest.Finish(body.Written);
        using var unhashed = MakeUnhashed();
        WriteArea(body, unhashed);
        body.Bytes(value.AsSpan(0, 2));
        if (IsVersion6)
        {
            body.Byte((byte)salt.Length);
            body.Bytes(salt);
        }
        signer.Material.Sign(Hash, value, body);
        return Packet.ToArray(PacketType.Signature, body.Written);
    }

    private void WriteArea(ByteWriter body, ByteWriter area)
    {
        if (IsVersion6)
            body.UInt32((uint)area.Length);
        else if (area.Length <= ushort.MaxValue)
            body.UInt16(area.Length);
        else
            throw Errors.Limit("The recipients and notations of a signature are over 65535 bytes.");
        body.Bytes(area.Written);
    }

    /// <summary>The key id: a hint readers of version 4 look for; it needs no protection (RFC 9580, section 5.2.3.12).</summary>
    private ByteWriter MakeUnhashed()
    {
        var unhashed = new ByteWriter(16);
        if (IsVersion6)
            return unhashed;
        Span<byte> keyId = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(keyId, signer.PublicKey.KeyId);
        Subpacket.Write(unhashed, SubpacketType.IssuerKeyId, keyId, critical: false);
        return unhashed;
    }

    public void Dispose() => hashed.Dispose();
}
