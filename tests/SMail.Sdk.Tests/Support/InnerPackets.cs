using System.Buffers.Binary;
using Org.BouncyCastle.Bcpg.OpenPgp;
using SMail.OpenPgp;

namespace SMail.Sdk.Tests;

/// <summary>What is within the seal, packet by packet as bytes, opened by another implementation than ours.</summary>
internal static class InnerPackets
{
    /// <summary>The decrypted packets, signatures and all, as one piece.</summary>
    public static byte[] Read(SecretKey key, byte[] keyPacket, byte[] body)
    {
        var ring = new PgpSecretKeyRing(key.ExportUnprotected());
        var data = (PgpEncryptedDataList)new PgpObjectFactory([.. keyPacket, .. body]).NextPgpObject();
        var mine = data.GetEncryptedDataObjects().OfType<PgpPublicKeyEncryptedData>().Single(packet => ring.GetSecretKey(packet.KeyId) is not null);
        using var plain = new MemoryStream();
        using (var decrypted = mine.GetDataStream(ring.GetSecretKey(mine.KeyId).ExtractPrivateKey([])))
            decrypted.CopyTo(plain);
        // One layer of compression would hide what is searched for.
        Assert.IsNotType<PgpCompressedData>(new PgpObjectFactory(plain.ToArray()).NextPgpObject());
        return plain.ToArray();
    }

    /// <summary>Fingerprint and key id of a certificate's keys.</summary>
    public static IEnumerable<(byte[] Fingerprint, byte[] KeyId)> Keys(Certificate certificate)
    {
        foreach (PgpPublicKey key in new PgpPublicKeyRing(certificate.ToBytes()).GetPublicKeys())
        {
            var id = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(id, key.KeyId);
            yield return (key.GetFingerprint(), id);
        }
    }
}
