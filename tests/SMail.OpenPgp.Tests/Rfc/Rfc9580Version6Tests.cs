using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A.3 to A.8: keys, signatures and messages of version 6.</summary>
public sealed class Rfc9580Version6Tests
{
    private const string GroceryList = "What we need from the grocery store:\n\n- tofu\n- vegetables\n- noodles\n";

    internal static Certificate A3 { get; } = Certificate.Read(Vectors.Read("a3-certificate.asc"));

    private static SecretKey A4() => SecretKey.Read(Vectors.Read("a4-secret-key.asc"));

    [Fact]
    public void A3_the_certificate_holds()
    {
        Assert.Equal("CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9", A3.Fingerprint.ToString());
        var subkey = Assert.Single(A3.Contents.Subkeys);
        Assert.Equal("12C83F1E706F6308FE151A417743A1F033790E93E9978488D1DB378DA9930885", subkey.Key.Fingerprint.ToString());
        Assert.Equal(0x12C83F1E706F6308ul, subkey.Key.KeyId);
        Assert.Single(A3.Contents.Direct.Bindings);
        Assert.Single(subkey.Signatures.Bindings);
        Assert.True(A3.CanEncrypt(DateTimeOffset.UtcNow));
        Assert.True(A3.Contents.CanSign(A3.Contents.Primary, DateTimeOffset.UtcNow));
        Assert.Equal(Features.SeipdV1 | Features.SeipdV2, A3.Contents.FeaturesAt(DateTimeOffset.UtcNow));
        Assert.Equal([new(CipherId.Aes256, AeadId.Ocb), new(CipherId.Aes128, AeadId.Ocb)], A3.Contents.AeadSuitesAt(DateTimeOffset.UtcNow));
    }

    [Fact]
    public void A3_every_changed_bit_shows()
    {
        var bytes = A3.ToBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                var changed = Certificate.Read(bytes);
                Assert.False(changed.CanEncrypt(DateTimeOffset.UtcNow) && changed.Contents.Direct.Bindings.Count > 0 && changed.Contents.Primary.Fingerprint == A3.Fingerprint
                    && changed.Contents.Subkeys[0].Signatures.Bindings.Count > 0, $"bit {bit}");
            }
            catch (OpenPgpException)
            {
            }
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A4_the_secret_key_is_that_of_the_certificate()
    {
        using var key = A4();
        Assert.Equal(A3.ToBytes(), key.Certificate.ToBytes());
        Assert.Equal(AsciiArmor.Decode(Vectors.Read("a4-secret-key.asc")), key.ExportUnprotected());
    }

    [Fact]
    public void A6_the_digest_is_the_one_printed()
    {
        var armor = Encoding.ASCII.GetString(Vectors.Read("a6-cleartext.asc"));
        var packet = Packet.ReadAll(AsciiArmor.Decode(Encoding.ASCII.GetBytes(armor[armor.IndexOf("-----BEGIN PGP SIGNATURE", StringComparison.Ordinal)..])))[0];
        var signature = SignaturePacket.Read(packet.Body.Span);
        using var digest = new SignatureDigest(signature);
        digest.AppendData(Encoding.ASCII.GetBytes(GroceryList));
        var value = digest.Finish(signature.Signed.Span);
        Assert.Equal("69365BF44A97AF1F0844F1F6AB83FDF6B36F26692EFAA621A8AAC91C4E29EA07E894CABC6E2F20EEDFCE6C03B89141A2CC7CBE245E6E7A5654ADDBEC5000B89B",
            Convert.ToHexString(value));
        Assert.True(SignatureCheck.Fits(signature, A3.Contents.Primary, value));
    }

    [Fact]
    public async Task A8_the_message_opens()
    {
        using var key = A4();
        var message = AsciiArmor.Decode(Vectors.Read("a8-x25519-ocb.asc"));
        Assert.Equal(SealedKind.Message, Pgp.InspectSealed(message));
        var (plaintext, signatures) = await Mail.DecryptAsync(message, key);
        Assert.Equal("Hello, world!", Encoding.ASCII.GetString(plaintext));
        Assert.Empty(signatures);
    }

    [Fact]
    public async Task A8_no_changed_bit_goes_unseen()
    {
        using var key = A4();
        var message = AsciiArmor.Decode(Vectors.Read("a8-x25519-ocb.asc"));
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<OpenPgpException>(() => Mail.DecryptAsync(message, key));
            message[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A8_the_session_key_is_the_one_printed()
    {
        using var key = A4();
        var packet = Packet.ReadAll(AsciiArmor.Decode(Vectors.Read("a8-x25519-ocb.asc")).AsMemory(0, 0x5F))[0];
        using var sessionKey = EncryptedKey.TryRead(packet.Body.Span)!.Open(key.DecryptionKeys[0]);
        Assert.Equal("DD708F6FA1ED65114D68D2343E7C2F1D", Convert.ToHexString(sessionKey!.Key));
    }
}
