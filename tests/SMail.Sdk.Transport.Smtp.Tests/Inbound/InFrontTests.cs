using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Tests;
using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>From a stranger's hand through a real server into a sealed mailbox.</summary>
public abstract class InFrontTests<TServer>(Running<TServer> running)
    where TServer : DebianServer, IServerInFront, new()
{
    protected TServer Server => running.Server;

    /// <summary>What the server writes into its Received field.</summary>
    protected abstract string Trace { get; }

    [Fact]
    public async Task Mail_arrives_sealed_and_opens()
    {
        var system = Server.Behind.System;
        using var alice = await system.JoinAsync("alice");
        using var bobby = await system.JoinAsync("bobby");
        var (code, said) = await SendAsync("alice@s-mail.test,bobby@s-mail.test", "Through a server", ".\\n..\\nGood day.");
        Assert.True(code == 0, said);
        foreach (var session in new[] { alice, bobby })
        {
            var item = await WaitAsync(session);
            Assert.Equal("Through a server", item.Summary!.Subject);
            using var opened = await system.OpenAsync(session, item.Entry);
            Assert.Equal(MailVerdict.ArrivedOpen, opened.Verdict);
            var text = Encoding.ASCII.GetString(opened.ToBytes());
            Assert.StartsWith("Return-Path: <eve@outside.example>\r\nReceived: from mx.s-mail.test 127.0.0.1 by s-mail.test with LMTP;", text, StringComparison.Ordinal);
            Assert.Contains(Trace, text, StringComparison.Ordinal);
            Assert.Contains("\r\n\r\n.\r\n..\r\nGood day.\r\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_refused_at_once()
    {
        var (code, said) = await SendAsync("nobody@s-mail.test", "x", "x");
        Assert.NotEqual(0, code);
        Assert.Matches("<\\*\\* 550[ -]", said);
        Assert.Contains("There is no such mailbox here.", said, StringComparison.Ordinal);
    }

    protected async Task<MailListItem> WaitAsync(Accounts.MailSession session)
    {
        for (var i = 0; ; i++)
        {
            if (await Server.Behind.System.ListAsync(session) is [var item])
                return item;
            Assert.True(i < 600, "It did not arrive.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private Task<(int Code, string Said)> SendAsync(string to, string subject, string body) => Swaks.RunAsync(
        "--server", "127.0.0.1", "--port", $"{Server.Port}", "--helo", "outside.example", "--from", "eve@outside.example", "--to", to, "--header", $"Subject: {subject}", "--body", body);
}
