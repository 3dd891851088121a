using System.Text;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Through a real server into a maildir.</summary>
public sealed class PostfixTests(Running<PostfixMaildirs> running) : IClassFixture<Running<PostfixMaildirs>>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_mail_leaves_with_STARTTLS_and_is_read_from_the_maildir()
    {
        await using var outbound = Relay(trusted: true);

        var results = await outbound.SendToAsync(Outbound.Message, "ann@out.test", "nobody@out.test", "bob@out.test");

        Assert.Equal([TransportStatus.Accepted, TransportStatus.Refused, TransportStatus.Accepted], results.Select(result => result.Status));
        Assert.Equal(("5.1.1", 550), (results[1].Code.ToString(), results[1].ReplyCode));
        foreach (var user in new[] { "ann", "bob" })
        {
            var arrived = Encoding.Latin1.GetString(Assert.Single(await running.Server.ReadAsync(user, 1, Token)));
            // Its own fields first (its lines end with LF on disk), then ours.
            Assert.EndsWith(Encoding.ASCII.GetString(Outbound.Message).ReplaceLineEndings("\n"), arrived);
            Assert.Contains("Return-Path: <alice@s-mail.test>", arrived);
            Assert.Contains("(using TLSv1.3", arrived);
            Assert.Contains("from mail.s-mail.test (", arrived);
        }
    }

    [Fact]
    public async Task An_untrusted_certificate_is_refused_where_TLS_is_required()
    {
        await using var outbound = Relay(trusted: false);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.7.5"), (result.Status, result.Code.ToString()));
    }

    [Fact]
    public async Task Addresses_and_headers_beyond_ascii_arrive()
    {
        await using var outbound = Relay(trusted: true);
        var bytes = Encoding.UTF8.GetBytes("From: alice@s-mail.test\r\nTo: åsa@out.test\r\nSubject: Tack så mycket\r\n\r\nDet är så.\r\n");

        var result = await outbound.SendAsync(bytes, "åsa@out.test");

        Assert.True(result.Status == TransportStatus.Accepted, result.Reason);
        Assert.EndsWith("Subject: Tack så mycket\n\nDet är så.\n", Encoding.UTF8.GetString(Assert.Single(await running.Server.ReadAsync("åsa", 1, Token))));
    }

    [Fact]
    public async Task What_is_signed_still_verifies_on_arrival()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dkimverify"), "dkimverify is not installed (python3-dkim).");
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        using var key = DkimKey.FromPem("sel", rsa.ExportPkcs8PrivateKeyPem());
        await using var outbound = Relay(trusted: true, options => options.DkimKeys = (_, _) => new([key]));

        var result = await outbound.SendAsync(to: "signed@out.test");

        Assert.True(result.Status == TransportStatus.Accepted, result.Reason);
        var arrived = Encoding.Latin1.GetString(Assert.Single(await running.Server.ReadAsync("signed", 1, Token))).ReplaceLineEndings("\r\n");
        Assert.Equal("True", await Dkimpy.VerifyAsync(Encoding.Latin1.GetBytes(arrived), key.PublicRecord));
    }

    [Fact]
    public async Task The_corpus_of_real_mail_arrives()
    {
        var folder = Corpus.Find();
        Assert.SkipWhen(folder is null, "The corpus of real mail is not there (SMAIL_CORPUS).");
        await using var outbound = Relay(trusted: true);
        var sent = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.eml").Order())
        {
            var bytes = Corpus.WithLineEnds(await File.ReadAllBytesAsync(file, Token));
            // Postfix writes the beginnings of such files anew, and breaks lines longer than RFC 5321, section 4.5.3.1.6 allows.
            if (!bytes.AsSpan().StartsWith("From "u8) && Encoding.Latin1.GetString(bytes).Split("\r\n").All(line => line.Length <= 998))
            {
                var result = await outbound.SendAsync(bytes, "corpus@out.test");
                Assert.True(result.Status == TransportStatus.Accepted, $"{file}: {result.Reason}");
                sent.Add(Encoding.Latin1.GetString(bytes).ReplaceLineEndings("\n"));
            }
        }

        var arrived = (await running.Server.ReadAsync("corpus", sent.Count, Token)).Select(Encoding.Latin1.GetString).ToList();
        Assert.Equal(sent.Count, arrived.Count);
        Assert.True(sent.Count > 50);
        // Its cleanup is entitled to add and drop fields (Return-Path, Bcc); bodies are what they were.
        foreach (var body in sent.Select(BodyOf).Where(body => body.Length > 0))
            Assert.Contains(arrived, one => one.EndsWith(body, StringComparison.Ordinal));
    }

    private static string BodyOf(string message) => message.IndexOf("\n\n", StringComparison.Ordinal) is var at and >= 0 ? message[at..] : "";

    private Outbound Relay(bool trusted, Action<SmtpTransportOptions>? configure = null) =>
        Outbound.Relay("127.0.0.1", running.Server.Port, options =>
        {
            options.Tls = TlsPolicy.Required;
            if (trusted)
                options.TrustedRoots.Add(Certificates.Root);
            configure?.Invoke(options);
        });
}
