using System.IO.Compression;
using System.Security.Cryptography;
using Org.BouncyCastle.Utilities.Bzip2;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Support;

/// <summary>Messages no honest writer makes: any bytes, properly encrypted.</summary>
internal static class Crafted
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static byte[] Literal(ReadOnlySpan<byte> data, char format = 'b') =>
        Packet.ToArray(PacketType.LiteralData, [(byte)format, 0, 0, 0, 0, 0, .. data]);

    internal static byte[] Of(PacketType type, params byte[] body) => Packet.ToArray(type, body);

    internal static byte[] Compressed(byte algorithm, params byte[] packets)
    {
        using var output = new MemoryStream();
        output.WriteByte(algorithm);
        using var kept = new MemoryStream();
        using (Stream deflater = algorithm switch
        {
            2 => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true),
            3 => new CBZip2OutputStream(kept),
            _ => new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true),
        })
            deflater.Write(packets);
        // It closes what it writes to.
        output.Write(kept.ToArray());
        return Packet.ToArray(PacketType.CompressedData, output.ToArray());
    }

    /// <summary>A message with these bytes inside its SEIPD packet.</summary>
    internal static async Task<byte[]> SealAsync(byte[] inside, params Certificate[] recipients)
    {
        using var sessionKey = SessionKey.Generate(CipherId.Aes256);
        using var output = new MemoryStream();
        foreach (var recipient in recipients)
            output.Write(EncryptedKey.Make(recipient.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey));
        output.Write(await BodyAsync(inside, sessionKey));
        return output.ToArray();
    }

    internal static async Task<byte[]> BodyAsync(byte[] inside, SessionKey sessionKey)
    {
        using var body = new MemoryStream();
        using var writer = new Seipd1Writer(body, sessionKey, length: null);
        await writer.WriteAsync(inside, Token);
        await writer.CompleteAsync(Token);
        return Packet.ToArray(PacketType.IntegrityProtectedData, body.ToArray());
    }

    /// <summary>The same in version 2, under any suite and with chunks of any size.</summary>
    internal static async Task<byte[]> BodyAsync(byte[] inside, SessionKey sessionKey, AeadSuite suite, byte chunk = 10)
    {
        var header = Seipd2Header.Read([2, (byte)suite.Cipher, (byte)suite.Aead, chunk, .. RandomNumberGenerator.GetBytes(32)]);
        using var body = new MemoryStream();
        using var writer = new Seipd2Writer(body, header, sessionKey, length: null);
        await writer.WriteAsync(inside, Token);
        await writer.CompleteAsync(Token);
        return Packet.ToArray(PacketType.IntegrityProtectedData, body.ToArray());
    }

    /// <summary>A one-pass signature packet and the signature to go behind the data.</summary>
    internal static (byte[] OnePass, byte[] Signature) Sign(SecretKey signer, byte[] data, SignatureType type = SignatureType.Binary, bool isLast = true)
    {
        var now = DateTimeOffset.UtcNow;
        var key = signer.SigningKey(now);
        using var signature = new SignatureWriter(type, key, key.DocumentHash, now);
        using var digest = signature.NewDigest();
        digest.AppendData(data);
        using var onePass = new ByteWriter();
        OnePassSignature.Write(onePass, signature, isLast);
        return (onePass.ToArray(), signature.Sign(digest));
    }
}
