using System.Text;
using System.Text.RegularExpressions;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A: what was read is written again to the same bytes, made again where nothing random is in it.</summary>
public sealed partial class Rfc9580ReencodingTests
{
    private const string BeginSignature = "-----BEGIN PGP SIGNATURE-----";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> All =>
    [
        "a3-certificate.asc", "a4-secret-key.asc", "a5-locked-secret-key.asc", "a6-cleartext.asc", "a7-inline-signed.asc", "a8-x25519-ocb.asc",
        "a9-eax.asc", "a10-ocb.asc", "a11-gcm.asc", "a12-argon2-aes128.asc", "a12-argon2-aes192.asc", "a12-argon2-aes256.asc",
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Armor_and_packets_are_written_as_they_stand_there(string name)
    {
        var text = Encoding.ASCII.GetString(Vectors.Read(name)).ReplaceLineEndings("\n").Trim() + "\n";
        text = text[Math.Max(0, text.IndexOf(BeginSignature, StringComparison.Ordinal))..];
        var bytes = AsciiArmor.Decode(Encoding.ASCII.GetBytes(text));
        var label = text["-----BEGIN ".Length..text.IndexOf("-----\n", StringComparison.Ordinal)];
        // Comments are read and never written.
        Assert.Equal(Comments().Replace(text, ""), AsciiArmor.Write(label, bytes));
        Assert.Equal(bytes, Again.Write(Packet.ReadAll(bytes)));
    }

    [Theory]
    [InlineData("98330453F35F0B16092B06010401DA470F010107403F098994BDD916ED4053197934E4A87C80733A1280D62F8010992E43EE3B2406")]
    [InlineData("885E040016080006050255F95F95000A09108CFDE12197965A9AF62200FF56F90CCA98E2102637BD983FDB16C131DFD27ED82BF4DDE5606E0D756AED33660100D09C4FA11527F038E0F57F2201D82F2EA2C9033265FA6CEB489E854BAE61B404")]
    public void A1_and_A2_come_back_in_the_current_framing(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var packet = Assert.Single(Packet.ReadAll(bytes));
        Assert.Equal([(byte)(0xC0 | (byte)packet.Type), .. bytes[1..]], Again.Write(packet));
    }

    /// <summary>Ed25519 is deterministic: the same digest gives the same signature.</summary>
    [Theory]
    [InlineData("a6-cleartext.asc")]
    [InlineData("a7-inline-signed.asc")]
    public async Task A6_and_A7_are_signed_again(string name)
    {
        using var key = SecretKey.Read(Vectors.Read("a4-secret-key.asc"));
        using var verified = await Pgp.VerifyInlineAsync(new MemoryStream(Vectors.Read(name)), new() { Certificates = [key.Certificate] }, Token);
        var signature = SignaturePacket.Read(Packet.ReadAll(verified.SignaturePackets)[0].Body.Span);
        using var content = new MemoryStream();
        await verified.Content.CopyToAsync(content, Token);
        using var digest = new SignatureDigest(signature);
        digest.AppendData(content.ToArray());
        using var fields = new ByteWriter();
        key.SigningKey(DateTimeOffset.UtcNow).Material.Sign(signature.Hash, digest.Finish(signature.Signed.Span), fields);
        Assert.Equal(signature.Fields.ToArray(), fields.ToArray());
    }

    /// <summary>With its salt and its session key a version 2 body is made again, every chunk and the last tag.</summary>
    [Theory]
    [InlineData("a8-x25519-ocb.asc", "7:DD708F6FA1ED65114D68D2343E7C2F1D")]
    [InlineData("a9-eax.asc", "7:3881BAFE985412459B86C36F98CB9A5E")]
    [InlineData("a10-ocb.asc", "7:28E79AB82397D3C63DE24AC217D7B791")]
    [InlineData("a11-gcm.asc", "7:1936FC8568980274BB900D8319360C77")]
    public async Task A8_to_A11_are_encrypted_again(string name, string export)
    {
        using var sessionKey = SessionKey.Parse(export);
        var body = Packet.ReadAll(AsciiArmor.Decode(Vectors.Read(name)))[^1].Body.ToArray();
        var header = Seipd2Header.Read(body.AsSpan(0, Seipd2Header.Size));
        using var inside = new MemoryStream();
        using var reader = new Seipd2Reader(new MemoryStream(body[Seipd2Header.Size..]), body.Length, header, sessionKey);
        await reader.CopyToAsync(inside, Token);
        using var again = new MemoryStream();
        using var writer = new Seipd2Writer(again, header, sessionKey, inside.Length);
        await writer.WriteAsync(inside.ToArray(), Token);
        await writer.CompleteAsync(Token);
        Assert.Equal(body, again.ToArray());
    }

    [GeneratedRegex("^Comment: .*\n", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
