using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>Signatures over the bytes that leave, checked by two verifiers that are not ours.</summary>
public sealed class DkimTests
{
    // The key of RFC 8463, appendix A.2, in PKCS #8.
    private static readonly string Ed25519Pem = PemEncoding.WriteString("PRIVATE KEY",
        [.. Convert.FromHexString("302e020100300506032b657004220420"), .. Convert.FromBase64String("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")]);

    private static readonly string RsaPem = NewRsa();

    public static TheoryData<string> Messages => new(
        "From: alice@s-mail.test\r\nTo: ann@out.test\r\nSubject: Hello\r\n\r\nGood day.\r\n",
        "From: alice@s-mail.test\r\n\r\n",
        "From: alice@s-mail.test\r\n",
        "From: alice@s-mail.test\r\n\r\nno end",
        "From: alice@s-mail.test\r\n\r\n\r\n \r\n\t\r\n",
        "FROM:  Alice\r\n\t<alice@s-mail.test> \t\r\nsubject:\r\n folded\r\n  twice\t\tand  spaced \r\nSubject: again\r\nX-Other: y\r\n\r\n a \t b \r\n.\r\n\r\nx\r\n\r\n\r\n",
        "From: alice@s-mail.test\r\nSubject: T\u00e5\r\n\r\n\u00e5\u00e4\u00f6\r\n");

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task MimeKit_verifies_both_algorithms(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        var signed = await SendSignedAsync(bytes, DkimKey.FromPem("ed", Ed25519Pem), DkimKey.FromPem("rsa", RsaPem));

        Assert.EndsWith("\r\n" + Encoding.Latin1.GetString(bytes), Encoding.Latin1.GetString(text.EndsWith("no end", StringComparison.Ordinal) ? signed.AsSpan()[..^2] : signed));
        await AssertVerifiesAsync(signed, 2);
    }

    [Fact]
    public async Task Real_mail_verifies()
    {
        var folder = Corpus.Find();
        Assert.SkipWhen(folder is null, "The corpus of real mail is not there (SMAIL_CORPUS).");
        var count = 0;
        foreach (var file in Directory.GetFiles(folder, "*.eml"))
        {
            var bytes = Corpus.WithLineEnds(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            if (await SendSignedAsync(bytes, DkimKey.FromPem("ed", Ed25519Pem)) is { Length: > 0 } signed)
            {
                Assert.Equal(bytes, signed[^bytes.Length..]);
                count += await VerifiesAsync(signed, "s-mail.test") ? 1 : 0;
            }
        }

        // MimeKit writes some of them anew before it looks, and then finds another message.
        Assert.True(count > 40, $"{count} verify.");
    }

    [Fact]
    public async Task A_space_before_the_colon_is_no_part_of_the_name() =>
        await AssertVerifiesAsync(await SendSignedAsync("From \t: alice@s-mail.test\r\n\r\nx\r\n"u8.ToArray(), DkimKey.FromPem("ed", Ed25519Pem)), 1);

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Dkimpy_verifies(string text)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dkimverify"), "dkimverify is not installed (python3-dkim).");
        foreach (var key in new[] { DkimKey.FromPem("sel", Ed25519Pem), DkimKey.FromPem("sel", RsaPem) })
        {
            var signed = await SendSignedAsync(Encoding.UTF8.GetBytes(text), key);

            Assert.Equal("True", await Dkimpy.VerifyAsync(signed, key.PublicRecord));
            Assert.Equal("False", await Dkimpy.VerifyAsync([.. signed, .. text.Contains("\r\n\r\n", StringComparison.Ordinal) ? "x\r\n"u8 : "\r\nx\r\n"u8], key.PublicRecord));
            Assert.Equal("False", await Dkimpy.VerifyAsync([.. "From: mallory@s-mail.test\r\n"u8, .. signed], key.PublicRecord));
        }
    }

    [Fact]
    public async Task A_changed_message_does_not_verify()
    {
        var signed = Encoding.Latin1.GetString(await SendSignedAsync(Outbound.Message, DkimKey.FromPem("ed", Ed25519Pem)));

        Assert.True(await VerifiesAsync(Encoding.Latin1.GetBytes(signed), "s-mail.test"));
        Assert.False(await VerifiesAsync(Encoding.Latin1.GetBytes(signed.Replace("Good day", "Bad day", StringComparison.Ordinal)), "s-mail.test"));
        Assert.False(await VerifiesAsync(Encoding.Latin1.GetBytes(signed.Replace("Subject: Hello", "Subject: Hullo", StringComparison.Ordinal)), "s-mail.test"));
        Assert.False(await VerifiesAsync(Encoding.Latin1.GetBytes(signed.Replace("\r\nFrom:", "\r\nReply-To: mallory@evil.test\r\nFrom:", StringComparison.Ordinal)), "s-mail.test"));
        Assert.True(await VerifiesAsync(Encoding.Latin1.GetBytes(signed.Replace("\r\nFrom:", "\r\nReceived: by somebody\r\nFrom:", StringComparison.Ordinal)), "s-mail.test"));
    }

