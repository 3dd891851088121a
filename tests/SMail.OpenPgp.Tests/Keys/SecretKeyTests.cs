using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

public sealed class SecretKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exported_key_reads_back_and_works()
    {
        var exported = TestKeys.Alice.ExportUnprotected();
        using var key = SecretKey.Read(exported);
        Assert.Equal(exported, key.ExportUnprotected());
        Assert.Equal(TestKeys.Alice.Certificate.ToBytes(), key.Certificate.ToBytes());
        var message = await Mail.EncryptAsync([1, 2, 3], key, TestKeys.Alice.Certificate);
        var (plaintext, signatures) = await Mail.DecryptAsync(message, key, TestKeys.Alice.Certificate);
        Assert.Equal([1, 2, 3], plaintext);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Theory]
    [InlineData("compatible")]
    [InlineData("rfc9580")]
    public void A_key_that_only_signs_has_no_subkey(string profile)
    {
        using var made = Pgp.GenerateKey(new() { UserIds = ["dora"], Profile = OpenPgpProfile.All.Single(p => p.Name == profile), SigningOnly = true });
        using var key = SecretKey.Read(made.ExportUnprotected());
        Assert.Single(key.Certificate.Contents.Keys);
        Assert.True(key.CanSign(DateTimeOffset.UtcNow));
        Assert.False(key.Certificate.CanEncrypt(DateTimeOffset.UtcNow));
        Assert.Equal("SHA256", key.SigningHash(DateTimeOffset.UtcNow));
    }

    [Fact]
    public void An_armored_key_is_read()
    {
        using var key = SecretKey.Read(Encoding.ASCII.GetBytes(AsciiArmor.Write("PGP PRIVATE KEY BLOCK", TestKeys.Alice.ExportUnprotected())));
        Assert.Equal(TestKeys.Alice.Certificate.Fingerprint, key.Certificate.Fingerprint);
    }

    [Fact]
    public async Task After_disposal_nothing_is_signed_opened_or_exported()
    {
        var key = SecretKey.Read(TestKeys.Alice.ExportUnprotected());
        var message = await Mail.EncryptAsync([1], null, key.Certificate);
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(key.ExportUnprotected);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Pgp.SignDetachedAsync(new MemoryStream(), new() { Signers = [key] }, Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Mail.DecryptAsync(message, key));
        Assert.Equal(TestKeys.Alice.Certificate.Fingerprint, key.Certificate.Fingerprint);
    }

    /// <summary>Signing with one key's secret under another's public key gives the secret away (key overwriting).</summary>
    [Fact]
    public void Secrets_under_another_public_key_are_refused()
    {
        var alice = Packet.ReadAll(TestKeys.Alice.ExportUnprotected());
        var bob = Packet.ReadAll(TestKeys.Bob.ExportUnprotected());
        foreach (var type in (PacketType[])[PacketType.SecretKey, PacketType.SecretSubkey])
        {
            var publicSize = (type == PacketType.SecretKey ? TestKeys.Alice.Certificate.Contents.Primary : TestKeys.Alice.Certificate.Contents.Subkeys[0].Key).Body.Length;
            var mixed = alice.Select(p => p.Type != type ? p : new(type, (byte[])[.. p.Body.Span[..publicSize], .. bob.Find(b => b.Type == type).Body.Span[publicSize..]]));
            Assert.Equal(OpenPgpError.Malformed, Refusal(mixed).Code);
        }
    }

    [Fact]
    public void Every_changed_bit_of_the_secret_packets_is_refused()
    {
        var packets = Packet.ReadAll(TestKeys.Alice.ExportUnprotected());
        for (var index = 0; index < packets.Count; index++)
        {
            if (packets[index].Type is not (PacketType.SecretKey or PacketType.SecretSubkey))
                continue;
            using var original = SecretKeyPacket.Read(packets[index].Body.Span);
            for (var bit = 0; bit < packets[index].Body.Length * 8; bit++)
            {
                var body = packets[index].Body.ToArray();
                body[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    // Another public half makes another key, or none, and no self-signature belongs to it.
                    using var key = SecretKey.Read(Write(packets.Select((p, i) => i == index ? new(p.Type, body) : p)));
                    Assert.InRange(bit / 8, 0, original.PublicKey.Body.Length - 1);
                    Assert.False(key.Certificate.CanEncrypt(DateTimeOffset.UtcNow));
                }
                catch (OpenPgpException)
                {
                }
            }
        }
    }

    [Fact]
    public void A_protected_key_is_unusable_and_says_why()
    {
        var packets = Packet.ReadAll(TestKeys.Alice.ExportUnprotected()).Select(p => p.Type != PacketType.SecretKey
            ? p
            : new(p.Type, (byte[])[.. TestKeys.Alice.Certificate.Contents.Primary.Body, 254, 9, 3, 8, .. new byte[60]]));
        var refusal = Refusal(packets);
        Assert.Equal(OpenPgpError.UnusableKey, refusal.Code);
        Assert.Contains("password", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_alone_or_two_keys_are_malformed()
    {
        Assert.Equal(OpenPgpError.Malformed, Assert.Throws<OpenPgpException>(() => SecretKey.Read(TestKeys.Alice.Certificate.ToBytes())).Code);
        Assert.Equal(OpenPgpError.Malformed, Assert.Throws<OpenPgpException>(() => SecretKey.Read([.. TestKeys.Alice.ExportUnprotected(), .. TestKeys.Bob.ExportUnprotected()])).Code);
        var packets = Packet.ReadAll(TestKeys.Alice.ExportUnprotected());
        Assert.Equal(OpenPgpError.Malformed, Refusal(packets.Append(packets.Find(p => p.Type == PacketType.SecretSubkey))).Code);
    }

    [Fact]
    public void Subkeys_of_unknown_algorithms_are_left_out_with_their_signatures()
    {
        var packets = Packet.ReadAll(TestKeys.Alice.ExportUnprotected());
        var withUnknown = packets.Append(new(PacketType.SecretSubkey, new byte[] { 4, 0, 0, 0, 1, 99, 1, 2, 3 })).Append(packets[^1]);
        using var key = SecretKey.Read(Write(withUnknown));
        Assert.Equal(TestKeys.Alice.Certificate.ToBytes(), key.Certificate.ToBytes());
    }

    [Fact]
    public void A_key_whose_primary_secret_is_elsewhere_still_decrypts()
    {
        var packets = Packet.ReadAll(TestKeys.Alice.ExportUnprotected()).Select(p =>
            p.Type == PacketType.SecretKey ? new(PacketType.PublicKey, TestKeys.Alice.Certificate.Contents.Primary.Body) : p);
        using var key = SecretKey.Read(Write(packets));
        Assert.Single(key.DecryptionKeys);
        Assert.Equal(OpenPgpError.UnusableKey, Assert.Throws<OpenPgpException>(() => key.SigningKey(DateTimeOffset.UtcNow)).Code);
    }

    private static OpenPgpException Refusal(IEnumerable<Packet> packets) => Assert.Throws<OpenPgpException>(() => SecretKey.Read(Write(packets)));

    private static byte[] Write(IEnumerable<Packet> packets)
    {
        using var writer = new ByteWriter();
        foreach (var packet in packets)
            Packet.Write(writer, packet.Type, packet.Body.Span);
        return writer.ToArray();
    }
}
