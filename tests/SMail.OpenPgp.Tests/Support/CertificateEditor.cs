using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Support;

/// <summary>Builds certificates packet by packet: ones that honest tools make over the years, and ones they never make.</summary>
internal sealed class CertificateEditor
{
    private readonly List<(PacketType Type, byte[] Body)> packets = [];

    internal CertificateEditor(SecretKey key)
    {
        Key = key;
        Primary = key.SigningKey(DateTimeOffset.UtcNow);
        packets.AddRange(key.Certificate.Packets.Select(p => (p.Type, p.Body.ToArray())));
    }

    internal SecretKey Key { get; }

    internal SecretKeyPacket Primary { get; }

    internal PublicKeyPacket Subkey => Key.Certificate.Contents.Subkeys[0].Key;

    internal UserBinding User => Key.Certificate.Contents.Users[0];

    internal byte[] Bytes
    {
        get
        {
            using var writer = new ByteWriter();
            foreach (var (type, body) in packets)
                Packet.Write(writer, type, body);
            return writer.ToArray();
        }
    }

    internal Certificate Certificate => Certificate.Read(Bytes);

    /// <summary>The key with this certificate in the place of its own.</summary>
    internal SecretKey SecretKey
    {
        get
        {
            var secrets = Packet.ReadAll(Key.ExportUnprotected()).Where(p => p.Type is PacketType.SecretKey or PacketType.SecretSubkey).ToList();
            using var writer = new ByteWriter();
            foreach (var (type, body) in packets)
            {
                var secret = secrets.Find(s => type is PacketType.PublicKey or PacketType.PublicSubkey && s.Body.Span.StartsWith(body));
                Packet.Write(writer, secret.Body.IsEmpty ? type : secret.Type, secret.Body.IsEmpty ? body : secret.Body.Span);
            }
            return SecretKey.Read(writer.Written);
        }
    }

    internal CertificateEditor Remove(Func<Packet, bool> which)
    {
        packets.RemoveAll(p => which(new(p.Type, p.Body)));
        return this;
    }

    internal CertificateEditor RemoveSignatures(SignatureType type) =>
        Remove(p => p.Type == PacketType.Signature && p.Body.Span[1] == (byte)type);

    internal CertificateEditor Append(PacketType type, params byte[] body)
    {
        packets.Add((type, body));
        return this;
    }

    internal CertificateEditor InsertAfter(PacketType after, PacketType type, params byte[] body)
    {
        packets.Insert(packets.FindIndex(p => p.Type == after) + 1, (type, body));
        return this;
    }

    internal CertificateEditor Certify(DateTimeOffset created, Action<SignatureWriter>? say = null, SignatureType type = SignatureType.PositiveCertification) =>
        InsertAfter(PacketType.UserId, PacketType.Signature, Sign(Primary, type, created, say ?? Flags(KeyFlags.Certify | KeyFlags.Sign), d => d.AppendUser(User)));

    internal CertificateEditor SignKey(SignatureType type, DateTimeOffset created, Action<SignatureWriter>? say = null, SecretKeyPacket? signer = null) =>
        InsertAfter(PacketType.PublicKey, PacketType.Signature, Sign(signer ?? Primary, type, created, say, _ => { }));

    internal CertificateEditor Bind(DateTimeOffset created, Action<SignatureWriter>? say = null, SignatureType type = SignatureType.SubkeyBinding, SecretKeyPacket? signer = null) =>
        Append(PacketType.Signature, Sign(signer ?? Primary, type, created, say, d => d.AppendKey(Subkey)));

    /// <summary>A signature's body over the primary key and more.</summary>
    internal byte[] Sign(SecretKeyPacket signer, SignatureType type, DateTimeOffset created, Action<SignatureWriter>? say, Action<SignatureDigest> over)
    {
        using var writer = new SignatureWriter(type, signer, HashId.Sha256, created);
        say?.Invoke(writer);
        using var digest = writer.NewDigest();
        digest.AppendKey(Primary.PublicKey);
        over(digest);
        return Packet.ReadAll(writer.Sign(digest))[0].Body.ToArray();
    }

    internal static Action<SignatureWriter> Flags(KeyFlags flags) => w => w.Add(SubpacketType.KeyFlags, [(byte)flags]);

    internal static Action<SignatureWriter> Reason(byte code) => w => w.Add(SubpacketType.ReasonForRevocation, [code]);

    internal static Action<SignatureWriter> FlagsAndLifetime(KeyFlags flags, TimeSpan lifetime) => w =>
    {
        w.Add(SubpacketType.KeyFlags, [(byte)flags]);
        var time = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(time, (uint)lifetime.TotalSeconds);
        w.Add(SubpacketType.KeyExpirationTime, time);
    };
}
