using System.Buffers.Binary;
using SMail.OpenPgp;
using SMail.OpenPgp.IO;

namespace SMail.Sdk.Tests;

/// <summary>What is within the seal, packet by packet as bytes, which the engine's public surface never shows.</summary>
internal static class InnerPackets
{
    /// <summary>The decrypted packets, signatures and all, as one piece.</summary>
    public static byte[] Read(SecretKey key, byte[] keyPacket, byte[] body)
    {
        using var spool = new CiphertextSpool(1 << 30);
        var intake = new EncryptedIntake(spool, new DecryptOptions());
        intake.Feed(keyPacket);
        intake.Feed(body);
        intake.Complete();
        using var sessionKey = intake.Keys.Select(packet => packet.Open(key.DecryptionKeys[0])).First(opened => opened is not null)!;
        using DecryptingStream decrypted = intake.Header is { } header
            ? new Seipd2Reader(spool.OpenRead(), spool.Length, header, sessionKey)
            : new Seipd1Reader(spool.OpenRead(), sessionKey);
        using var plain = new MemoryStream();
        decrypted.CopyTo(plain);
        decrypted.Drain();
        // One layer of compression would hide what is searched for.
        Assert.NotEqual((byte)0xC8, plain.ToArray()[0]);
        return plain.ToArray();
    }

    /// <summary>Fingerprint and key id of a certificate's keys.</summary>
    public static IEnumerable<(byte[] Fingerprint, byte[] KeyId)> Keys(Certificate certificate)
    {
        foreach (var key in certificate.Contents.Keys)
        {
            var id = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(id, key.KeyId);
            yield return (key.Fingerprint.Span.ToArray(), id);
        }
    }
}
