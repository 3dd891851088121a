using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A.</summary>
public sealed class Rfc9580AppendixATests
{
    private const string A1Armor = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        xjMEU/NfCxYJKwYBBAHaRw8BAQdAPwmJlL3ZFu1AUxl5NOSofIBzOhKA1i+AEJku
        Q+47JAY=
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    private const string A1Packet =
        "98330453F35F0B16092B06010401DA470F010107403F098994BDD916ED4053197934E4A87C80733A1280D62F8010992E43EE3B2406";

    private const string A2Packet =
        "885E04001608000605" + "0255F95F95" + "000A09108CFDE12197965A9AF62200FF56F90CCA98E2102637BD983FDB16C131DFD27ED82BF4DDE5606E0D756AED3366"
        + "0100D09C4FA11527F038E0F57F2201D82F2EA2C9033265FA6CEB489E854BAE61B404";

    private const string A2Armor = """
        -----BEGIN PGP SIGNATURE-----

        iF4EABYIAAYFAlX5X5UACgkQjP3hIZeWWpr2IgD/VvkMypjiECY3vZg/2xbBMd/S
        ftgr9N3lYG4NdWrtM2YBANCcT6EVJ/A44PV/IgHYLy6iyQMyZfps60iehUuuYbQE
        -----END PGP SIGNATURE-----
        """;

    [Fact]
    public void A1_the_key_has_its_fingerprint_and_creation_time()
    {
        foreach (var form in (byte[][])[Encoding.ASCII.GetBytes(A1Armor), Convert.FromHexString(A1Packet)])
        {
            var certificate = Certificate.Read(form);
            Assert.Equal("C959BDBAFA32A2F89A153B678CFDE12197965A9A", certificate.Fingerprint.ToString());
            Assert.Equal(new DateTimeOffset(2014, 8, 19, 14, 28, 27, TimeSpan.Zero), certificate.Contents.Primary.Created);
            Assert.Empty(certificate.UserIds);
        }
    }

    [Fact]
    public void A2_the_signature_fits_the_digest_of_the_data()
    {
        var key = Certificate.Read(Convert.FromHexString(A1Packet)).Contents.Primary;
        var packet = Assert.Single(Packet.ReadAll(AsciiArmor.Decode(Encoding.ASCII.GetBytes(A2Armor))));
        Assert.Equal(A2Packet, Convert.ToHexString([0x88, 0x5E, .. packet.Body.Span]));
        var signature = SignaturePacket.Read(packet.Body.Span);
        Assert.Equal(new DateTimeOffset(2015, 9, 16, 12, 24, 53, TimeSpan.Zero), signature.Info.Created);
        Assert.True(SignatureCheck.IsFrom(signature, key));

        using var digest = new SignatureDigest(signature.Hash, signature.Type);
        digest.AppendData("OpenPGP"u8);
        var value = digest.Finish(signature.Signed.Span);
        Assert.Equal("F6220A3F757814F4C2176FFBB68B00249CD4CCDC059C4B34AD871F30B1740280", Convert.ToHexString(value));
        Assert.True(SignatureCheck.Fits(signature, key, value));
        value[31] ^= 1;
        Assert.False(SignatureCheck.Fits(signature, key, value));
    }

    [Fact]
    public void A2_the_secret_key_makes_the_same_signature()
    {
        using var body = new ByteWriter();
        body.Bytes(Convert.FromHexString(A1Packet).AsSpan(2));
        body.Bytes([0, 0x00, 0xFD]);
        var secret = Convert.FromHexString("1A8B1FF05DED48E18BF50166C664AB023EA70003D78D9E41F5758A91D850F8D2");
        body.Bytes(secret);
        body.UInt16(SessionKey.Checksum([0x00, 0xFD, .. secret]));
        using var key = SecretKeyPacket.Read(body.Written);
        using var fields = new ByteWriter();
        key.Material.Sign(HashId.Sha256, Convert.FromHexString("F6220A3F757814F4C2176FFBB68B00249CD4CCDC059C4B34AD871F30B1740280"), fields);
        Assert.Equal(A2Packet[A2Packet.IndexOf("00FF56", StringComparison.Ordinal)..], Convert.ToHexString(fields.Written));
    }

    /// <summary>The key says nowhere that it may sign: nothing it signs is good, though the signature fits.</summary>
    [Fact]
    public async Task A2_a_bare_key_is_not_enough_for_a_good_verdict()
    {
        var verdicts = await Pgp.VerifyDetachedAsync(
            new MemoryStream("OpenPGP"u8.ToArray()),
            Encoding.ASCII.GetBytes(A2Armor),
            new() { Certificates = [Certificate.Read(Encoding.ASCII.GetBytes(A1Armor))] },
            TestContext.Current.CancellationToken);
        Assert.Equal(SignatureStatus.UnusableKey, Assert.Single(verdicts).Status);
    }
}
