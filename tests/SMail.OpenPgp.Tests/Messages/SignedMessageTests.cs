using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Rfc;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Signed messages that are not encrypted, texts with a signature below, and armor.</summary>
public sealed class SignedMessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly VerifyOptions Everyone = new()
    {
        Certificates = [TestKeys.Alice.Certificate, TestKeys.Dora.Certificate, Rfc9580Version6Tests.A3],
    };

    [Theory]
    [InlineData("a6-cleartext.asc")]
    [InlineData("a7-inline-signed.asc")]
    public async Task A6_and_A7_verify(string name)
    {
        var (content, verdicts) = await VerifyAsync(Vectors.Read(name));
        Assert.Equal("What we need from the grocery store:\n\n- tofu\n- vegetables\n- noodles\n", Encoding.UTF8.GetString(content));
        var verdict = Assert.Single(verdicts);
        Assert.Equal(SignatureStatus.Good, verdict.Status);
        Assert.True(verdict.IsText);
        Assert.Equal(Rfc9580Version6Tests.A3.Fingerprint, verdict.SigningKey);
    }

    [Property(MaxTest = 60)]
    public async Task Many_signers_sign_inline(PositiveInt size, bool asText, bool armor, PositiveInt[] cuts)
    {
        var data = RandomNumberGenerator.GetBytes(size.Get * 997 % 200_000);
        using var message = new MemoryStream();
        var options = new SignOptions { Signers = [TestKeys.Alice, TestKeys.Dora], AsText = asText, Armor = armor };
        await Pgp.SignInlineAsync(new TrickleStream(data, [.. cuts.Select(c => c.Get * 101)]), message, options, Token);
        var (content, verdicts) = await VerifyAsync(message.ToArray());
        Assert.Equal(data, content);
        Assert.Equal([(SignatureStatus.Good, asText), (SignatureStatus.Good, asText)], verdicts.Select(v => (v.Status, v.IsText)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("one line")]
    [InlineData("one line\n")]
    [InlineData("- dash\n-----BEGIN PGP SIGNATURE-----\nFrom me\n\n\n")]
    [InlineData("Grüße, 世界\r\nmore\r\n")]
    public async Task A_text_goes_round_with_its_signature(string text)
    {
        using var message = new MemoryStream();
        await Pgp.SignCleartextAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), message, new() { Signers = [TestKeys.Alice, TestKeys.Dora] }, Token);
        var (content, verdicts) = await VerifyAsync(message.ToArray());
        Assert.Equal(text.Replace("\r\n", "\n", StringComparison.Ordinal), Encoding.UTF8.GetString(content));
        Assert.Equal([SignatureStatus.Good, SignatureStatus.Good], verdicts.Select(v => v.Status));
        // Ends of lines and spaces before them may change on the way, and nothing else.
        var changed = Encoding.UTF8.GetString(message.ToArray()).Replace("\n", " \t\r\n", StringComparison.Ordinal);
        Assert.All((await VerifyAsync(Encoding.UTF8.GetBytes(changed.Replace("----- \t\r\n \t\r\n", "-----\n\n", StringComparison.Ordinal)))).Verdicts, v => Assert.Equal(SignatureStatus.Good, v.Status));
    }

    [Theory]
    [InlineData("tofu", "meat", SignatureStatus.Bad)]
    [InlineData("noodles\n", "noodles\n\n", SignatureStatus.Bad)]
    [InlineData("MESSAGE-----\n", "MESSAGE-----\nComment: hidden\n", null)]
    [InlineData("MESSAGE-----\n", "MESSAGE-----\nHash: SHA512\n", SignatureStatus.Good)]
    [InlineData("MESSAGE-----\n", "MESSAGE-----\nHash: SHA512 ; rm\n", null)]
    [InlineData("- - tofu", "-- tofu", null)]
    public async Task A_changed_text_is_never_good(string old, string changed, SignatureStatus? status)
    {
        var text = Encoding.UTF8.GetString(Vectors.Read("a6-cleartext.asc"));
        var message = Encoding.UTF8.GetBytes(text.Replace(old, changed, StringComparison.Ordinal));
        if (status is null)
            await Assert.ThrowsAsync<OpenPgpException>(() => VerifyAsync(message));
        else
            Assert.Equal(status, Assert.Single((await VerifyAsync(message)).Verdicts).Status);
    }

    [Fact]
    public async Task Signatures_can_be_taken_off_and_verify_apart()
    {
        using var message = new MemoryStream();
        await Pgp.SignInlineAsync(new MemoryStream([1, 2, 3]), message, new() { Signers = [TestKeys.Dora] }, Token);
        message.Position = 0;
        using var verified = await Pgp.VerifyInlineAsync(message, Everyone, Token);
        var verdicts = await Pgp.VerifyDetachedAsync(new MemoryStream([1, 2, 3]), verified.SignaturePackets, Everyone, Token);
        Assert.Equal(SignatureStatus.Good, Assert.Single(verdicts).Status);
    }

    [Property(MaxTest = 60)]
    public async Task Armor_goes_round_in_any_pieces(PositiveInt size, PositiveInt[] cuts, bool crlf)
    {
        var packet = Crafted.Literal(RandomNumberGenerator.GetBytes(size.Get * 991 % 150_000));
        using var armored = new MemoryStream();
        await Pgp.ArmorAsync(new TrickleStream(packet, [.. cuts.Select(c => c.Get)]), armored, Token);
        var text = Encoding.ASCII.GetString(armored.ToArray());
        if (crlf)
            text = "Some words before\r\n" + text.Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd() + "\r\nand after";
        using var binary = new MemoryStream();
        await Pgp.DearmorAsync(new TrickleStream(Encoding.ASCII.GetBytes(text), [.. cuts.Select(c => c.Get * 17)]), binary, Token);
        Assert.Equal(packet, binary.ToArray());
        using var again = new MemoryStream();
        await Pgp.ArmorAsync(new MemoryStream(armored.ToArray()), again, Token);
        Assert.Equal(armored.ToArray(), again.ToArray());
    }

    [Theory]
    [InlineData("no armor at all")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nAAAA")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nA!AA\n-----END PGP MESSAGE-----")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nAA==AAAA\n-----END PGP MESSAGE-----")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nAAA\n-----END PGP MESSAGE-----")]
    public async Task What_is_no_armor_is_refused(string text)
    {
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.DearmorAsync(new MemoryStream(Encoding.ASCII.GetBytes(text)), output, Token));
    }

    [Fact]
    public async Task An_armored_message_is_written_and_opened()
    {
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream(new byte[100_000]), message, new() { Recipients = [TestKeys.Dora.Certificate], Armor = true }, Token);
        Assert.StartsWith("-----BEGIN PGP MESSAGE-----\n\n", Encoding.ASCII.GetString(message.ToArray()), StringComparison.Ordinal);
        Assert.Equal(100_000, (await Mail.DecryptAsync(message.ToArray(), TestKeys.Dora)).Plaintext.Length);
    }

    [Fact]
    public void Keys_are_read_from_rings_merged_and_revoked()
    {
        var ring = Encoding.ASCII.GetBytes(TestKeys.Alice.Certificate.ToArmor() + "\n" + TestKeys.Dora.Certificate.ToArmor());
        Assert.Equal([TestKeys.Alice.Certificate.Fingerprint, TestKeys.Dora.Certificate.Fingerprint],
            Certificate.ReadAll(ring, OpenPgpPolicy.Default).Select(c => c.Fingerprint));
        foreach (var key in (SecretKey[])[TestKeys.New("<a@example.org>"), TestKeys.New6("<a@example.org>")])
        {
            Assert.Equal(key.Certificate.ToBytes(), Assert.Single(SecretKey.ReadCertificates(key.ExportProtected("pw"u8), OpenPgpPolicy.Default)).ToBytes());
            Assert.Equal(key.Certificate.ToBytes(), key.Certificate.Merge(key.Certificate).ToBytes());
            var retired = key.Revoke(RevocationReason.Retired, "a new job", new FixedClock(DateTimeOffset.UtcNow.AddDays(1)));
            Assert.True(retired.CanEncrypt(DateTimeOffset.UtcNow));
            Assert.False(retired.CanEncrypt(DateTimeOffset.UtcNow.AddDays(2)));
            var compromised = key.Certificate.Merge(key.Revoke(RevocationReason.Compromised, "", TimeProvider.System));
            Assert.False(compromised.CanEncrypt(DateTimeOffset.UtcNow.AddDays(-1)));
            Assert.False(compromised.Contents.CanSign(compromised.Contents.Primary, DateTimeOffset.UtcNow));
        }
    }

    private static async Task<(byte[] Content, IReadOnlyList<SignatureVerdict> Verdicts)> VerifyAsync(byte[] message)
    {
        using var verified = await Pgp.VerifyInlineAsync(new MemoryStream(message), Everyone, Token);
        using var content = new MemoryStream();
        await verified.Content.CopyToAsync(content, Token);
        return (content.ToArray(), verified.Signatures);
    }
}
