using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Peers;

/// <summary>Both directions against the OpenPGP classes of BouncyCastle.</summary>
public sealed class BouncyCastleTests
{
    private static readonly PgpSecretKeyRing Bob = new(TestKeys.OldBob.ExportUnprotected());
    private static readonly PgpPublicKeyRing Alice = new(TestKeys.Alice.Certificate.ToBytes());

    [Property(MaxTest = 25)]
    public async Task The_peer_opens_and_verifies_what_we_make(byte[] plaintext)
    {
        var message = await Mail.EncryptAsync(plaintext, TestKeys.Alice, TestKeys.Carol.Certificate, TestKeys.OldBob.Certificate);
        var encrypted = (PgpEncryptedDataList)new PgpObjectFactory(message).NextPgpObject();
        var subkey = Bob.GetSecretKeys().Last();
        var ours = encrypted.GetEncryptedDataObjects().OfType<PgpPublicKeyEncryptedData>().Single(e => e.KeyId == subkey.KeyId);
        var inside = new PgpObjectFactory(ours.GetDataStream(subkey.ExtractPrivateKey(null)));
        var onePass = ((PgpOnePassSignatureList)inside.NextPgpObject())[0];
        onePass.InitVerify(Alice.GetPublicKey());
        var read = Org.BouncyCastle.Utilities.IO.Streams.ReadAll(((PgpLiteralData)inside.NextPgpObject()).GetInputStream());
        onePass.Update(read);
        Assert.True(onePass.Verify(((PgpSignatureList)inside.NextPgpObject())[0]));
        Assert.Null(inside.NextPgpObject());
        Assert.True(ours.Verify());
        Assert.Equal(plaintext, read);
    }

    [Property(MaxTest = 25)]
    public async Task We_open_and_verify_what_the_peer_makes(byte[] plaintext, bool compressed, bool inParts)
    {
        using var output = new MemoryStream();
        var generator = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true);
        generator.AddMethod(new PgpPublicKeyRing(TestKeys.OldBob.Certificate.ToBytes()).GetPublicKeys().Last());
        var inside = Sign(plaintext, compressed);
        using (var stream = inParts ? generator.Open(output, new byte[1024]) : generator.Open(output, inside.Length))
            stream.Write(inside);
        var (read, signatures) = await Mail.DecryptAsync(output.ToArray(), TestKeys.OldBob, TestKeys.Alice.Certificate);
        Assert.Equal(plaintext, read);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Fact]
    public async Task We_use_keys_the_peer_makes()
    {
        using var key = SecretKey.Read(PeerKey().GetEncoded());
        Assert.Equal(["peer"], key.Certificate.UserIds);
        var plaintext = RandomNumberGenerator.GetBytes(1000);
        var (read, signatures) = await Mail.DecryptAsync(await Mail.EncryptAsync(plaintext, key, key.Certificate), key, key.Certificate);
        Assert.Equal(plaintext, read);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Fact]
    public void The_peer_verifies_our_self_signatures()
    {
        var primary = Alice.GetPublicKey();
        var certification = primary.GetSignaturesForId("Alice <alice@example.org>").Single();
        certification.InitVerify(primary);
        Assert.True(certification.VerifyCertification("Alice <alice@example.org>", primary));
        var subkey = Alice.GetPublicKeys().Last();
        var binding = subkey.GetSignaturesOfType(PgpSignature.SubkeyBinding).Single();
        binding.InitVerify(primary);
        Assert.True(binding.VerifyCertification(primary, subkey));
    }

    private static byte[] Sign(byte[] plaintext, bool compressed)
    {
        using var output = new MemoryStream();
        var compressor = new PgpCompressedDataGenerator(CompressionAlgorithmTag.ZLib);
        var inside = compressed ? compressor.Open(output) : output;
        var secret = new PgpSecretKeyRing(TestKeys.Alice.ExportUnprotected()).GetSecretKey();
        var signer = new PgpSignatureGenerator(secret.PublicKey.Algorithm, HashAlgorithmTag.Sha512);
        signer.InitSign(PgpSignature.BinaryDocument, secret.ExtractPrivateKey(null));
        var hashed = new PgpSignatureSubpacketGenerator();
        hashed.SetIssuerFingerprint(false, secret.PublicKey);
        signer.SetHashedSubpackets(hashed.Generate());
        signer.GenerateOnePassVersion(false).Encode(inside);
        var literal = new PgpLiteralDataGenerator();
        using (var stream = literal.Open(inside, PgpLiteralData.Binary, "name.txt", plaintext.Length, DateTime.UnixEpoch))
            stream.Write(plaintext);
        signer.Update(plaintext);
        signer.Generate().Encode(inside);
        if (compressed)
            inside.Dispose();
        return output.ToArray();
    }

    private static PgpSecretKeyRing PeerKey()
    {
        var random = new SecureRandom();
        var signing = new Org.BouncyCastle.Crypto.Generators.Ed25519KeyPairGenerator();
        signing.Init(new Org.BouncyCastle.Crypto.Parameters.Ed25519KeyGenerationParameters(random));
        var encrypting = new Org.BouncyCastle.Crypto.Generators.X25519KeyPairGenerator();
        encrypting.Init(new Org.BouncyCastle.Crypto.Parameters.X25519KeyGenerationParameters(random));
        var now = DateTime.UtcNow;
        var primary = new PgpKeyPair(PublicKeyAlgorithmTag.EdDsa_Legacy, signing.GenerateKeyPair(), now);
        var certifying = new PgpSignatureSubpacketGenerator();
        certifying.SetKeyFlags(true, PgpKeyFlags.CanCertify | PgpKeyFlags.CanSign);
        var generator = new PgpKeyRingGenerator(
            PgpSignature.PositiveCertification, primary, "peer", SymmetricKeyAlgorithmTag.Null, HashAlgorithmTag.Sha256,
            (char[])[], useSha1: false, certifying.Generate(), null, random);
        var flags = new PgpSignatureSubpacketGenerator();
        flags.SetKeyFlags(true, PgpKeyFlags.CanEncryptCommunications);
        generator.AddSubKey(new PgpKeyPair(PublicKeyAlgorithmTag.ECDH, encrypting.GenerateKeyPair(), now), flags.Generate(), null, HashAlgorithmTag.Sha256);
        return generator.GenerateSecretKeyRing();
    }
}
