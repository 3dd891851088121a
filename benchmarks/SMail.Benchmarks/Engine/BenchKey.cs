using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using SMail.OpenPgp;

namespace SMail.Benchmarks.Engine;

/// <summary>How a body is encrypted, as the recipient's certificate asks for it.</summary>
public enum BodyKind
{
    Seipd1,
    Seipd2Ocb,
    Seipd2Gcm,
}

/// <summary>One key as both contestants see it: a version 4 key made by the rival, which announces what the body is to be.</summary>
internal sealed class BenchKey : IDisposable
{
    private const byte FeatureSeipd1 = 1;
    private const byte FeatureSeipd2 = 8;
    private const byte Aes256 = 9;
    private const SignatureSubpacketTag PreferredAeadSuites = (SignatureSubpacketTag)39;

    private BenchKey(PgpSecretKeyRing rival)
    {
        Rival = rival;
        Bytes = rival.GetEncoded();
        Ours = SecretKey.Read(Bytes);
        Certificates = [Ours.Certificate];
        RivalRecipients = [rival.GetSecretKeys().Last().PublicKey];
    }

    public SecretKey Ours { get; }

    public PgpSecretKeyRing Rival { get; }

    public byte[] Bytes { get; }

    /// <summary>Ours as the only recipient.</summary>
    public IReadOnlyList<Certificate> Certificates { get; }

    /// <summary>The rival's as the only recipient.</summary>
    public IReadOnlyList<PgpPublicKey> RivalRecipients { get; }

    public static BenchKey Read(byte[] bytes) => new(new PgpSecretKeyRing(bytes));

    public static BenchKey Curve25519(BodyKind kind, string userId = "Bench <bench@example.org>")
    {
        var signing = Make(new Ed25519KeyPairGenerator(), new Ed25519KeyGenerationParameters(new SecureRandom()));
        var encrypting = Make(new X25519KeyPairGenerator(), new X25519KeyGenerationParameters(new SecureRandom()));
        return new(Ring(PublicKeyAlgorithmTag.EdDsa_Legacy, signing, PublicKeyAlgorithmTag.ECDH, encrypting, kind, userId));
    }

    public static BenchKey Rsa3072(BodyKind kind)
    {
        var parameters = new RsaKeyGenerationParameters(BigInteger.ValueOf(65537), new SecureRandom(), 3072, 100);
        return new(Ring(
            PublicKeyAlgorithmTag.RsaGeneral, Make(new RsaKeyPairGenerator(), parameters),
            PublicKeyAlgorithmTag.RsaGeneral, Make(new RsaKeyPairGenerator(), parameters), kind, "Bench <bench@example.org>"));
    }

    public void Dispose() => Ours.Dispose();

    private static AsymmetricCipherKeyPair Make(IAsymmetricCipherKeyPairGenerator generator, KeyGenerationParameters parameters)
    {
        generator.Init(parameters);
        return generator.GenerateKeyPair();
    }

    private static PgpSecretKeyRing Ring(PublicKeyAlgorithmTag signing, AsymmetricCipherKeyPair primary, PublicKeyAlgorithmTag encrypting, AsymmetricCipherKeyPair subkey, BodyKind kind, string userId)
    {
        var now = DateTime.UtcNow.AddMinutes(-1);
        var certifying = new PgpSignatureSubpacketGenerator();
        certifying.SetKeyFlags(true, PgpKeyFlags.CanCertify | PgpKeyFlags.CanSign);
        // Without these GnuPG falls back to what every program must know.
        certifying.SetPreferredSymmetricAlgorithms(false, [(int)SymmetricKeyAlgorithmTag.Aes256]);
        certifying.SetPreferredHashAlgorithms(false, [(int)HashAlgorithmTag.Sha256]);
        certifying.SetPreferredCompressionAlgorithms(false, [(int)CompressionAlgorithmTag.Uncompressed]);
        certifying.SetFeature(false, kind == BodyKind.Seipd1 ? FeatureSeipd1 : (byte)(FeatureSeipd1 | FeatureSeipd2));
        if (kind != BodyKind.Seipd1)
            certifying.AddCustomSubpacket(new AeadSuites([Aes256, kind == BodyKind.Seipd2Ocb ? (byte)2 : (byte)3]));
        var generator = new PgpKeyRingGenerator(
            PgpSignature.PositiveCertification, new PgpKeyPair(signing, primary, now), userId, SymmetricKeyAlgorithmTag.Null,
            HashAlgorithmTag.Sha256, (char[])[], useSha1: false, certifying.Generate(), null, new SecureRandom());
        var flags = new PgpSignatureSubpacketGenerator();
        flags.SetKeyFlags(true, PgpKeyFlags.CanEncryptCommunications);
        generator.AddSubKey(new PgpKeyPair(encrypting, subkey, now), flags.Generate(), null, HashAlgorithmTag.Sha256);
        return generator.GenerateSecretKeyRing();
    }

    private sealed class AeadSuites(byte[] data) : SignatureSubpacket(PreferredAeadSuites, false, false, data);
}
