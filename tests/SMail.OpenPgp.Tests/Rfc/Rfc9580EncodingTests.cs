using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A: what is read there and written again is the same, byte for byte.</summary>
public sealed class Rfc9580EncodingTests
{
    private static readonly byte[] Grocery = "What we need from the grocery store:\r\n\r\n- tofu\r\n- vegetables\r\n- noodles\r\n"u8.ToArray();

    private static SecretKey A4() => SecretKey.Read(Vectors.Read("a4-secret-key.asc"));

    public static TheoryData<string, string> Armored => new()
    {
        { "a3-certificate.asc", AsciiArmor.PublicKeyBlock },
        { "a4-secret-key.asc", AsciiArmor.PrivateKeyBlock },
        { "a5-locked-secret-key.asc", AsciiArmor.PrivateKeyBlock },
        { "a7-inline-signed.asc", AsciiArmor.Message },
        { "a8-x25519-ocb.asc", AsciiArmor.Message },
        { "a9-eax.asc", AsciiArmor.Message },
        { "a10-ocb.asc", AsciiArmor.Message },
        { "a11-gcm.asc", AsciiArmor.Message },
        { "a12-argon2-aes128.asc", AsciiArmor.Message },
        { "a12-argon2-aes192.asc", AsciiArmor.Message },
        { "a12-argon2-aes256.asc", AsciiArmor.Message },
    };

    [Theory]
    [MemberData(nameof(Armored))]
    public void Armor_and_framing(string name, string label)
    {
        var bytes = AsciiArmor.Decode(Vectors.Read(name));
        // A.12 has comments, which are not written.
        var lines = Encoding.ASCII.GetString(Vectors.Read(name)).Trim().Split('\n').Where(line => !line.StartsWith("Comment: ", StringComparison.Ordinal));
        // Nor have its version 4 messages the checksum that some readers of version 4 want.
        var written = AsciiArmor.Write(label, bytes).Split('\n').Where(line => line.Length != 5 || line[0] != '=');
        Assert.Equal(string.Join('\n', lines) + "\n", string.Join('\n', written));
        using var writer = new ByteWriter();
        foreach (var packet in Packet.ReadAll(bytes))
            Packet.Write(writer, packet.Type, packet.Body.Span);
        Assert.Equal(bytes, writer.ToArray());
    }

    [Fact]
    public void A3_public_keys()
    {
        foreach (var key in Rfc9580Version6Tests.A3.Contents.Keys)
            Assert.Equal(key.Body, PublicKeyPacket.Make(key.Version, key.CreatedSeconds, key.Algorithm, key.Body.AsSpan(10)).Body);
    }

    [Fact]
    public void A5_locked_secrets()
    {
        foreach (var packet in Packet.ReadAll(AsciiArmor.Decode(Vectors.Read("a5-locked-secret-key.asc"))))
        {
            if (packet.Type is not (PacketType.SecretKey or PacketType.SecretSubkey))
                continue;
            var key = PublicKeyPacket.ReadFields(packet.Body.Span, out var size);
            var reader = new ByteReader(packet.Body.Span[(size + 1)..]);
            var locked = LockedSecret.Read(key.Version, packet.Body.Span[size], ref reader)!;
            using var writer = new ByteWriter();
            locked.Write(key.Version, writer);
            Assert.Equal(Convert.ToHexString(packet.Body.Span[size..]), Convert.ToHexString(writer.Written));
        }
    }

    [Theory]
    [InlineData("a3-certificate.asc", 2)]
    [InlineData("a4-secret-key.asc", 2)]
    [InlineData("a6-cleartext.asc", 1)]
    [InlineData("a7-inline-signed.asc", 1)]
    public void A3_to_A7_signatures(string name, int count)
    {
        var text = Encoding.ASCII.GetString(Vectors.Read(name));
        var block = text.LastIndexOf("-----BEGIN PGP ", StringComparison.Ordinal);
        var bodies = Packet.ReadAll(AsciiArmor.Decode(Encoding.ASCII.GetBytes(text[block..]))).Where(p => p.Type == PacketType.Signature).ToList();
        Assert.Equal(count, bodies.Count);
        foreach (var body in bodies)
            Assert.Equal(Convert.ToHexString(body.Body.Span), Convert.ToHexString(Write(SignaturePacket.Read(body.Body.Span))));
    }

    /// <summary>Ed25519 leaves nothing to chance: the same key signs the same way.</summary>
    [Theory]
    [InlineData("a6-cleartext.asc")]
    [InlineData("a7-inline-signed.asc")]
    public void A6_and_A7_are_signed_alike(string name)
    {
        using var key = A4();
        var text = Encoding.ASCII.GetString(Vectors.Read(name));
        var packets = Packet.ReadAll(AsciiArmor.Decode(Encoding.ASCII.GetBytes(text[text.LastIndexOf("-----BEGIN PGP ", StringComparison.Ordinal)..])));
        var signature = SignaturePacket.Read(packets.Find(p => p.Type == PacketType.Signature).Body.Span);
        using var digest = new SignatureDigest(signature);
        digest.AppendData(Grocery);
        using var fields = new ByteWriter();
        key.SigningKey(DateTimeOffset.UtcNow).Material.Sign(signature.Hash, digest.Finish(signature.Signed.Span), fields);
        Assert.Equal(Convert.ToHexString(signature.Fields.Span), Convert.ToHexString(fields.Written));
    }

