using System.Security.Cryptography;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Takes a transferable secret key apart: into a certificate and the secrets of its keys (RFC 9580, section 10.2).</summary>
internal static class SecretKeyReader
{
    /// <summary>Each may cost a password's stretching or a long exponentiation to read.</summary>
    private const int MaxSecrets = 32;

    internal static SecretKey Read(ReadOnlySpan<byte> bytes, KeyPasswords passwords, OpenPgpPolicy policy)
    {
        var copy = AsciiArmor.Decode(bytes);
        var secrets = new List<SecretKeyPacket>();
        try
        {
            var certificate = Certificate.FromBinary(Split(Packet.ReadAll(copy), secrets, passwords), policy);
            Match(certificate.Contents, secrets);
            return new(certificate, secrets);
        }
        catch
        {
            secrets.ForEach(s => s.Dispose());
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>The packets with public keys in the place of secret ones; the secrets are added to the list.</summary>
    private static byte[] Split(List<Packet> packets, List<SecretKeyPacket> secrets, KeyPasswords passwords)
    {
        using var writer = new ByteWriter(4096);
        var skipping = false;
        var keys = 0;
        foreach (var packet in packets)
        {
            var isSecret = packet.Type is PacketType.SecretKey or PacketType.SecretSubkey;
            if (isSecret && ++keys > MaxSecrets)
                throw Errors.Limit($"More than {MaxSecrets} secret keys in one.");
            // The signatures behind a subkey that was passed over go with it.
            skipping &= packet.Type == PacketType.Signature;
            if (isSecret && TryRead(packet, secrets, passwords) is { } key)
                Packet.Write(writer, packet.Type == PacketType.SecretKey ? PacketType.PublicKey : PacketType.PublicSubkey, key.Body);
            else if (isSecret)
                skipping = true;
            else if (!skipping)
                Packet.Write(writer, packet.Type, packet.Body.Span);
        }
        if (secrets.Count == 0)
            throw Errors.Malformed("There is no secret key.");
        return writer.ToArray();
    }

    /// <summary>The packets with public keys in the place of secret ones, which stay locked.</summary>
    internal static byte[] PublicHalf(List<Packet> packets)
    {
        using var writer = new ByteWriter(4096);
        foreach (var packet in packets)
        {
            var isSecret = packet.Type is PacketType.SecretKey or PacketType.SecretSubkey;
            if (!isSecret)
                Packet.Write(writer, packet.Type, packet.Body.Span);
            else if (TryReadPublic(packet) is { } key)
                Packet.Write(writer, packet.Type == PacketType.SecretKey ? PacketType.PublicKey : PacketType.PublicSubkey, key.Body);
        }
        return writer.ToArray();
    }

    private static PublicKeyPacket? TryReadPublic(Packet packet)
    {
        try
        {
            return PublicKeyPacket.ReadFields(packet.Body.Span, out _);
        }
        catch (OpenPgpException e) when (e.Code == OpenPgpError.Unsupported && packet.Type == PacketType.SecretSubkey)
        {
            return null;
        }
    }

    /// <summary>The public half. The secret is added to the list, but where a tool left it out of what it exported.</summary>
    private static PublicKeyPacket? TryRead(Packet packet, List<SecretKeyPacket> secrets, KeyPasswords passwords)
    {
        try
        {
            if (SecretKeyPacket.Read(packet.Type, packet.Body.Span, passwords) is not { } secret)
                return PublicKeyPacket.ReadFields(packet.Body.Span, out _);
            secrets.Add(secret);
            return secret.PublicKey;
        }
        catch (OpenPgpException e) when (e.Code == OpenPgpError.Unsupported && packet.Type == PacketType.SecretSubkey)
        {
            return null;
        }
    }

    /// <summary>Secrets use the very key objects of the certificate, and none may be there twice.</summary>
    private static void Match(CertificateContents contents, List<SecretKeyPacket> secrets)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            var key = contents.Keys.FirstOrDefault(k => k.Fingerprint == secrets[i].PublicKey.Fingerprint)
                ?? throw Errors.Malformed("A secret key has no place in its certificate.");
            secrets[i] = new(key, secrets[i].Material);
        }
        if (secrets.DistinctBy(s => s.PublicKey.Fingerprint).Count() != secrets.Count)
            throw Errors.Malformed("A secret key is there twice.");
    }
}
