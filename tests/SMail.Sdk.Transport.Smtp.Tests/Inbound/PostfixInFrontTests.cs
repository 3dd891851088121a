using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Tests;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>From a stranger's hand through Postfix into a sealed mailbox.</summary>
public sealed class PostfixInFrontTests(PostfixInFront postfix) : IClassFixture<PostfixInFront>
{
    [Fact]
    public async Task Mail_arrives_sealed_and_opens()
    {
        Assert.SkipWhen(postfix.Missing is not null, postfix.Missing ?? "");
        using var alice = await postfix.System.JoinAsync("alice");
        using var bob = await postfix.System.JoinAsync("bobby");
        var (code, said) = await SendAsync("alice@s-mail.test,bobby@s-mail.test", "Through Postfix", ".\\n..\\nGood day.");
        Assert.True(code == 0, said);
        foreach (var session in new[] { alice, bob })
        {
            var item = await WaitAsync(session);
            Assert.Equal("Through Postfix", item.Summary!.Subject);
            using var opened = await postfix.System.OpenAsync(session, item.Entry);
            Assert.Equal(MailVerdict.ArrivedOpen, opened.Verdict);
            var text = Encoding.ASCII.GetString(opened.ToBytes());
            Assert.StartsWith("Return-Path: <eve@outside.example>\r\nReceived: from mx.s-mail.test 127.0.0.1 by s-mail.test with LMTP;", text, StringComparison.Ordinal);
            Assert.Contains("by mx.s-mail.test (Postfix)", text, StringComparison.Ordinal);
            Assert.Contains("\r\n\r\n.\r\n..\r\nGood day.\r\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_refused_by_Postfix_at_once()
    {
        Assert.SkipWhen(postfix.Missing is not null, postfix.Missing ?? "");
        var (code, said) = await SendAsync("nobody@s-mail.test", "x", "x");
        Assert.NotEqual(0, code);
        Assert.Matches("<\\*\\* 550 5\\.1\\.1 <nobody@s-mail\\.test>: .*There is no such mailbox here\\.", said);
    }

    [Fact]
    public async Task Strange_mail_comes_through_Postfix_as_mail_that_is_taken()
    {
        Assert.SkipWhen(postfix.Missing is not null, postfix.Missing ?? "");
        using var carol = await postfix.System.JoinAsync("carol");
        await using var client = await LmtpClient.ConnectAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, postfix.Port), greets: false);
        await client.ReadAsync(1);
        foreach (var command in new[] { "EHLO outside.example", "MAIL FROM:<>", "RCPT TO:<carol@s-mail.test>" })
            Assert.StartsWith("250 ", await client.AskAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("354 ", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await client.AskAsync("From: eve@outside.example\r\nSubject: Strange\r\n\r\na\rb\0c\r\n" + new string('x', 100_000) + "\r\n..\r\n."), StringComparison.Ordinal);
        var item = await WaitAsync(carol);
        var text = Encoding.ASCII.GetString(await postfix.System.ReadAsync(carol, item.Entry));
        Assert.StartsWith("Return-Path: <>\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\na bc\r\nxxx", text, StringComparison.Ordinal);
        Assert.EndsWith("x\r\n.\r\n", text, StringComparison.Ordinal);
        Assert.Equal(100_000, text.Count(c => c == 'x') - text[..text.IndexOf("a bc", StringComparison.Ordinal)].Count(c => c == 'x'));
    }

    private Task<(int Code, string Said)> SendAsync(string to, string subject, string body) => Swaks.RunAsync(
        "--server", "127.0.0.1", "--port", $"{postfix.Port}", "--helo", "outside.example", "--from", "eve@outside.example", "--to", to, "--header", $"Subject: {subject}", "--body", body);

    private async Task<MailListItem> WaitAsync(Accounts.MailSession session)
    {
        for (var i = 0; ; i++)
        {
            if (await postfix.System.ListAsync(session) is [var item])
                return item;
            Assert.True(i < 600, "It did not arrive.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
