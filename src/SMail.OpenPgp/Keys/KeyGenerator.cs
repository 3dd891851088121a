using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Makes keys: a primary key that certifies and signs, and, unless it only signs, a subkey that encrypts.</summary>
internal static class KeyGenerator
{
    private const int MaxUserIdBytes = 2048;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    internal static SecretKey Generate(KeyGenerationOptions options)
    {
        var version = options.Profile.KeyVersion;
        var now = options.Clock.GetUtcNow();
        var userIds = options.UserIds.Select(Encode).ToList();
        if (userIds.Count == 0 && version == PublicKeyPacket.Version4)
            throw new ArgumentException("A version 4 key needs a user id.", nameof(options));
        var primary = KeyMaterialMaker.NewSigning(version, Timestamps.ToSeconds(now));
        var subkey = options.SigningOnly ? null : KeyMaterialMaker.NewEncryption(version, Timestamps.ToSeconds(now));
        try
        {
            var certificate = Certificate.FromBinary(Write(primary, subkey?.PublicKey, userIds, now), OpenPgpPolicy.Default);
            SecretMaterial[] secrets = subkey is null ? [primary.Material] : [primary.Material, subkey.Material];
            return new(certificate, [.. certificate.Contents.Keys.Zip(secrets, (key, secret) => new SecretKeyPacket(key, secret))]);
        }
        catch
        {
            primary.Dispose();
            subkey?.Dispose();
            throw;
        }
    }

    private static byte[] Write(SecretKeyPacket primary, PublicKeyPacket? subkey, List<byte[]> userIds, DateTimeOffset now)
    {
        var signer = new SelfSigner(primary, now);
        using var writer = new ByteWriter(1024);
        Packet.Write(writer, PacketType.PublicKey, primary.PublicKey.Body);
        if (primary.PublicKey.Version == PublicKeyPacket.Version6)
            writer.Bytes(signer.SignKey());
        for (var i = 0; i < userIds.Count; i++)
        {
            Packet.Write(writer, PacketType.UserId, userIds[i]);
            writer.Bytes(signer.Certify(new(userIds[i], IsAttribute: false), isPrimary: i == 0));
        }
        if (subkey is not null)
        {
            Packet.Write(writer, PacketType.PublicSubkey, subkey.Body);
            writer.Bytes(signer.Bind(subkey));
        }
        return writer.ToArray();
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
