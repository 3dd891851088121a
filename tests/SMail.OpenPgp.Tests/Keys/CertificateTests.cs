using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

public sealed class CertificateTests
{
    [Fact]
    public void A_new_certificate_reads_back_as_made_binary_and_armored()
    {
        var made = TestKeys.Alice.Certificate;
        foreach (var read in (Certificate[])[Certificate.Read(made.ToBytes()), Certificate.Read(Encoding.ASCII.GetBytes(made.ToArmor()))])
        {
            Assert.Equal(made.Fingerprint, read.Fingerprint);
            Assert.Equal(["Alice <alice@example.org>"], read.UserIds);
            Assert.Equal(made.ToBytes(), read.ToBytes());
            Assert.True(read.CanEncrypt(DateTimeOffset.UtcNow));
            Assert.False(read.CanEncrypt(DateTimeOffset.UtcNow.AddDays(-1)));
        }
    }

    [Fact]
    public void A_new_key_says_what_it_may_do_and_what_it_prefers()
    {
        var key = Pgp.GenerateKey(new() { UserIds = ["<a@example.org>", "<b@example.org>"], Clock = new FixedClock(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) });
        var contents = key.Certificate.Contents;
        Assert.Equal(["<a@example.org>", "<b@example.org>"], key.Certificate.UserIds);
        Assert.All(contents.Keys, k => Assert.Equal(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), k.Created));
        Assert.Equal([PublicKeyAlgorithm.EdDsaLegacy, PublicKeyAlgorithm.Ecdh], contents.Keys.Select(k => k.Algorithm));
        var info = Assert.Single(contents.Users[0].Signatures.Bindings).Info;
        Assert.Equal(KeyFlags.Certify | KeyFlags.Sign, info.KeyFlags);
        Assert.Equal([9, 8, 7], info.Last(SubpacketType.PreferredCiphers)!.Value.ToArray());
        Assert.Equal([8, 10, 9], info.Last(SubpacketType.PreferredHashes)!.Value.ToArray());
        Assert.Equal([9], info.Last(SubpacketType.Features)!.Value.ToArray());
        Assert.True(info.IsPrimaryUserId);
        Assert.False(contents.Users[1].Signatures.Bindings[0].Info.IsPrimaryUserId);
        Assert.Equal(KeyFlags.Encrypt, contents.Subkeys[0].Signatures.Bindings[0].Info.KeyFlags);
    }

    [Fact]
    public void Writing_the_packets_anew_gives_the_same_bytes()
    {
        using var writer = new ByteWriter();
        foreach (var packet in TestKeys.Alice.Certificate.Packets)
            Packet.Write(writer, packet.Type, packet.Body.Span);
        Assert.Equal(TestKeys.Alice.Certificate.ToBytes(), writer.ToArray());
        foreach (var key in TestKeys.Alice.Certificate.Contents.Keys)
            Assert.Equal(key.Fingerprint, PublicKeyPacket.Read(key.Body).Fingerprint);
    }

    [Fact]
    public void What_is_given_away_cannot_change_the_certificate()
    {
        var bytes = TestKeys.Alice.Certificate.ToBytes();
        var read = Certificate.Read(bytes);
        Array.Clear(bytes);
        Array.Clear(read.ToBytes());
        Assert.Equal(TestKeys.Alice.Certificate.ToBytes(), read.ToBytes());
        Assert.Equal(TestKeys.Alice.Certificate.Fingerprint, Certificate.Read(read.ToBytes()).Fingerprint);
    }

    [Fact]
    public void Several_certificates_and_other_packets_are_malformed()
    {
        var alice = TestKeys.Alice.Certificate.ToBytes();
        byte[][] others =
        [
            [],
            [.. alice, .. TestKeys.Bob.Certificate.ToBytes()],
            [.. alice, .. Crafted.Literal("x"u8)],
            [.. alice, .. Crafted.Of((PacketType)39)],
            [.. alice, .. Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, 3)],
            [.. alice, 0x00],
            alice[1..],
            alice[..^1],
            Crafted.Of(PacketType.UserId, 65),
            TestKeys.Alice.ExportUnprotected(),
            Packet.ToArray(PacketType.PublicKey, TestKeys.Alice.Certificate.Contents.Subkeys[0].Key.Body),
            "hello"u8.ToArray(),
            Encoding.ASCII.GetBytes(TestKeys.Alice.Certificate.ToArmor() + TestKeys.Bob.Certificate.ToArmor()),
        ];
        foreach (var other in others)
            Assert.Equal(OpenPgpError.Malformed, Assert.Throws<OpenPgpException>(() => Certificate.Read(other)).Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Keys_of_other_versions_are_unsupported(byte version)
    {
        var bytes = TestKeys.Alice.Certificate.ToBytes();
        bytes[2] = version;
        Assert.Equal(OpenPgpError.Unsupported, Assert.Throws<OpenPgpException>(() => Certificate.Read(bytes)).Code);
    }

    [Fact]
    public void Unknown_subkeys_signatures_and_ignorable_packets_are_passed_over()
    {
        var editor = new CertificateEditor(TestKeys.Alice)
            .Append(PacketType.Signature, 99, 1, 2)
            .Append(PacketType.Signature, 4, 0x18)
            .Append(PacketType.PublicSubkey, 4, 0, 0, 0, 1, 99, 1, 2, 3)
            .Append(PacketType.Signature, 3, 5)
            .Append(PacketType.PublicSubkey, [6, 0, 0, 0, 1, 25, 0, 0, 0, 32, .. new byte[32]])
            .Append(PacketType.Marker, 80, 71, 80)
            .Append(PacketType.Trust, 1)
            .Append((PacketType)63, 1)
            .Append(PacketType.Padding, 1, 2);
        Assert.Single(editor.Certificate.Contents.Subkeys);
        Assert.True(editor.Certificate.CanEncrypt(DateTimeOffset.UtcNow));
        Assert.Equal(editor.Bytes, editor.Certificate.ToBytes());
    }

    [Fact]
    public void Sizes_and_counts_are_limited()
    {
        var tooLarge = new CertificateEditor(TestKeys.Alice).Append((PacketType)63, new byte[1 << 20]);
        var tooMany = Enumerable.Range(0, Packet.MaxCount).Aggregate(new CertificateEditor(TestKeys.Alice), (e, _) => e.Append((PacketType)63));
        var editor = new CertificateEditor(TestKeys.Alice);
        var binding = editor.Sign(editor.Primary, SignatureType.SubkeyBinding, DateTimeOffset.UtcNow, null, d => d.AppendKey(editor.Subkey));
        for (var i = 0; i < 501; i++)
            editor.Append(PacketType.Signature, binding);
        foreach (var bytes in (byte[][])[tooLarge.Bytes, tooMany.Bytes, editor.Bytes])
            Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => Certificate.Read(bytes)).Code);
    }

    /// <summary>No changed bit brings another exception, nor a certificate that passes for this one with less or more.</summary>
    [Fact]
    public void Every_changed_bit_is_refused_or_takes_something_away()
    {
        var good = TestKeys.Alice.Certificate;
        var bytes = good.ToBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                var read = Certificate.Read(bytes);
                Assert.True(
                    read.Fingerprint != good.Fingerprint ? read.UserIds.Count == 0 && !read.CanEncrypt(DateTimeOffset.UtcNow) : read.UserIds.All(good.UserIds.Contains),
                    $"bit {bit}");
            }
            catch (OpenPgpException)
            {
            }
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Property]
    public void Random_bytes_are_refused_in_one_way(byte[] bytes) =>
        Assert.Throws<OpenPgpException>(() => Certificate.Read([0xC6, .. bytes]));

    [Property]
    public void A_cut_certificate_is_refused_or_incomplete(NonNegativeInt where)
    {
        var bytes = TestKeys.Alice.Certificate.ToBytes();
        try
        {
            Assert.False(Certificate.Read(bytes.AsSpan(0, where.Get % bytes.Length)).CanEncrypt(DateTimeOffset.UtcNow));
        }
        catch (OpenPgpException e)
        {
            Assert.Equal(OpenPgpError.Malformed, e.Code);
        }
    }

    [Theory]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\nComment: x\n\nDATA=abcd\n-----END PGP PUBLIC KEY BLOCK-----")]
    [InlineData("some text\r\n\r\n-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n \t\r\nDATA=AAAA\r\n-----END PGP PUBLIC KEY BLOCK-----\r\nmore text\r\n")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nDATA=ab!\n-----END PGP PUBLIC KEY BLOCK-----")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nDATA=\n-----END PGP PUBLIC KEY BLOCK-----")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\nDATA-----END PGP PUBLIC KEY BLOCK-----")]
    [InlineData("\uFEFF-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nDATA-----END PGP PUBLIC KEY BLOCK-----\n")]
    public void Armor_is_read_tolerantly(string form)
    {
        var base64 = Convert.ToBase64String(TestKeys.Alice.Certificate.ToBytes());
        var data = string.Join("  \n", base64.Chunk(76).Select(c => new string(c))) + "\n";
        Assert.Equal(TestKeys.Alice.Certificate.Fingerprint, Certificate.Read(Encoding.UTF8.GetBytes(form.Replace("DATA", data, StringComparison.Ordinal))).Fingerprint);
    }

    [Fact]
    public void User_ids_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Pgp.GenerateKey(new() { UserIds = [] }));
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => TestKeys.New(new string('x', 2049))).Code);
        Assert.Equal(OpenPgpError.Malformed, Assert.Throws<OpenPgpException>(() => TestKeys.New("\uD800")).Code);
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => TestKeys.New("x", new FixedClock(DateTimeOffset.UnixEpoch.AddSeconds(-1)))).Code);
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => TestKeys.New("x", new FixedClock(new(2107, 1, 1, 0, 0, 0, TimeSpan.Zero)))).Code);
    }
}
