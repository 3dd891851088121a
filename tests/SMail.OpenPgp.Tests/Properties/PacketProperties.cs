using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>What is read and written again is the same, in the one form that is written.</summary>
public sealed class PacketProperties
{
    [Hunt(2000)]
    public void A_packet_is_written_as_it_was_read(AnyPacket packet) =>
        Assert.Equal(packet.Body, Reencoder.Body((PacketType)packet.Type, packet.Body));

    /// <summary>Public and secret numbers, locked and not.</summary>
    [Hunt(60)]
    public void A_key_is_written_as_it_was_read(AnyKeyName name)
    {
        foreach (var packet in Packet.ReadAll(name.Key.ExportUnprotected()).Where(p => p.Type is PacketType.SecretKey or PacketType.SecretSubkey))
        {
            using var secret = SecretKeyPacket.Read(packet.Body.Span);
            using var written = new ByteWriter();
            secret.Write(written, packet.Type, [], locked: false);
            Assert.Equal(packet.Body.ToArray(), written.ToArray());
            var key = secret.PublicKey;
            Assert.Equal(key.Body, PublicKeyPacket.Make(key.Version, key.CreatedSeconds, key.Algorithm, key.Body.AsSpan(key.Version == 6 ? 10 : 6)).Body);
        }
        foreach (var packet in Packet.ReadAll(CheaplyLocked.Export(name.Key, AnyInput.Password)).Where(p => p.Type is PacketType.SecretKey or PacketType.SecretSubkey))
        {
            var key = PublicKeyPacket.ReadFields(packet.Body.Span, out var size);
            var reader = new ByteReader(packet.Body.Span[size..]);
            using var written = new ByteWriter();
            written.Bytes(key.Body);
            LockedSecret.Read(key.Version, reader.ReadByte(), ref reader)!.Write(key.Version, written);
            Assert.Equal(packet.Body.ToArray(), written.ToArray());
        }
    }

    /// <summary>User ids, subkeys and signatures too: a certificate is kept octet for octet.</summary>
    [Hunt(60)]
    public void Certificates_and_keys_are_written_as_they_were_read(AnyKeyName name)
    {
        var certificate = name.Key.Certificate.ToBytes();
        Assert.Equal(certificate, Certificate.Read(certificate).ToBytes());
        Assert.Equal(certificate, Certificate.Read(System.Text.Encoding.ASCII.GetBytes(name.Key.Certificate.ToArmor())).ToBytes());
        Assert.Equal(certificate, Certificate.Read(certificate).Merge(name.Key.Certificate).ToBytes());
        Assert.Equal(certificate, Assert.Single(SecretKey.ReadCertificates(name.Key.ExportUnprotected(), OpenPgpPolicy.Default)).ToBytes());
        foreach (var packet in Packet.ReadAll(certificate).Where(p => p.Type == PacketType.Signature))
            Assert.Equal(packet.Body.ToArray(), Reencoder.Body(packet.Type, packet.Body.ToArray()));
    }

    [Hunt(500)]
    public void Any_framing_is_read_to_the_same_and_the_current_one_is_written(Content content, byte type, byte lengthType)
    {
        var current = (PacketType)(1 + (type % 63));
        var body = content.ToBytes();
        var written = Packet.ToArray(current, body);
        Assert.Equal(0xC0 | (byte)current, written[0]);
        Assert.Equal(written.Length, PacketHeader.SizeOf(body.Length));
        AssertReads(written, current, body, written);
        var old = (PacketType)(1 + (type % 15));
        var length = (uint)body.Length;
        byte[] header = (lengthType % 3) switch
        {
            0 when length < 256 => [(byte)length],
            1 when length < 65536 => [(byte)(length >> 8), (byte)length],
            _ => [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        byte[] legacy = [(byte)(0x80 | ((byte)old << 2) | (header.Length == 4 ? 2 : header.Length - 1)), .. header, .. body];
        AssertReads(legacy, old, body, Packet.ToArray(old, body));
        // A length may take more octets than it needs.
        var spacious = new byte[PacketHeader.MaxSize];
        PacketHeader.WriteLong(current, length, spacious);
        AssertReads([.. spacious, .. body], current, body, written);
    }

    /// <summary>Parts of any sizes, and a packet without a length at the end, hold what one piece holds.</summary>
    [Hunt(200)]
    public async Task However_a_data_packet_is_cut_it_holds_the_same(Content content, int[] parts, Pieces pieces)
    {
        byte[] body = [(byte)'b', 0, 0, 0, 0, 0, .. content.ToBytes()];
        using var cut = new MemoryStream();
        cut.WriteByte(0xC0 | (byte)PacketType.LiteralData);
        var left = body.AsMemory();
        foreach (var part in parts)
        {
            var bits = 9 + (part & 7);
            if (left.Length < 1 << bits)
                continue;
            cut.WriteByte((byte)(0xE0 | bits));
            cut.Write(left.Span[..(1 << bits)]);
            left = left[(1 << bits)..];
        }
        var length = new byte[5];
        cut.Write(length, 0, PacketLength.Write((uint)left.Length, length));
        cut.Write(left.Span);
        byte[] indeterminate = [0x80 | ((byte)PacketType.LiteralData << 2) | 3, .. body];
        foreach (var message in (byte[][])[cut.ToArray(), indeterminate, Crafted.Literal(content.ToBytes())])
        {
            var reading = await Reading.VerifyInlineAsync(pieces.Over(message, seekable: false), new(), pieces);
            Assert.True(content.ToBytes().AsSpan().SequenceEqual(reading.Content));
        }
    }

    private static void AssertReads(byte[] packet, PacketType type, byte[] body, byte[] canonical)
    {
        var read = Assert.Single(Packet.ReadAll(packet));
        Assert.Equal(type, read.Type);
        Assert.True(body.AsSpan().SequenceEqual(read.Body.Span));
        Assert.True(canonical.AsSpan().SequenceEqual(Packet.ToArray(read.Type, read.Body.Span)));
    }
}
