using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Delivery;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>What is said at the listener, and what is answered.</summary>
public sealed class LmtpConversationTests
{
    private const string Mail = "From: eve@outside.example\r\nSubject: Hello\r\n\r\nGood day.\r\n";
    private static readonly string[] Alice = ["alice@s-mail.test"];

    [Fact]
    public async Task A_message_is_handed_over_and_answered()
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync("LHLO mx.test\r\n");
        var abilities = new List<string>();
        while (await client.ReadLineAsync() is { } line && (abilities.Count == 0 || abilities[^1][3] == '-'))
        {
            abilities.Add(line);
            if (line[3] == ' ')
                break;
        }

        Assert.Equal(["250-localhost", "250-PIPELINING", "250-ENHANCEDSTATUSCODES", "250-8BITMIME", "250-SMTPUTF8", "250 SIZE 10000000"], abilities);
        Assert.Equal("250 2.1.0 The sender is fine.", await client.AskAsync("MAIL FROM:<eve@outside.example> SIZE=100 BODY=8BITMIME ENVID=x RET=HDRS"));
        Assert.Equal("250 2.1.5 The recipient is fine.", await client.AskAsync("RCPT TO:<alice@s-mail.test> NOTIFY=NEVER ORCPT=rfc822;alice@s-mail.test"));
        Assert.StartsWith("354 ", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.Equal("250 2.1.5 Taken.", await client.AskAsync(Mail + "."));
        Assert.Equal("221 2.0.0 Goodbye.", await client.AskAsync("QUIT"));
        Assert.Null(await client.ReadLineAsync());
        var (envelope, bytes) = Assert.Single(inbox.Mails);
        Assert.Equal(Mail, Encoding.ASCII.GetString(bytes));
        Assert.Equal(("eve@outside.example", false, "mx.test 127.0.0.1"), (envelope.Sender, envelope.IsTrusted, envelope.Client));
        Assert.Equal(Alice, envelope.Recipients);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.test>", "503 5.5.1")]
    [InlineData("EHLO x.test", "500 5.5.1")]
    [InlineData("HELO x.test", "500 5.5.1")]
    [InlineData("LHLO", "501 5.5.4")]
    [InlineData("LHLO a b", "501 5.5.4")]
    [InlineData("RCPT TO:<a@b.test>", "503 5.5.1")]
    [InlineData("DATA", "503 5.5.1")]
    [InlineData("DATA x", "501 5.5.4")]
    [InlineData("BDAT 3", "500 5.5.1")]
    [InlineData("STARTTLS", "500 5.5.1")]
    [InlineData("GET / HTTP/1.1", "500 5.5.1")]
    [InlineData("", "500 5.5.1")]
    [InlineData("noop with words", "250 2.0.0")]
    [InlineData("RSET", "250 2.0.0")]
    [InlineData("VRFY alice", "252 2.5.0")]
    [InlineData("NO\0OP", "500 5.5.2")]
    [InlineData("NO\rOP", "500 5.5.2")]
    [InlineData("NOOP \u00ff", "500 5.5.2")]
    public async Task Commands_out_of_place_are_answered(string command, string answer)
    {
        await using var listener = await Listening.StartAsync(new RecordingInbox());
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        Assert.StartsWith(answer, await client.AskAsync(command), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP"));
    }

    [Theory]
    [InlineData("<>", "250", "")]
    [InlineData(" <a@b.test>", "250", "a@b.test")]
    [InlineData("<@x.test,@y.test:a@b.test>", "250", "a@b.test")]
    [InlineData("<\"a b>c\\\"\"@b.test>", "250", "\"a b>c\\\"\"@b.test")]
    [InlineData("<a@b.test> SMTPUTF8", "250", "a@b.test")]
    [InlineData("a@b.test", "501", null)]
    [InlineData("<a@b.test", "501", null)]
    [InlineData("<a b@b.test>", "501", null)]
    [InlineData("<a@b.test>x", "501", null)]
    [InlineData("<<a@b.test>>", "501", null)]
    [InlineData("<@x.test>", "501", null)]
    [InlineData("<a\t@b.test>", "501", null)]
    [InlineData("<a@b.test> SIZE=10000001", "552 5.3.4", null)]
    [InlineData("<a@b.test> SIZE=99999999999999999999", "552 5.3.4", null)]
    [InlineData("<a@b.test> SIZE=", "555 5.5.4", null)]
    [InlineData("<\u00c3\u00a9@b.test> SMTPUTF8", "250", "\u00e9@b.test")]
    [InlineData("<a@b.test> SIZE=-1", "555 5.5.4", null)]
    [InlineData("<a@b.test> BODY=BINARYMIME", "555 5.5.4", null)]
    [InlineData("<a@b.test> XYZ=1", "555 5.5.4", null)]
    [InlineData("<\u00c3\u00a9@b.test>", "553 5.6.7", null)]
    public async Task Senders_are_read(string path, string answer, string? sender)
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.AskAsync("LHLO mx.test");
        Assert.StartsWith(answer, await client.AskAsync("MAIL FROM:" + path), StringComparison.Ordinal);
        if (sender is null)
            return;
        await client.AskAsync("RCPT TO:<alice@s-mail.test>");
        await client.AskAsync("DATA");
        Assert.StartsWith("250 ", await client.AskAsync("."), StringComparison.Ordinal);
        Assert.Equal(sender, Assert.Single(inbox.Mails).Envelope.Sender ?? "");
    }

    [Fact]
    public async Task Each_recipient_has_an_answer_in_its_order()
    {
        var inbox = new RecordingInbox
        {
            Check = to => to.StartsWith("no", StringComparison.Ordinal) ? RecordingInbox.Unknown : RecordingInbox.Taken,
            Answer = to => to[0] switch
            {
                'a' => RecordingInbox.Taken,
                'b' => new(InboundStatus.TryLater, new(4, 2, 1), "Closed."),
                'c' => new(InboundStatus.TryLater, new(4, 3, 0), "Failed\r\n250 forged \u00e9"),
                _ => new(InboundStatus.Refused, new(5, 3, 4), "Large."),
            },
        };
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        string[] recipients = ["a1@s-mail.test", "no1@s-mail.test", "b1@s-mail.test", "c1@s-mail.test", "d1@s-mail.test", "no2@s-mail.test", "a2@s-mail.test", "a1@s-mail.test", "d2@s-mail.test", "b2@s-mail.test"];
        await client.SendAsync("LHLO mx.test\r\nMAIL FROM:<>\r\n" + string.Concat(recipients.Select(to => $"RCPT TO:<{to}>\r\n")) + "DATA\r\n" + Mail + ".\r\nNOOP\r\nQUIT\r\n");
        var answers = await client.ReadAsync(23);
        Assert.Equal(["250", "550 5.1.1 Nobody.", "250", "250", "250", "550 5.1.1 Nobody.", "250", "250", "250", "250", "354"], answers[2..13].Select(line => line.StartsWith('5') ? line : line[..3]));
        Assert.Equal(
            ["250 2.1.5 Taken.", "450 4.2.1 Closed.", "451 4.3.0 Failed??250 forged ?", "552 5.3.4 Large.", "250 2.1.5 Taken.", "250 2.1.5 Taken.", "552 5.3.4 Large.", "450 4.2.1 Closed."], answers[13..21]);
        Assert.Equal(["250 2.0.0 Done.", "221 2.0.0 Goodbye."], answers[21..]);
        Assert.Null(Assert.Single(inbox.Mails).Envelope.Sender);
    }

    [Fact]
    public async Task Many_messages_come_over_one_connection_and_a_reset_forgets()
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.AskAsync("LHLO mx.test");
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"MAIL FROM:<a@b.test>\r\nRCPT TO:<wrong{i}@s-mail.test>\r\nRSET\r\nMAIL FROM:<b@b.test>\r\nMAIL FROM:<c@b.test>\r\nRCPT TO:<alice{i}@s-mail.test>\r\nDATA\r\n{i}\r\n.\r\n");
            Assert.Equal(["250", "250", "250", "250", "503", "250", "354", "250"], (await client.ReadAsync(8)).Select(line => line[..3]));
        }

        Assert.Equal(["0\r\n", "1\r\n", "2\r\n"], inbox.Mails.Select(mail => Encoding.ASCII.GetString(mail.Bytes)));
        Assert.All(inbox.Mails, mail => Assert.Equal("b@b.test", mail.Envelope.Sender));
        Assert.Equal("alice2@s-mail.test", Assert.Single(inbox.Mails.Last().Envelope.Recipients));
    }

    [Fact]
    public async Task A_bare_line_end_is_no_command_and_many_errors_close()
    {
        await using var listener = await Listening.StartAsync(new RecordingInbox());
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync(string.Concat(Enumerable.Repeat("NOOP\n", 10)));
        var answers = await client.ReadAsync(12);
        Assert.Equal([.. Enumerable.Repeat("500 5.5.2 A line is UTF-8 and ends with CR LF.", 10), "421 4.7.0 There were too many errors."], answers);
    }

    [Fact]
    public async Task Lines_without_end_are_refused_and_cost_nothing()
    {
        await using var listener = await Listening.StartAsync(new RecordingInbox());
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync("NOOP " + new string('x', 1024 * 1024));
        await client.SendAsync("\r\nNOOP\r\n");
        Assert.Equal(["500 5.5.2 The line is too long.", "250 2.0.0 Done."], await client.ReadAsync(2));
        Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP " + new string('x', 4000)));
    }

    [Fact]
    public async Task Commands_without_end_close()
    {
        await using var listener = await Listening.StartAsync(new RecordingInbox(), options => options.MaxRecipients = 100);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync(string.Concat(Enumerable.Repeat("NOOP\r\n", 1300)));
        var answers = await client.ReadAsync(1300);
        Assert.Equal((1201, "421 4.7.0 Too many commands without a message."), (answers.Count, answers[^1]));
    }

    [Fact]
    public async Task Too_many_recipients_are_put_off()
    {
        await using var listener = await Listening.StartAsync(new RecordingInbox(), options => options.MaxRecipients = 100);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync("LHLO mx.test\r\nMAIL FROM:<>\r\n" + string.Concat(Enumerable.Range(0, 101).Select(i => $"RCPT TO:<a{i}@s-mail.test>\r\n")) + "DATA\r\n.\r\n");
        var answers = await client.ReadAsync(204);
        Assert.StartsWith("452 4.5.3", answers[102], StringComparison.Ordinal);
        Assert.Equal(100, answers[104..].Count(line => line.StartsWith("250 2.1.5", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_inbox_that_fails_puts_off()
    {
        var inbox = new RecordingInbox { Before = _ => throw new InvalidOperationException("broken") };
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        Assert.All(await client.BringAsync(Mail + ".\r\n", "a@s-mail.test", "b@s-mail.test"), line => Assert.StartsWith("451 4.3.0", line, StringComparison.Ordinal));
        inbox.Check = _ => throw new Storage.StorageException(Storage.StorageError.Unavailable, "gone");
        Assert.Equal("250 2.1.0 The sender is fine.", await client.AskAsync("MAIL FROM:<>"));
        Assert.StartsWith("451 4.3.0", await client.AskAsync("RCPT TO:<a@s-mail.test>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_slow_is_cut()
    {
        var clock = new FakeTimeProvider();
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox, clock: clock);
        await using var silent = await LmtpClient.ConnectAsync(listener.EndPoint);
        await using var dripping = await LmtpClient.ConnectAsync(listener.EndPoint);
        await using var stuck = await LmtpClient.ConnectAsync(listener.EndPoint);
        await stuck.BeginAsync("a@s-mail.test");
        await stuck.SendAsync("half a message");
        await dripping.SendAsync("NO");
        await Listening.UntilAsync(() => inbox.Reading == 1);
        clock.Advance(TimeSpan.FromMinutes(4));
        await dripping.SendAsync("O");
        clock.Advance(TimeSpan.FromMinutes(1.1));
        Assert.Equal("421 4.4.2 The time is over.", await silent.ReadLineAsync());
        Assert.Equal("421 4.4.2 The time is over.", await dripping.ReadLineAsync());
        Assert.Equal(1, inbox.Reading);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("421 4.4.2 The time is over.", await stuck.ReadLineAsync());
        Assert.Null(await stuck.ReadLineAsync());
        Assert.Empty(inbox.Mails);
    }

    [Fact]
    public async Task Stopping_lets_a_message_finish_and_sends_others_away()
    {
        var inbox = new RecordingInbox();
        var listener = await Listening.StartAsync(inbox);
        await using var idle = await LmtpClient.ConnectAsync(listener.EndPoint);
        await using var busy = await LmtpClient.ConnectAsync(listener.EndPoint);
        await busy.BeginAsync("a@s-mail.test");
        await busy.SendAsync("half ");
        await Listening.UntilAsync(() => inbox.Reading == 1);
        var stop = listener.DisposeAsync().AsTask();
        Assert.Equal("421 4.3.2 The mail system stops.", await idle.ReadLineAsync());
        await busy.SendAsync("and half\r\n.\r\n");
        Assert.Equal("250 2.1.5 Taken.", await busy.ReadLineAsync());
        Assert.Equal("421 4.3.2 The mail system stops.", await busy.ReadLineAsync());
        await stop;
        Assert.Equal("half and half\r\n", Encoding.ASCII.GetString(Assert.Single(inbox.Mails).Bytes));
        await Assert.ThrowsAsync<SocketException>(() => LmtpClient.ConnectAsync(listener.EndPoint));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_ever()
    {
        var inbox = new RecordingInbox { Before = token => Task.Delay(Timeout.Infinite, token) };
        var listener = await Listening.StartAsync(inbox, options => options.StopTime = TimeSpan.FromMilliseconds(50));
        await using var storing = await LmtpClient.ConnectAsync(listener.EndPoint);
        await storing.BeginAsync("a@s-mail.test");
        await Listening.UntilAsync(() => inbox.Reading == 1);
        await listener.DisposeAsync();
        Assert.Equal("421 4.3.2 The mail system stops.", await storing.ReadLineAsync());
        Assert.Equal(0, inbox.Reading);
    }

    [Fact]
    public async Task A_unix_socket_does_too()
    {
        var folder = Directory.CreateTempSubdirectory("lmtp-");
        var path = Path.Combine(folder.FullName, "lmtp.sock");
        var inbox = new RecordingInbox();
        // A socket that a killed process left behind.
        using (var old = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            old.Bind(new UnixDomainSocketEndPoint(path + ".old"));
            File.Move(path + ".old", path);
        }

        Assert.True(File.Exists(path));
        await using (var listener = await Listening.StartAsync(inbox, options => (options.EndPoint, options.IsTrusted) = (new UnixDomainSocketEndPoint(path), _ => true)))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
            await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
            Assert.Equal(["250 2.1.5 Taken."], await client.BringAsync(Mail + ".\r\n", "a@s-mail.test"));
            await Assert.ThrowsAsync<SocketException>(() => Listening.StartAsync(inbox, options => options.EndPoint = new UnixDomainSocketEndPoint(path)));
        }

        Assert.True(Assert.Single(inbox.Mails).Envelope.IsTrusted);
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
        folder.Delete();
    }

    [Fact]
    public void Choices_that_can_not_work_are_refused()
    {
        foreach (var change in new Action<LmtpListenerOptions>[]
        {
            options => options.EndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Any, 25),
            options => options.EndPoint = new System.Net.DnsEndPoint("localhost", 24),
            options => options.Name = "a b",
            options => options.MaxConnections = 0,
            options => options.MaxConnectionsPerPeer = 0,
            options => options.MaxRecipients = 99,
            options => options.MaxLineBytes = 999,
            options => options.DataTime = TimeSpan.Zero,
            options => options.CommandTime = TimeSpan.FromDays(1),
        })
        {
            var options = new LmtpListenerOptions();
            change(options);
            Assert.Equal(SMailError.InvalidOptions, Assert.Throws<SMailException>(() => new LmtpListener(new RecordingInbox(), options)).Code);
        }
    }
}