    [Fact]
    public void A7_the_one_pass_signature()
    {
        var packet = Packet.ReadAll(AsciiArmor.Decode(Vectors.Read("a7-inline-signed.asc")))[0];
        using var writer = new ByteWriter();
        OnePassSignature.TryRead(packet.Body.Span)!.Write(writer, isLast: true);
        Assert.Equal(Convert.ToHexString(Packet.ToArray(packet.Type, packet.Body.Span)), Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void A8_the_key_packet()
    {
        var packet = Packet.ReadAll(AsciiArmor.Decode(Vectors.Read("a8-x25519-ocb.asc")))[0];
        Assert.Equal(Packet.ToArray(packet.Type, packet.Body.Span), EncryptedKey.TryRead(packet.Body.Span)!.ToPacket());
    }

    [Fact]
    public void A8_the_shared_point_is_the_one_printed()
    {
        var shared = new byte[32];
        var ephemeral = Convert.FromHexString("AF1E43C0D123EFE893A7D4D390F3A761E3FAC33DFC7F3EDAA830C9011352C779");
        X25519.Agree(ephemeral, Rfc9580Version6Tests.A3.Contents.Subkeys[0].Key.Body.AsSpan(10), shared);
        Assert.Equal("67E30E69CDC7BAB2A2680D78ACA46A2F8B6E2AE44D398BDC6F92C5AD4A492514", Convert.ToHexString(shared));
    }

    [Theory]
    [InlineData("a9-eax.asc")]
    [InlineData("a10-ocb.asc")]
    [InlineData("a11-gcm.asc")]
    [InlineData("a12-argon2-aes128.asc")]
    [InlineData("a12-argon2-aes192.asc")]
    [InlineData("a12-argon2-aes256.asc")]
    public void A9_to_A12_the_password_packets(string name)
    {
        var packet = Packet.ReadAll(AsciiArmor.Decode(Vectors.Read(name)))[0];
        Assert.Equal(Packet.ToArray(packet.Type, packet.Body.Span), PasswordKey.TryRead(packet.Body.Span)!.ToPacket());
    }

    /// <summary>The printed session key and salt, and the contents that come out, give the whole packet again.</summary>
    [Theory]
    [InlineData("a8-x25519-ocb.asc", "DD708F6FA1ED65114D68D2343E7C2F1D", "CB1362000000000048656C6C6F2C20776F726C6421D50EC5A29307299162", "8147D72C8F86B7")]
    [InlineData("a9-eax.asc", "3881BAFE985412459B86C36F98CB9A5E", "CB1362000000000048656C6C6F2C20776F726C6421D50EAE5BF0CD6705", "500355816CB0C8FF")]
    [InlineData("a10-ocb.asc", "28E79AB82397D3C63DE24AC217D7B791", "CB1362000000000048656C6C6F2C20776F726C6421D50E", "")]
    [InlineData("a11-gcm.asc", "1936FC8568980274BB900D8319360C77", "CB1362000000000048656C6C6F2C20776F726C6421D50E", "")]
    public async Task A8_to_A11_are_encrypted_alike(string name, string sessionKey, string contents, string rest)
    {
        var packet = Packet.ReadAll(AsciiArmor.Decode(Vectors.Read(name)))[1];
        var header = Seipd2Header.Read(packet.Body.Span[..Seipd2Header.Size]);
        Assert.Equal(packet.Body[..Seipd2Header.Size].ToArray(), header.Bytes.ToArray());
        using var key = SessionKey.Read(null, Convert.FromHexString(sessionKey))!;
        using var reader = new Seipd2Reader(new MemoryStream(packet.Body[Seipd2Header.Size..].ToArray()), packet.Body.Length, header, key);
        using var inside = new MemoryStream();
        await reader.CopyToAsync(inside, TestContext.Current.CancellationToken);
        Assert.StartsWith(contents + rest, Convert.ToHexString(inside.ToArray()), StringComparison.Ordinal);
        using var body = new MemoryStream();
        using var writer = new Seipd2Writer(body, header, key, length: null);
        await writer.WriteAsync(inside.ToArray(), TestContext.Current.CancellationToken);
        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexString(packet.Body.Span), Convert.ToHexString(body.ToArray()));
    }

    private static byte[] Write(SignaturePacket signature)
    {
        using var body = new ByteWriter();
        body.Bytes([signature.Version, (byte)signature.Type, (byte)signature.Algorithm, (byte)signature.Hash]);
        WriteArea(body, signature.Signed[8..]);
        // No example has anything there.
        body.UInt32(0);
        body.UInt16(signature.HashStart);
        body.Byte((byte)signature.Salt.Length);
        body.Bytes(signature.Salt.Span);
        body.Bytes(signature.Fields.Span);
        return body.ToArray();
    }

    private static void WriteArea(ByteWriter body, ReadOnlyMemory<byte> area)
    {
        using var written = new ByteWriter();
        foreach (var subpacket in Subpacket.ReadAll(area))
            Subpacket.Write(written, subpacket.Type, subpacket.Body.Span, subpacket.Critical);
        body.UInt32((uint)written.Length);
        body.Bytes(written.Written);
    }
}
