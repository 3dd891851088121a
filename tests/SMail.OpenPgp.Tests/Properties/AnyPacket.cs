using FsCheck;
using FsCheck.Fluent;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>A valid packet body of a type whose reader takes it apart.</summary>
public sealed record AnyPacket(byte Type, byte[] Body)
{
    private static readonly HashId[] Hashes = [HashId.Sha256, HashId.Sha384, HashId.Sha512, HashId.Sha224];

    private static readonly SubpacketType[] Plain = [SubpacketType.PreferredCiphers, SubpacketType.PreferredKeyServer, SubpacketType.PolicyUri, SubpacketType.SignersUserId, SubpacketType.Features, (SubpacketType)101];

    internal static Gen<AnyPacket> Generator => Gen.OneOf(
        KeyPacket.Select(body => new AnyPacket((byte)PacketType.PublicKeyEncryptedSessionKey, body)),
        PasswordPacket.Select(body => new AnyPacket((byte)PacketType.SymmetricKeyEncryptedSessionKey, body)),
        OnePass.Select(body => new AnyPacket((byte)PacketType.OnePassSignature, body)),
        Signature.Select(body => new AnyPacket((byte)PacketType.Signature, body)));

    private static Gen<byte[]> KeyPacket =>
        from recipient in Gen.OneOf(Fixed(8).Select(id => (byte[])[3, .. id]), Gen.Constant<byte[]>([6, 0]),
            Fixed(20).Select(f => (byte[])[6, 21, 4, .. f]), Fixed(32).Select(f => (byte[])[6, 33, 6, .. f]))
        from algorithm in Gen.Choose(0, 255)
        from fields in UpTo(600)
        select (byte[])[.. recipient, (byte)algorithm, .. fields];

    private static Gen<byte[]> S2k => Gen.OneOf(
        Gen.Elements(Hashes).Select(hash => (byte[])[0, (byte)hash]),
        Gen.Elements(Hashes).SelectMany(hash => Fixed(8).Select(salt => (byte[])[1, (byte)hash, .. salt])),
        Gen.Elements(Hashes).SelectMany(hash => Fixed(9).Select(saltAndCount => (byte[])[3, (byte)hash, .. saltAndCount])),
        Fixed(16).SelectMany(salt => Gen.Choose(1, 255).SelectMany(passes => Gen.Choose(1, 255).SelectMany(lanes => Gen.Choose(11, 31)
            .Select(memory => (byte[])[4, .. salt, (byte)passes, (byte)lanes, (byte)memory])))));

    private static Gen<byte[]> PasswordPacket => Gen.OneOf(
        from cipher in Gen.Elements(1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13)
        from s2k in S2k
        from encrypted in UpTo(33)
        select (byte[])[4, (byte)cipher, .. s2k, .. encrypted],
        from cipher in Gen.Elements(7, 8, 9)
        from aead in Gen.Elements(AeadId.Eax, AeadId.Ocb, AeadId.Gcm)
        from s2k in S2k
        from nonce in Fixed(aead.NonceSize())
        from encrypted in Fixed(48)
        select (byte[])[6, (byte)(3 + s2k.Length + nonce.Length), (byte)cipher, (byte)aead, (byte)s2k.Length, .. s2k, .. nonce, .. encrypted]);

    private static Gen<byte[]> OnePass =>
        from type in Gen.Choose(0, 255)
        from hash in Gen.Choose(0, 255)
        from algorithm in Gen.Choose(0, 255)
        from issuer in Gen.OneOf(Fixed(8), Fixed(16).SelectMany(salt => Fixed(32).Select(f => (byte[])[16, .. salt, .. f])))
        from isLast in Gen.Choose(0, 1)
        select (byte[])[issuer.Length == 8 ? (byte)3 : (byte)6, (byte)type, (byte)hash, (byte)algorithm, .. issuer, (byte)isLast];

    private static Gen<byte[]> Signature =>
        from version in Gen.Elements<byte>(4, 6)
        from type in Gen.Choose(0, 255)
        from algorithm in Gen.Choose(0, 255)
        from hash in Gen.Elements(Hashes)
        from hashed in Subpackets.ListOf()
        from keyId in version == 4 ? Fixed(8).Select(id => (byte[])[9, 16, .. id]) : Gen.Constant<byte[]>([])
        from salt in Fixed(SignatureDigest.SaltSize(hash))
        from rest in UpTo(600)
        let area = hashed.SelectMany(s => s).ToArray()
        select (byte[])[version, (byte)type, (byte)algorithm, (byte)hash, .. Count(version, area), .. area, .. Count(version, keyId), .. keyId,
            1, 2, .. version == 6 ? (byte[])[(byte)salt.Length, .. salt] : [], .. rest];

    private static Gen<byte[]> Subpackets =>
        from type in Gen.Elements(Plain)
        from critical in Gen.Elements(0, 0x80)
        from body in Gen.OneOf(UpTo(20), UpTo(400))
        select Encode((byte)((byte)type | critical), body);

    private static byte[] Encode(byte type, byte[] body)
    {
        var length = new byte[5];
        return [.. length.AsSpan(0, PacketLength.Write((uint)body.Length + 1, length)), type, .. body];
    }

    private static byte[] Count(byte version, byte[] area) =>
        version == 6 ? [0, 0, (byte)(area.Length >> 8), (byte)area.Length] : [(byte)(area.Length >> 8), (byte)area.Length];

    private static Gen<byte[]> Fixed(int size) => Gen.Choose(1, int.MaxValue).Select(seed => new Content(size, seed).ToBytes());

    private static Gen<byte[]> UpTo(int size) => Gen.Choose(0, size).SelectMany(Fixed);

    public override string ToString() => $"{(PacketType)Type}: {Convert.ToHexString(Body)}";
}
