using System.Collections.Concurrent;
using System.Security.Cryptography;
using Org.BouncyCastle.Math;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

#pragma warning disable CA5384 // Old DSA keys are what is tested.

namespace SMail.OpenPgp.Tests.Support;

/// <summary>Keys of every algorithm, also of those no profile makes.</summary>
internal static class AnyKey
{
    internal static readonly string[] Signing =
        ["RSA", "P256", "P384", "P521", "BrainpoolP256r1", "BrainpoolP384r1", "BrainpoolP512r1", "Ed25519", "Ed448"];

    /// <summary>Every family with every version it is defined for.</summary>
    internal static readonly IReadOnlyList<(string Family, byte Version)> All =
        [("DSA", 4), ("Legacy25519", 4), .. Signing.SelectMany(family => new[] { (family, (byte)4), (family, (byte)6) })];

    /// <summary>The group of RFC 3526, section 3: old Elgamal keys lived in such.</summary>
    private static readonly BigInteger ElGamalPrime = new(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
        + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
        + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
        + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF", 16);

    private static readonly ConcurrentDictionary<(string, byte), Lazy<SecretKey>> Made = new();

    /// <summary>One that other tests use too: not to be disposed.</summary>
    internal static SecretKey Get(string family, byte version) => Made.GetOrAdd((family, version), _ => new(() => Make(family, version))).Value;

    /// <summary>A primary key that signs and a subkey that encrypts, of one family.</summary>
    internal static SecretKey Make(string family, byte version, DateTimeOffset? made = null)
    {
        if (family == "Legacy25519")
            return TestKeys.New($"<{family}@example.org>");
        var created = (uint)(made ?? DateTimeOffset.UtcNow.AddSeconds(-10)).ToUnixTimeSeconds();
        var (primary, subkey) = family switch
        {
            "RSA" => (Rsa(version, created, PublicKeyAlgorithm.Rsa), Rsa(version, created, PublicKeyAlgorithm.Rsa)),
            "DSA" => (Dsa(version, created), ElGamal(version, created)),
            "Ed25519" => (Edwards(EdwardsCurve.Curve25519, version, created), Montgomery(MontgomeryCurve.Curve25519, version, created)),
            "Ed448" => (Edwards(EdwardsCurve.Curve448, version, created), Montgomery(MontgomeryCurve.Curve448, version, created)),
            _ => (Ecdsa(Enum.Parse<CurveId>(family), version, created), Ecdh(Enum.Parse<CurveId>(family), version, created)),
        };
        var signer = new SelfSigner(primary, DateTimeOffset.FromUnixTimeSeconds(created + 5));
        using var writer = new ByteWriter();
        Write(writer, PacketType.SecretKey, primary);
        if (version == 6)
            writer.Bytes(signer.SignKey());
        var user = System.Text.Encoding.UTF8.GetBytes($"<{family}@example.org>");
        Packet.Write(writer, PacketType.UserId, user);
        writer.Bytes(signer.Certify(new(user, IsAttribute: false), isPrimary: true));
        Write(writer, PacketType.SecretSubkey, subkey);
        writer.Bytes(signer.Bind(subkey.PublicKey));
        return SecretKey.Read(writer.Written);
    }

    private static void Write(ByteWriter writer, PacketType type, SecretKeyPacket key)
    {
        using var body = new ByteWriter();
        key.Write(body, type, [], locked: false);
        Packet.Write(writer, type, body.Written);
    }

    private static SecretKeyPacket New(byte version, uint created, PublicKeyAlgorithm algorithm, ReadOnlySpan<byte> fields, ReadOnlySpan<byte> secret)
    {
        var key = PublicKeyPacket.Make(version, created, algorithm, fields);
        var reader = new ByteReader(secret);
        return new(key, key.Material.ReadSecret(ref reader));
    }

    private static SecretKeyPacket Rsa(byte version, uint created, PublicKeyAlgorithm algorithm)
    {
        using var numbers = RsaNumbers.Generate(2048);
        using var fields = new ByteWriter();
        RsaPublic.Write(fields, numbers);
        return New(version, created, algorithm, fields.Written, Mpis(numbers.D.ToArray(), numbers.P.ToArray(), numbers.Q.ToArray(), numbers.U.ToArray()));
    }

    private static SecretKeyPacket Dsa(byte version, uint created)
    {
        using var platform = DSA.Create(2048);
        var made = platform.ExportParameters(includePrivateParameters: true);
        return New(version, created, PublicKeyAlgorithm.Dsa, Mpis(made.P!, made.Q!, made.G!, made.Y!), Mpis(made.X!));
    }

    private static SecretKeyPacket ElGamal(byte version, uint created)
    {
        var secret = RandomNumberGenerator.GetBytes(40);
        var element = BigInteger.Two.ModPow(new BigInteger(1, secret), ElGamalPrime);
        return New(version, created, PublicKeyAlgorithm.Elgamal, Mpis(ElGamalPrime.ToByteArrayUnsigned(), [2], element.ToByteArrayUnsigned()), Mpis(secret));
    }

    private static byte[] Mpis(params byte[][] numbers)
    {
        using var writer = new ByteWriter();
        foreach (var number in numbers)
            Mpi.Write(writer, number);
        return writer.ToArray();
    }

    private static SecretKeyPacket Edwards(EdwardsCurve curve, byte version, uint created)
    {
        using var seed = SecretBytes.Random(curve.KeySize);
        var point = new byte[curve.KeySize];
        curve.PublicKey(seed.Span, point);
        return New(version, created, curve.Algorithm, point, seed.Span);
    }

    private static SecretKeyPacket Montgomery(MontgomeryCurve curve, byte version, uint created)
    {
        using var scalar = SecretBytes.Random(curve.KeySize);
        var point = new byte[curve.KeySize];
        curve.PublicKey(scalar.Span, point);
        return New(version, created, curve.Algorithm, point, scalar.Span);
    }

    private static SecretKeyPacket Ecdsa(CurveId curve, byte version, uint created) => Prime(curve, version, created, PublicKeyAlgorithm.Ecdsa);

    private static SecretKeyPacket Ecdh(CurveId curve, byte version, uint created) => Prime(curve, version, created, PublicKeyAlgorithm.Ecdh);

    private static SecretKeyPacket Prime(CurveId curve, byte version, uint created, PublicKeyAlgorithm algorithm)
    {
        var (scalar, point) = (new byte[curve.FieldSize()], new byte[curve.PointSize()]);
        PrimeCurve.Get(curve).Generate(scalar, point);
        using var fields = new ByteWriter();
        CurveOid.Write(fields, curve.Oid());
        Mpi.Write(fields, point);
        if (algorithm == PublicKeyAlgorithm.Ecdh)
            EcdhPublic.Recommended(curve).Write(fields);
        using var secret = new ByteWriter();
        Mpi.Write(secret, scalar);
        return New(version, created, algorithm, fields.Written, secret.Written);
    }
}
