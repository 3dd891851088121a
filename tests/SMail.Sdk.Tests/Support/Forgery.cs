using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;
using SMail.OpenPgp;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests;

/// <summary>A sealed body that no honest sender made.</summary>
internal sealed record Forgery(SealedBytes KeyPacket, SealedBytes Body)
{
    /// <summary>Seals packets for a reader, whatever they are: what somebody does who hands on another's signed message.</summary>
    public static Forgery Of(byte[] packets, Certificate reader)
    {
        var generator = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, new SecureRandom());
        generator.AddMethod(new PgpPublicKeyRing(reader.ToBytes()).GetPublicKeys().Single(key => key.IsEncryptionKey));
        using var output = new MemoryStream();
        using (var plain = generator.Open(output, packets.Length))
            plain.Write(packets);
        var bytes = output.ToArray();
        // New or old format, the key packet's length is one octet.
        var size = 2 + bytes[1];
        return new Forgery(SealedBytes.Parse(bytes.AsMemory(0, size)), SealedBytes.Parse(bytes.AsMemory(size)));
    }

    /// <summary>Signs and seals with the engine, as no client of ours would.</summary>
    public static async Task<Forgery> WriteAsync(string mime, EncryptOptions options)
    {
        using var plaintext = new MemoryStream(Encoding.UTF8.GetBytes(mime));
        using var body = new MemoryStream();
        var keys = await Pgp.EncryptBodyAsync(plaintext, body, options, TestContext.Current.CancellationToken);
        return new Forgery(SealedBytes.Parse(keys[0].Bytes), SealedBytes.Parse(body.ToArray()));
    }

    /// <summary>How an honest client signs a body, to start from.</summary>
    public static EncryptOptions Honest(SecretKey sender, Certificate reader, TimeProvider clock) => new()
    {
        Recipients = [reader],
        Signers = [sender],
        IntendedRecipients = [reader.Fingerprint, sender.Certificate.Fingerprint],
        Notations = SignatureRole.Notations(SignatureRole.Body, Id.Generate<SubmissionId>()),
        Clock = clock,
    };

    /// <summary>An entry that holds this body, with the summary it had.</summary>
    public StoredEntry PutInto(StoredEntry entry) => entry with
    {
        Content = Body,
        Entry = entry.Entry with { Body = new StoredBody(null, Body.Bytes.Length), Copy = entry.Entry.Copy! with { KeyPacket = KeyPacket } },
    };
}
