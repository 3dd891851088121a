using System.Net;
using System.Text;
using SMail.Sdk.Tests;
using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

public sealed class PostfixInFrontTests(Running<PostfixInFront> running) : InFrontTests<PostfixInFront>(running), IClassFixture<Running<PostfixInFront>>
{
    protected override string Trace => "by mx.s-mail.test (Postfix)";

    [Fact]
    public async Task Strange_mail_comes_through_Postfix_as_mail_that_is_taken()
    {
        using var carol = await Server.Behind.System.JoinAsync("carol");
        await using var client = await LmtpClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Server.Port), greets: false);
        await client.ReadAsync(1);
        foreach (var command in new[] { "EHLO outside.example", "MAIL FROM:<>", "RCPT TO:<carol@s-mail.test>" })
            Assert.StartsWith("250 ", await client.AskAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("354 ", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await client.AskAsync("From: eve@outside.example\r\nSubject: Strange\r\n\r\na\rb\0c\r\n" + new string('x', 100_000) + "\r\n..\r\n."), StringComparison.Ordinal);
        var item = await WaitAsync(carol);
        var text = Encoding.ASCII.GetString(await Server.Behind.System.ReadAsync(carol, item.Entry));
        Assert.StartsWith("Return-Path: <>\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\na bc\r\nxxx", text, StringComparison.Ordinal);
        Assert.EndsWith("x\r\n.\r\n", text, StringComparison.Ordinal);
        Assert.Equal(100_000, text.Count(c => c == 'x') - text[..text.IndexOf("a bc", StringComparison.Ordinal)].Count(c => c == 'x'));
    }
}
