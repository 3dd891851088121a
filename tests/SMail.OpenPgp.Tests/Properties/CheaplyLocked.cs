using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>Secret keys locked with a hash that is quick to compute: the engine makes slow ones only.</summary>
internal static class CheaplyLocked
{
    private static readonly S2kSpecifier Quick = S2kSpecifier.NewIterated(HashId.Sha256) with { Count = 0 };

    internal static byte[] Export(SecretKey key, byte[] password)
    {
        using var writer = new ByteWriter(4096);
        foreach (var packet in Packet.ReadAll(key.ExportUnprotected()))
        {
            if (packet.Type is PacketType.SecretKey or PacketType.SecretSubkey)
                Packet.Write(writer, packet.Type, Lock(packet, password));
            else
                Packet.Write(writer, packet.Type, packet.Body.Span);
        }
        return writer.ToArray();
    }

    /// <summary>In CFB with a SHA-1 check, which both versions may have (RFC 9580, section 5.5.3).</summary>
    private static byte[] Lock(Packet packet, byte[] password)
    {
        var key = PublicKeyPacket.ReadFields(packet.Body.Span, out var size);
        var secret = packet.Body[(size + 1)..(key.Version == 4 ? ^2 : ^0)].ToArray();
        byte[] ciphertext = [.. secret, .. System.Security.Cryptography.SHA1.HashData(secret)];
        var locked = new LockedSecret(LockedSecret.CfbUsage, CipherId.Aes256, default, Quick, new Content(16, 5).ToBytes(), ciphertext);
        var derived = new byte[32];
        Quick.Derive(password, S2kLimits.Default, derived);
        using var cipher = CfbCipher.Create(locked.Cipher, derived, locked.Nonce);
        cipher.Encrypt(ciphertext);
        using var body = new ByteWriter();
        body.Bytes(key.Body);
        locked.Write(key.Version, body);
        return body.ToArray();
    }
}
