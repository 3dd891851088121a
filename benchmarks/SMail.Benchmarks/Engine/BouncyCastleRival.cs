using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;

namespace SMail.Benchmarks.Engine;

/// <summary>The same work with BouncyCastle's OpenPGP classes, as their documentation shows it: streams with buffers of 64 KiB, without compression, version 1 of the encrypted packet, the only one they know.</summary>
/// <remarks>Keys are read once and for all; what the classes do with them per message (<c>ExtractPrivateKey</c>, checks of RSA moduli) counts.</remarks>
internal static class BouncyCastleRival
{
    private const int BufferSize = 64 * 1024;

    public static void Seal(BenchKey key, byte[] plaintext, Stream output, bool armor = false) =>
        Seal(key, key.RivalRecipients, new MemoryStream(plaintext), output, armor);

    public static void Seal(BenchKey sender, IReadOnlyList<PgpPublicKey> recipients, Stream plaintext, Stream output, bool armor = false)
    {
        if (armor)
        {
            using var armored = new ArmoredOutputStream(output);
            Seal(sender, recipients, plaintext, armored);
            return;
        }
        var primary = sender.Rival.GetSecretKey();
        var signer = new PgpSignatureGenerator(primary.PublicKey.Algorithm, HashAlgorithmTag.Sha256);
        signer.InitSign(PgpSignature.BinaryDocument, primary.ExtractPrivateKey([]));
        using var encrypted = Encryptor(recipients).Open(output, new byte[BufferSize]);
        signer.GenerateOnePassVersion(isNested: false).Encode(encrypted);
        using (var content = new PgpLiteralDataGenerator().Open(encrypted, PgpLiteralData.Binary, "", plaintext.Length, DateTime.UnixEpoch))
        {
            var buffer = new byte[BufferSize];
            int count;
            while ((count = plaintext.Read(buffer)) > 0)
            {
                content.Write(buffer, 0, count);
                signer.Update(buffer, 0, count);
            }
        }
        signer.Generate().Encode(encrypted);
    }

    public static void Open(BenchKey key, Stream message, byte[] buffer)
    {
        var encrypted = (PgpEncryptedDataList)new PgpObjectFactory(message).NextPgpObject();
        var data = encrypted.GetEncryptedDataObjects().OfType<PgpPublicKeyEncryptedData>().Single();
        var inside = new PgpObjectFactory(data.GetDataStream(key.Rival.GetSecretKey(data.KeyId).ExtractPrivateKey([])));
        var onePass = ((PgpOnePassSignatureList)inside.NextPgpObject())[0];
        onePass.InitVerify(key.Rival.GetPublicKey());
        var content = ((PgpLiteralData)inside.NextPgpObject()).GetInputStream();
        int count;
        while ((count = content.Read(buffer)) > 0)
            onePass.Update(buffer, 0, count);
        if (!onePass.Verify(((PgpSignatureList)inside.NextPgpObject())[0]) || !data.Verify())
            throw new InvalidOperationException("The message is not good.");
    }

    /// <summary>Key packets, and an empty body that nobody signs.</summary>
    public static void SealKeys(IReadOnlyList<PgpPublicKey> recipients, Stream output) => Encryptor(recipients).Open(output, new byte[512]).Dispose();

    private static PgpEncryptedDataGenerator Encryptor(IReadOnlyList<PgpPublicKey> recipients)
    {
        var encryptor = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, new SecureRandom());
        foreach (var recipient in recipients)
            encryptor.AddMethod(recipient);
        return encryptor;
    }
}
