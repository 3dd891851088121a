using System.Diagnostics;
using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Tests;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>From the listener into sealed mailboxes.</summary>
public sealed class LmtpSystemTests
{
    private const string Mail = "From: eve@outside.example\r\nSubject: Hello\r\n\r\nGood day.\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_is_sealed_for_whom_it_is_for_and_each_is_answered()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var bob = await system.JoinAsync("bobby");
        await using var listener = await Listening.StartAsync(system.Server.Inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync("LHLO mx.test\r\nMAIL FROM:<eve@outside.example> SIZE=60\r\nRCPT TO:<alice@s-mail.test>\r\nRCPT TO:<nobody@s-mail.test>\r\nRCPT TO:<bobby@S-Mail.test>\r\nDATA\r\n");
        var answers = await client.ReadAsync(6);
        Assert.Equal(["250", "550", "250", "354"], answers[2..].Select(line => line[..3]));
        Assert.StartsWith("550 5.1.1 ", answers[3], StringComparison.Ordinal);
        await client.SendAsync(Mail + ".\r\n");
        Assert.All(await client.ReadAsync(2), line => Assert.StartsWith("250 2.1.5 ", line, StringComparison.Ordinal));
        foreach (var session in new[] { alice, bob })
        {
            var item = Assert.Single(await system.ListAsync(session));
            using var opened = await system.OpenAsync(session, item.Entry);
            Assert.Equal(MailVerdict.ArrivedOpen, opened.Verdict);
            var text = Encoding.ASCII.GetString(opened.ToBytes());
            Assert.StartsWith("Return-Path: <eve@outside.example>\r\nReceived: from mx.test 127.0.0.1 by s-mail.test with LMTP;", text, StringComparison.Ordinal);
            Assert.EndsWith(Mail, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_refused_or_breaks_off_leaves_nothing()
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.MaxMessageBytes = 2_000_000);
        using var alice = await system.JoinAsync("alice");
        await using var listener = await Listening.StartAsync(system.Server.Inbox);
        var large = string.Concat(Enumerable.Repeat(new string('x', 998) + "\r\n", 1000));
        foreach (var (data, answer) in new[]
        {
            (Mail + large + "\n.\n" + large + ".\r\n", "554 5.6.0 "),
            (Mail + large + new string('x', 100_000) + "\r\n.\r\n", "554 5.6.0 "),
            (Mail + large + "\0\r\n.\r\n", "554 5.6.0 "),
            (Mail + large + large + large + ".\r\n", "552 5.3.4 "),
            ("From: alice@s-mail.test\r\n\r\n" + large + ".\r\n", "550 5.7.1 "),
        })
        {
            await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
            Assert.StartsWith(answer, Assert.Single(await client.BringAsync(data, "alice@s-mail.test")), StringComparison.Ordinal);
            Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP"));
        }

        var broken = await LmtpClient.ConnectAsync(listener.EndPoint);
        await broken.BeginAsync("alice@s-mail.test");
        await broken.SendAsync(Mail + large);
        broken.Reset();
        await listener.DisposeAsync();
        Assert.Empty(await system.ListAsync(alice));
        system.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await system.Server.SweepAsync(Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Results_of_the_server_in_front_count_when_it_is_trusted(bool isTrusted)
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        await using var listener = await Listening.StartAsync(system.Server.Inbox, options => options.IsTrusted = _ => isTrusted);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.BringAsync("Authentication-Results: s-mail.test; dkim=pass\r\n" + Mail + ".\r\n", "alice@s-mail.test");
        var text = Encoding.ASCII.GetString(await system.ReadAsync(alice, Assert.Single(await system.ListAsync(alice)).Entry));
        Assert.Equal(isTrusted, text.Contains("dkim=pass", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Swaks_delivers()
    {
        Assert.SkipWhen(Swaks.FindObstacle() is not null, "swaks is not installed.");
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        await using var listener = await Listening.StartAsync(system.Server.Inbox);
        var port = ((System.Net.IPEndPoint)listener.EndPoint).Port;
        foreach (var pipeline in new[] { false, true })
        {
            var (code, said) = await Swaks.RunAsync(
                [.. pipeline ? new[] { "--pipeline" } : [], "--protocol", "LMTP", "--server", "127.0.0.1", "--port", $"{port}", "--from", "eve@outside.example",
                "--to", "alice@s-mail.test,nobody@s-mail.test", "--header", "Subject: Swaks", "--body", ".\\n..\\n.x\\nGood day."]);
            Assert.True(code == 0, said);
            Assert.Contains("550 5.1.1", said, StringComparison.Ordinal);
        }

        var items = await system.ListAsync(alice);
        Assert.Equal(2, items.Count);
        foreach (var item in items)
        {
            using var opened = await system.OpenAsync(alice, item.Entry);
            Assert.Equal((MailVerdict.ArrivedOpen, "Swaks"), (opened.Verdict, item.Summary!.Subject));
            Assert.Contains("\r\n\r\n.\r\n..\r\n.x\r\nGood day.\r\n", Encoding.ASCII.GetString(opened.ToBytes()), StringComparison.Ordinal);
        }
    }
}
