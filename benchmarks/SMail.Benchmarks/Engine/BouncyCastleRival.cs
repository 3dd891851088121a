using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;

namespace SMail.Benchmarks.Engine;

/// <summary>The same work with BouncyCastle's OpenPGP classes, as their documentation shows it, without compression.</summary>
internal static class BouncyCastleRival
{
    private const int BufferSize = 64 * 1024;

    public static void Seal(BenchKey key, byte[] plaintext, Stream output, bool armor = false)
    {
        if (armor)
        {
            using var armored = new ArmoredOutputStream(output);
            Seal(key, plaintext, armored);
            return;
        }
        var encryptor = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, new SecureRandom());
        encryptor.AddMethod(key.Rival.GetSecretKeys().Last().PublicKey);
        var primary = key.Rival.GetSecretKey();
        var signer = new PgpSignatureGenerator(primary.PublicKey.Algorithm, HashAlgorithmTag.Sha256);
        signer.InitSign(PgpSignature.BinaryDocument, primary.ExtractPrivateKey([]));
        using var encrypted = encryptor.Open(output, new byte[BufferSize]);
        signer.GenerateOnePassVersion(isNested: false).Encode(encrypted);
        var literal = new PgpLiteralDataGenerator();
        using (var content = literal.Open(encrypted, PgpLiteralData.Binary, "", plaintext.Length, DateTime.UnixEpoch))
            content.Write(plaintext);
        signer.Update(plaintext);
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

    /// <summary>Key packets alone, one per certificate.</summary>
    public static void SealKeys(IReadOnlyList<PgpPublicKey> recipients, Stream output)
    {
        var encryptor = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, new SecureRandom());
        foreach (var recipient in recipients)
            encryptor.AddMethod(recipient);
        encryptor.Open(output, new byte[512]).Dispose();
    }
}
