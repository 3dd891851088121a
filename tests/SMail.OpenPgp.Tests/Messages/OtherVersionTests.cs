using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Versions 3 and 5 of keys and signatures are reported as unsupported, whole or cut, and never crash (RFC 9580, sections
/// 5.2.2 and 5.5.2).</summary>
public sealed class OtherVersionTests
{
    private static readonly byte[] Text = "what was signed"u8.ToArray();

    /// <summary>Five octets hashed, key id, RSA with SHA-256, the start of the hash and a number.</summary>
    private static readonly byte[] Signature3 = [3, 5, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 1, 8, 0xAB, 0xCD, 0, 9, 1, 0xFF];

    private static readonly byte[] Signature5 = [5, 0, 22, 8, 0, 6, 5, 2, 1, 2, 3, 4, 0, 0, 0xAB, 0xCD, 0, 8, 0xFF, 0, 8, 0xFF];

    /// <summary>Creation time, days of validity, RSA, modulus and exponent.</summary>
    private static readonly byte[] Key3 = [3, 0, 1, 2, 3, 0, 0, 1, 0, 16, 0xFF, 0xFF, 0, 2, 3];

    private static readonly byte[] Key5 = [5, 0, 1, 2, 3, 22, 0, 0, 0, 14, 9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1, 0, 8, 0xFF, 0];

    private static VerifyOptions Options => new() { Certificates = [TestKeys.Alice.Certificate] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signatures()
    {
        foreach (var body in (byte[][])[Signature3, Signature5])
        {
            for (var length = 1; length <= body.Length; length++)
            {
                var signature = Packet.ToArray(PacketType.Signature, body.AsSpan(0, length));
                Assert.Equal(SignatureStatus.Unsupported, Assert.Single(await Pgp.VerifyDetachedAsync(new MemoryStream(Text), signature, Options, Token)).Status);
                using var inline = await Pgp.VerifyInlineAsync(new MemoryStream([.. signature, .. Crafted.Literal(Text)]), Options, Token);
                Assert.Equal(SignatureStatus.Unsupported, Assert.Single(inline.Signatures).Status);
            }
        }
    }

    [Fact]
    public async Task A_signature_of_another_version_spoils_no_good_one()
    {
        var good = await Pgp.SignDetachedAsync(new MemoryStream(Text), new() { Signers = [TestKeys.Alice] }, Token);
        byte[] all = [.. Packet.ToArray(PacketType.Signature, Signature3), .. good, .. Packet.ToArray(PacketType.Signature, Signature5)];
        var verdicts = await Pgp.VerifyDetachedAsync(new MemoryStream(Text), all, Options, Token);
        Assert.Equal([SignatureStatus.Unsupported, SignatureStatus.Good, SignatureStatus.Unsupported], verdicts.Select(v => v.Status));
    }

    [Fact]
    public void Keys()
    {
        foreach (var body in (byte[][])[Key3, Key5])
        {
            for (var length = 1; length <= body.Length; length++)
            {
                var certificate = Packet.ToArray(PacketType.PublicKey, body.AsSpan(0, length));
                Assert.Equal(OpenPgpError.Unsupported, Assert.Throws<OpenPgpException>(() => Certificate.Read(certificate)).Code);
                var secret = Packet.ToArray(PacketType.SecretKey, [.. body.AsSpan(0, length), 0, 0, 8, 0xFF, 0, 0xFF]);
                Assert.Equal(OpenPgpError.Unsupported, Assert.Throws<OpenPgpException>(() => SecretKey.Read(secret)).Code);
            }
        }
    }

    [Fact]
    public void Subkeys_are_passed_over()
    {
        var editor = new CertificateEditor(TestKeys.Alice).Append(PacketType.PublicSubkey, Key3).Append(PacketType.Signature, Signature3)
            .Append(PacketType.PublicSubkey, Key5).Append(PacketType.Signature, Signature5);
        Assert.Single(editor.Certificate.Contents.Subkeys);
        Assert.True(editor.Certificate.CanEncrypt(DateTimeOffset.UtcNow));
    }
}