    [Fact]
    public async Task The_newest_key_that_has_begun_signs()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1000));
        var now = clock.GetUtcNow();
        DkimKey[] keys = [DkimKey.FromPem("old", Ed25519Pem, now.AddDays(-10)), DkimKey.FromPem("new", Ed25519Pem, now.AddDays(-1)), DkimKey.FromPem("next", Ed25519Pem, now.AddDays(1)), DkimKey.FromPem("rsa", RsaPem, now.AddDays(-1))];
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, options => options.DkimKeys = (domain, _) => new(domain == "s-mail.test" ? keys : []), clock);

        await outbound.SendAsync();
        await outbound.SendAsync();
        clock.Advance(TimeSpan.FromDays(2));
        await outbound.SendAsync();

        var mails = sink.Mails.Select(mail => Encoding.ASCII.GetString(mail.Bytes)).ToList();
        Assert.Equal(["new", "rsa"], Selectors(mails[0]));
        Assert.Equal(mails[0], mails[1]);
        Assert.Equal(["next", "rsa"], Selectors(mails[2]));
    }

    [Fact]
    public async Task A_domain_without_keys_is_not_signed_for()
    {
        Assert.Equal(Outbound.Message, await SendSignedAsync(Outbound.Message));
    }

    [Theory]
    [InlineData("Subject: nobody\r\n\r\nx\r\n")]
    [InlineData("From: alice@s-mail.test\r\nfrom : mallory@s-mail.test\r\n\r\nx\r\n")]
    [InlineData("From: alice@s-mail.test\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\nTo:\r\n\r\nx\r\n")]
    public async Task What_two_readers_could_read_in_two_ways_is_not_signed(string text)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, options => options.DkimKeys = (_, _) => new([DkimKey.FromPem("ed", Ed25519Pem)]));

        var result = await outbound.SendAsync(Encoding.ASCII.GetBytes(text));

        Assert.Equal((TransportStatus.Refused, "5.6.0"), (result.Status, result.Code.ToString()));
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task A_Received_field_is_put_first_where_it_is_wanted()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, options => options.AddReceived = true, clock);

        await outbound.SendAsync();

        var expected = "Received: by mail.s-mail.test id 00112233445566778899aabbccddeeff;\r\n\tThu, 01 Jan 1970 00:00:00 +0000\r\n" + Encoding.ASCII.GetString(Outbound.Message);
        Assert.Equal(expected, Encoding.ASCII.GetString(Assert.Single(sink.Mails).Bytes));
    }

    [Theory]
    [InlineData("sel", "no key")]
    [InlineData("a b", null)]
    [InlineData("", null)]
    [InlineData("a\r\nb", null)]
    public void What_is_no_key_is_refused(string selector, string? pem) => Assert.Throws<ArgumentException>(() => DkimKey.FromPem(selector, pem ?? Ed25519Pem));

    [Fact]
    public void A_short_key_is_refused()
    {
        using var rsa = RSA.Create(1024);
        Assert.Throws<ArgumentException>(() => DkimKey.FromPem("sel", rsa.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void The_record_of_RFC_8463() =>
        Assert.Equal("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", DkimKey.FromPem("sel", Ed25519Pem).PublicRecord);

    private static async Task<byte[]> SendSignedAsync(byte[] message, params DkimKey[] keys)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, options => options.DkimKeys = (_, _) => new(keys));
        var result = await outbound.SendAsync(message);
        return result.Status == TransportStatus.Accepted ? Assert.Single(sink.Mails).Bytes : [];
    }

    private static async Task AssertVerifiesAsync(byte[] signed, int signatures)
    {
        var message = await MimeMessage.LoadAsync(new MemoryStream(signed), TestContext.Current.CancellationToken);
        var fields = message.Headers.Where(header => header.Id == HeaderId.DkimSignature).ToList();
        Assert.Equal(signatures, fields.Count);
        foreach (var field in fields)
            Assert.True(await new DkimVerifier(new Records()).VerifyAsync(message, field, TestContext.Current.CancellationToken), field.Value);
    }

    private static async Task<bool> VerifiesAsync(byte[] signed, string domain)
    {
        var message = await MimeMessage.LoadAsync(new MemoryStream(signed), TestContext.Current.CancellationToken);
        var field = message.Headers.First(header => header.Id == HeaderId.DkimSignature && header.Value.Contains($"d={domain}", StringComparison.Ordinal));
        return await new DkimVerifier(new Records()).VerifyAsync(message, field, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Selectors(string message) =>
        message.Split('\n').Where(line => line.StartsWith("\ts=", StringComparison.Ordinal)).Select(line => line[3..line.IndexOf(';', StringComparison.Ordinal)]);

    private static string NewRsa()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private sealed class Records : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default)
        {
            using var key = DkimKey.FromPem(selector, selector == "rsa" ? RsaPem : Ed25519Pem);
            return GetPublicKey(key.PublicRecord);
        }

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
