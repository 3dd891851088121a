using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Makes the keys of <see cref="OpenPgpProfile.Compatible"/>: an Ed25519Legacy primary key that certifies and
/// signs, and a Curve25519Legacy subkey that encrypts.</summary>
internal static class KeyGenerator
{
    private const int MaxUserIdBytes = 2048;
    private const byte Uncompressed = 0;
    private const byte SeipdV1 = 0x01;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    internal static SecretKey Generate(KeyGenerationOptions options)
    {
        var now = options.Clock.GetUtcNow();
        var userIds = options.UserIds.Select(Encode).ToList();
        if (userIds.Count == 0)
            throw new ArgumentException("A version 4 key needs a user id.", nameof(options));
        var primary = NewPrimary(Timestamps.ToSeconds(now));
        var subkey = NewSubkey(Timestamps.ToSeconds(now));
        try
        {
            using var writer = new ByteWriter(1024);
            Packet.Write(writer, PacketType.PublicKey, primary.PublicKey.Body);
            for (var i = 0; i < userIds.Count; i++)
            {
                Packet.Write(writer, PacketType.UserId, userIds[i]);
                writer.Bytes(Certify(primary, new(userIds[i], IsAttribute: false), isPrimary: i == 0, now));
            }
            Packet.Write(writer, PacketType.PublicSubkey, subkey.PublicKey.Body);
            writer.Bytes(Bind(primary, subkey.PublicKey, now));
            var certificate = Certificate.FromBinary(writer.ToArray());
            var keys = certificate.Contents.Keys.ToList();
            return new(certificate, [new(keys[0], primary.Material), new(keys[1], subkey.Material)]);
        }
        catch
        {
            primary.Dispose();
            subkey.Dispose();
            throw;
        }
    }

    private static SecretKeyPacket NewPrimary(uint created)
    {
        var seed = SecretBytes.Random(Ed25519.KeySize);
        Span<byte> point = stackalloc byte[Ed25519.KeySize];
        Ed25519.PublicKey(seed.Span, point);
        using var body = new ByteWriter(64);
        PublicKeyPacket.WriteStart(body, created, PublicKeyAlgorithm.EdDsaLegacy);
        Ed25519LegacyPublic.Write(body, point);
        return new(PublicKeyPacket.Read(body.Written), new Ed25519LegacySecret(seed));
    }

    private static SecretKeyPacket NewSubkey(uint created)
    {
        var scalar = Curve25519LegacySecret.NewScalar();
        var parameters = Curve25519LegacyPublic.Recommended;
        Span<byte> point = stackalloc byte[X25519.KeySize];
        X25519.PublicKey(scalar.Span, point);
        using var body = new ByteWriter(64);
        PublicKeyPacket.WriteStart(body, created, PublicKeyAlgorithm.Ecdh);
        Curve25519LegacyPublic.Write(body, point, parameters);
        return new(PublicKeyPacket.Read(body.Written), new Curve25519LegacySecret(scalar, parameters));
    }

    private static byte[] Certify(SecretKeyPacket primary, UserBinding user, bool isPrimary, DateTimeOffset now)
    {
        using var signature = new SignatureWriter(SignatureType.PositiveCertification, primary, HashId.Sha256, now);
        signature.Add(SubpacketType.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)], critical: true);
        signature.Add(SubpacketType.PreferredCiphers, [(byte)CipherId.Aes256, (byte)CipherId.Aes192, (byte)CipherId.Aes128]);
        signature.Add(SubpacketType.PreferredHashes, [(byte)HashId.Sha256, (byte)HashId.Sha512, (byte)HashId.Sha384]);
        // Said outright, or older implementations compress (section 12.3.1).
        signature.Add(SubpacketType.PreferredCompression, [Uncompressed]);
        signature.Add(SubpacketType.Features, [SeipdV1]);
        if (isPrimary)
            signature.Add(SubpacketType.PrimaryUserId, [1]);
        using var digest = signature.NewDigest();
        digest.AppendKey(primary.PublicKey);
        digest.AppendUser(user);
        return signature.Sign(digest);
    }

    private static byte[] Bind(SecretKeyPacket primary, PublicKeyPacket subkey, DateTimeOffset now)
    {
        using var signature = new SignatureWriter(SignatureType.SubkeyBinding, primary, HashId.Sha256, now);
        signature.Add(SubpacketType.KeyFlags, [(byte)KeyFlags.Encrypt], critical: true);
        using var digest = signature.NewDigest();
        digest.AppendKey(primary.PublicKey);
        digest.AppendKey(subkey);
        return signature.Sign(digest);
    }

    private static byte[] Encode(string userId)
    {
        try
        {
            var bytes = StrictUtf8.GetBytes(userId);
            return bytes.Length <= MaxUserIdBytes ? bytes : throw Errors.Limit($"A user id is over {MaxUserIdBytes} bytes.");
        }
        catch (EncoderFallbackException)
        {
            throw Errors.Malformed("A user id is not valid Unicode.");
        }
    }
}
