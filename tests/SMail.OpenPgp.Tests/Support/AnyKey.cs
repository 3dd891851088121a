using System.Security.Cryptography;
using Org.BouncyCastle.Math;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

#pragma warning disable CA5351 // DSA is read, so it is made for tests.

namespace SMail.OpenPgp.Tests.Support;

/// <summary>Keys of every algorithm, also of those no profile makes.</summary>
internal static class AnyKey
{
    internal static readonly string[] Signing =
        ["RSA", "P256", "P384", "P521", "BrainpoolP256r1", "BrainpoolP384r1", "BrainpoolP512r1", "Ed25519", "Ed448"];

    /// <summary>A primary key that signs and a subkey that encrypts, of one family.</summary>
    internal static SecretKey Make(string family, byte version)
    {
        var created = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 10;
        var (primary, subkey) = family switch
        {
            "RSA" => (Rsa(version, created, PublicKeyAlgorithm.Rsa), Rsa(version, created, PublicKeyAlgorithm.Rsa)),
            "Ed25519" => (Edwards(EdwardsCurve.Curve25519, version, created), Montgomery(MontgomeryCurve.Curve25519, version, created)),
            "Ed448" => (Edwards(EdwardsCurve.Curve448, version, created), Montgomery(MontgomeryCurve.Curve448, version, created)),
            "DSA" => DsaWithElGamal(created),
            _ => (Ecdsa(Enum.Parse<CurveId>(family), version, created), Ecdh(Enum.Parse<CurveId>(family), version, created)),
        };
        var signer = new SelfSigner(primary, DateTimeOffset.UtcNow.AddSeconds(-5));
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

    /// <summary>Version 4 only. One group serves both.</summary>
    private static (SecretKeyPacket Primary, SecretKeyPacket Subkey) DsaWithElGamal(uint created)
    {
        using var platform = DSA.Create(2048);
        var made = platform.ExportParameters(includePrivateParameters: true);
        var x = RandomNumberGenerator.GetBytes(32);
        var y = new BigInteger(1, made.G!).ModPow(new(1, x), new(1, made.P!)).ToByteArrayUnsigned();
        return (New(4, created, PublicKeyAlgorithm.Dsa, Mpis(made.P!, made.Q!, made.G!, made.Y!), Mpis(made.X!)),
            New(4, created, PublicKeyAlgorithm.Elgamal, Mpis(made.P!, made.G!, y), Mpis(x)));
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
