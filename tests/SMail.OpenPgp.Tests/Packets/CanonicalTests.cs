using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Packets;

/// <summary>Every packet is read in either framing and written in one way, field by field (RFC 9580, sections 4.2 and 5).</summary>
public sealed class CanonicalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Any body under any type: the framing alone.</summary>
    [Property(MaxTest = 60)]
    public void Both_framings_are_read_and_the_current_one_is_written((byte Type, byte[] Body, byte Form)[] some)
    {
        var packets = some.Select(p => (Type: (PacketType)(1 + (p.Type % 63)), Body: Body(p.Body, p.Type), p.Form)).ToList();
        byte[] mixed = [.. packets.SelectMany(p => Frame(p.Type, p.Body, p.Form))];
        byte[] current = [.. packets.SelectMany(p => Packet.ToArray(p.Type, p.Body))];
        var read = Packet.ReadAll(mixed);
        Assert.Equal(packets.Select(p => (p.Type, Convert.ToHexString(p.Body))), read.Select(p => (p.Type, Convert.ToHexString(p.Body.Span))));
        Assert.Equal(current, read.SelectMany(p => Packet.ToArray(p.Type, p.Body.Span)));
        var reader = new PacketStreamReader(new TrickleStream(mixed, 1, 7));
        foreach (var (type, body, _) in packets)
        {
            Assert.Equal(type, reader.Next());
            Assert.Equal(body, reader.ReadRest(1 << 20));
        }
        Assert.Null(reader.Next());
    }

    /// <summary>Every type of packet the engine makes, from every algorithm.</summary>
    [Fact]
    public async Task Every_packet_comes_back_field_by_field()
    {
        var seen = new HashSet<(PacketType, byte)>();
        foreach (var key in AnyKey.All.Select(k => AnyKey.Get(k.Family, k.Version)))
        {
            Check(key.Certificate.ToBytes());
            Check(key.ExportUnprotected());
            Check(await Pgp.SignDetachedAsync(new MemoryStream([1]), new() { Signers = [key], Notations = [new("a@example.org", new string('n', 300))] }, Token));
            foreach (var (other, hides) in ((SecretKey, bool)[])[(TestKeys.Dora, false), (TestKeys.OldBob, false), (TestKeys.Dora, true), (TestKeys.OldBob, true)])
            {
                var options = new EncryptOptions { Recipients = [other.Certificate, key.Certificate], Signers = [key, TestKeys.Dora], HidesRecipients = hides };
                using var message = new MemoryStream();
                await Pgp.EncryptAsync(new MemoryStream([1]), message, options, Token);
                Check(message.ToArray());
            }
            using var inline = new MemoryStream();
            await Pgp.SignInlineAsync(new MemoryStream([1, 2]), inline, new() { Signers = [key, TestKeys.Alice] }, Token);
            Check(inline.ToArray());
        }
        foreach (var profile in OpenPgpProfile.All)
        {
            using var message = new MemoryStream();
            await Pgp.EncryptAsync(new MemoryStream([1]), message, new() { Recipients = [], Passwords = ["pw"u8.ToArray()], Profile = profile }, Token);
            Check(message.ToArray());
            using var key = Pgp.GenerateKey(new() { UserIds = ["<a@example.org>"], Profile = profile });
            Check(key.ExportProtected("pw"u8));
        }
        foreach (byte version in (byte[])[3, 6])
            Assert.Contains((PacketType.OnePassSignature, version), seen);
        foreach (var (type, version) in ((PacketType, byte)[])
            [
                (PacketType.PublicKeyEncryptedSessionKey, 3), (PacketType.PublicKeyEncryptedSessionKey, 6), (PacketType.SymmetricKeyEncryptedSessionKey, 4),
                (PacketType.SymmetricKeyEncryptedSessionKey, 6), (PacketType.Signature, 4), (PacketType.Signature, 6), (PacketType.PublicKey, 4), (PacketType.PublicKey, 6),
                (PacketType.PublicSubkey, 4), (PacketType.PublicSubkey, 6), (PacketType.SecretKey, 4), (PacketType.SecretKey, 6), (PacketType.SecretSubkey, 4),
                (PacketType.SecretSubkey, 6), (PacketType.IntegrityProtectedData, 1), (PacketType.IntegrityProtectedData, 2), (PacketType.LiteralData, (byte)'b'),
            ])
            Assert.Contains((type, version), seen);

        void Check(byte[] bytes)
        {
            var packets = Packet.ReadAll(bytes);
            seen.UnionWith(packets.Select(p => (p.Type, p.Body.Span[0])));
            Assert.Equal(bytes, Again.Write(packets));
        }
    }

    [Property(MaxTest = 200)]
    public void Key_packets_of_generated_fields_come_back(byte which, bool hidden, NonEmptyArray<byte> fields, ulong keyId)
    {
        var version = which % 2 == 0 ? EncryptedKey.Version3 : EncryptedKey.Version6;
        var recipient = hidden || version == EncryptedKey.Version3 ? default : new Fingerprint(RandomNumberGenerator.GetBytes(which % 3 == 0 ? 20 : 32));
        var made = new EncryptedKey(version, hidden || version == EncryptedKey.Version6 ? 0 : keyId, recipient, (PublicKeyAlgorithm)which, fields.Get);
        Assert.Equal(made.ToPacket(), Again.Write(Assert.Single(Packet.ReadAll(made.ToPacket()))));
        var aead = (AeadId)(1 + (which % 3));
        var s2k = S2kSpecifier.NewIterated((HashId)(8 + (which % 3)));
        var password = version == EncryptedKey.Version3
            ? new PasswordKey(PasswordKey.Version4, (CipherId)(7 + (which % 3)), default, s2k, [], fields.Get)
            : new PasswordKey(PasswordKey.Version6, (CipherId)(7 + (which % 3)), aead, hidden ? S2kSpecifier.NewArgon2() : s2k, new byte[aead.NonceSize()], [.. fields.Get, .. new byte[16]]);
        Assert.Equal(password.ToPacket(), Again.Write(Assert.Single(Packet.ReadAll(password.ToPacket()))));
    }

    /// <summary>Around the lengths at which headers change.</summary>
    private static byte[] Body(byte[] some, byte length) => (length % 5) switch
    {
        0 => [.. some, .. new byte[191]],
        1 => [.. some, .. new byte[8383 - (length % 3)]],
        _ => some,
    };

    private static byte[] Frame(PacketType type, byte[] body, byte form)
    {
        var octets = (ReadOnlySpan<byte>)BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)body.Length));
        if ((byte)type < 16 && form % 3 == 0)
        {
            var legacy = (byte)(0x80 | ((byte)type << 2));
            return (form % 2, body.Length) switch
            {
                (0, < 256) => [legacy, (byte)body.Length, .. body],
                (0, < 65536) => [(byte)(legacy | 1), .. octets[2..], .. body],
                _ => [(byte)(legacy | 2), .. octets, .. body],
            };
        }
        return form % 3 == 1 ? [(byte)(0xC0 | (byte)type), 255, .. octets, .. body] : Packet.ToArray(type, body);
    }
}
