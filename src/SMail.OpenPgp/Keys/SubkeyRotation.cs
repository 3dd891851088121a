using System.Security.Cryptography;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Gives a key a new subkey to encrypt to, and revokes the ones before it (RFC 9580, sections 5.2.1.8 and 5.2.1.12).</summary>
internal static class SubkeyRotation
{
    private const string Text = "A newer subkey took its place.";

    internal static SecretKey Rotate(SecretKey key, SecretKeyPacket primary, DateTimeOffset now)
    {
        var contents = key.Certificate.Contents;
        // Senders take the newest subkey, and times are whole seconds: it must be newer than all others even if the clock is not.
        var newest = contents.Keys.Max(k => k.Created);
        var created = now > newest ? now : newest.AddSeconds(1);
        var signer = new SelfSigner(primary, created);
        var exported = key.ExportUnprotected();
        using var subkey = KeyMaterialMaker.NewEncryption(primary.PublicKey.Version, Timestamps.ToSeconds(created));
        using var writer = new ByteWriter(4096);
        try
        {
            byte[] revocation = [];
            foreach (var packet in Packet.ReadAll(exported))
            {
                if (packet.Type is PacketType.SecretSubkey or PacketType.PublicSubkey)
                {
                    writer.Bytes(revocation);
                    revocation = Replaced(contents, packet) is { } old ? signer.RevokeSubkey(old, RevocationReason.Superseded, Text) : [];
                }
                Packet.Write(writer, packet.Type, packet.Body.Span);
            }
            writer.Bytes(revocation);
            using var body = new ByteWriter();
            subkey.Write(body, PacketType.SecretSubkey, [], locked: false);
            Packet.Write(writer, PacketType.SecretSubkey, body.Written);
            writer.Bytes(signer.Bind(subkey.PublicKey));
            return SecretKeyReader.Read(writer.Written, KeyPasswords.None, contents.Policy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(exported);
        }
    }

    /// <summary>The subkey in a packet, where it encrypts, does nothing else and is not revoked yet.</summary>
    private static PublicKeyPacket? Replaced(CertificateContents contents, Packet packet) => contents.Subkeys.Find(
        s => packet.Body.Span.StartsWith(s.Key.Body) && s.Signatures.Revocations.Count == 0 && s.Signatures.Bindings.Exists(b => OnlyEncrypts(s.Key, b.Info.KeyFlags)))?.Key;

    private static bool OnlyEncrypts(PublicKeyPacket key, KeyFlags? flags) =>
        flags is { } said ? (said & KeyFlags.Encrypt) != 0 && !said.HasFlag(KeyFlags.Sign) : !key.Material.Signs;
}
