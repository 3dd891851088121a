using MimeKit.Cryptography;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace SMail.Benchmarks.Engine;

/// <summary>The same work with MimeKit's OpenPgpContext on key rings in a folder of its own, as its documentation shows it. It always compresses and armors, and keeps the message in memory.</summary>
internal sealed class MimeKitRival : GnuPGContext
{
    private readonly string folder;

    private MimeKitRival(string folder) : base(folder) => this.folder = folder;

    public static MimeKitRival Create(BenchKey key)
    {
        var rival = new MimeKitRival(Directory.CreateTempSubdirectory("smail-bench-").FullName);
        rival.Import(key.Rival);
        rival.Import(new PgpPublicKeyRing(key.Ours.Certificate.ToBytes()));
        return rival;
    }

    public void Seal(BenchKey signer, IReadOnlyList<PgpPublicKey> recipients, Stream plaintext)
    {
        using var part = SignAndEncrypt(signer.Rival.GetSecretKey(), DigestAlgorithm.Sha256, EncryptionAlgorithm.Aes256, recipients, plaintext);
    }

    /// <summary>Writes the armored message, to be opened.</summary>
    public void Write(BenchKey signer, Stream plaintext, Stream output)
    {
        using var part = SignAndEncrypt(signer.Rival.GetSecretKey(), DigestAlgorithm.Sha256, EncryptionAlgorithm.Aes256, signer.RivalRecipients, plaintext);
        part.Content!.DecodeTo(output);
    }

    public void Open(Stream message)
    {
        var signatures = DecryptTo(message, Stream.Null);
        if (signatures is not [var only] || !only.Verify())
            throw new InvalidOperationException("The message is not good.");
    }

    protected override string GetPasswordForKey(PgpSecretKey key) => "";

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
