using System.Text;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>What servers say, and what it means for each recipient.</summary>
public sealed class ReplyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_three_is_refused_and_the_others_get_the_message(bool pipelining)
    {
        await using var sink = new SmtpSink { Answer = line => line.StartsWith("RCPT TO:<two@", StringComparison.Ordinal) ? "550 5.1.1 No such user here" : null };
        if (!pipelining)
            sink.Extensions.Remove("PIPELINING");
        await using var outbound = Outbound.Relay(sink);

        var results = await outbound.SendToAsync(Outbound.Message, "one@out.test", "two@out.test", "three@out.test");

        Assert.Equal([TransportStatus.Accepted, TransportStatus.Refused, TransportStatus.Accepted], results.Select(result => result.Status));
        Assert.Equal(("5.1.1", 550, "5.1.1 No such user here"), (results[1].Code.ToString(), results[1].ReplyCode, results[1].Reason));
        Assert.Equal(["RCPT TO:<one@out.test>", "RCPT TO:<three@out.test>"], Assert.Single(sink.Mails).To);
        Assert.Equal(1, sink.Connections);
    }

    [Fact]
    public async Task Each_refused_with_words_of_its_own_and_no_message_sent()
    {
        await using var sink = new SmtpSink { Answer = line => line.StartsWith("RCPT TO:<one@", StringComparison.Ordinal) ? "450 4.2.1 Greylisted" : line.StartsWith("RCPT", StringComparison.Ordinal) ? "553 no" : null };
        await using var outbound = Outbound.Relay(sink);

        var results = await outbound.SendToAsync(Outbound.Message, "one@out.test", "two@out.test");

        Assert.Equal([(TransportStatus.TryLater, "4.2.1"), (TransportStatus.Refused, "5.1.3")], results.Select(result => (result.Status, result.Code.ToString()!)));
        Assert.DoesNotContain("DATA", sink.Commands);
        Assert.Contains("RSET", sink.Commands);
    }

    [Fact]
    public async Task Not_now_and_then_yes()
    {
        var first = true;
        await using var sink = new SmtpSink { Answer = line => line == "." && first ? "451 4.3.0 try again" : null };
        await using var outbound = Outbound.Relay(sink);

        var later = await outbound.SendAsync();
        first = false;
        var done = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.3.0", 451), (later.Status, later.Code.ToString(), later.ReplyCode));
        Assert.Equal(TransportStatus.Accepted, done.Status);
        Assert.Equal(1, sink.Connections);
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 not you", TransportStatus.Refused, "5.7.1")]
    [InlineData("MAIL", "452 no space", TransportStatus.TryLater, "4.3.1")]
    [InlineData("MAIL", "530 5.7.0 authenticate first", TransportStatus.Refused, "5.7.0")]
    [InlineData("RCPT", "530 5.7.0 authenticate first", TransportStatus.Refused, "5.7.0")]
    [InlineData("DATA", "554 no valid recipients", TransportStatus.Refused, "5.0.0")]
    [InlineData("DATA", "451 wait", TransportStatus.TryLater, "4.3.0")]
    [InlineData("DATA", "250 what?", TransportStatus.TryLater, "4.0.0")]
    [InlineData(".", "554 5.7.1 spam", TransportStatus.Refused, "5.7.1")]
    [InlineData(".", "554 4.7.1 a code of another class", TransportStatus.Refused, "5.0.0")]
    [InlineData(".", "452 4.2.2 full", TransportStatus.TryLater, "4.2.2")]
    [InlineData(".", "354 again", TransportStatus.TryLater, "4.0.0")]
    [InlineData(".", "251 2.1.5 will forward", TransportStatus.Accepted, "2.1.5")]
    public async Task An_answer_for_all(string verb, string answer, TransportStatus status, string code)
    {
        await using var sink = new SmtpSink { Answer = line => line.StartsWith(verb, StringComparison.Ordinal) ? answer : null };
        await using var outbound = Outbound.Relay(sink);

        var results = await outbound.SendToAsync(Outbound.Message, "one@out.test", "two@out.test");

        Assert.All(results, result => Assert.Equal((status, code), (result.Status, result.Code.ToString())));
        Assert.Equal(status == TransportStatus.Accepted, results[0].Reason is null);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task A_connection_that_is_cut_is_tried_later(string verb)
    {
        await using var sink = new SmtpSink { Answer = line => line.StartsWith(verb, StringComparison.Ordinal) ? SmtpSink.Close : null };
        await using var outbound = Outbound.Relay(sink);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.4.2"), (result.Status, result.Code.ToString()));
        // After its end nobody knows; the server has it.
        Assert.Equal(verb == "." ? 1 : 0, sink.Mails.Count);
    }

    [Fact]
    public async Task A_connection_that_is_cut_amid_the_message_is_tried_later()
    {
        await using var sink = new SmtpSink { CutAfterLines = 3 };
        await using var outbound = Outbound.Relay(sink);

        Assert.Equal((TransportStatus.TryLater, "4.4.2"), await StatusAsync(outbound));

        sink.CutAfterLines = null;
        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.Single(sink.Mails);
    }

    [Theory]
    [InlineData("421 busy", "4.3.2")]
    [InlineData("554 go away", "4.0.0")]
    [InlineData("521 5.3.2 no mail here", "4.3.2")]
    [InlineData("220", null)]
    [InlineData("HTTP/1.1 400 Bad Request", "4.4.2")]
    [InlineData("\0\0\0\0", "4.4.2")]
    [InlineData("220-a\r\n421 b", "4.4.2")]
    [InlineData(SmtpSink.Close, "4.4.2")]
    public async Task A_server_that_greets_badly_is_tried_later(string greeting, string? code)
    {
        await using var sink = new SmtpSink { Greeting = greeting };
        await using var outbound = Outbound.Relay(sink);

        var result = await outbound.SendAsync();

        Assert.Equal(code ?? "2.0.0", result.Code.ToString());
        Assert.Equal(code is null ? TransportStatus.Accepted : TransportStatus.TryLater, result.Status);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_later()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        await sink.DisposeAsync();

        Assert.Equal((TransportStatus.TryLater, "4.4.1"), await StatusAsync(outbound));
    }

    [Theory]
    [InlineData("EHLO", false)]
    [InlineData("MAIL", false)]
    [InlineData(".", false)]
    [InlineData(".", true)]
    public async Task A_server_that_answers_without_end_is_left(string verb, bool isOneLine)
    {
        var answer = isOneLine ? "250 " + new string('x', 4_000_000) : string.Concat(Enumerable.Repeat("250-more to come\r\n", 200_000)) + "250 end";
        await using var sink = new SmtpSink { Answer = line => line.StartsWith(verb, StringComparison.Ordinal) ? answer : null };
        await using var outbound = Outbound.Relay(sink);

        Assert.Equal((TransportStatus.TryLater, "4.5.0"), await StatusAsync(outbound));
    }

    [Theory]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task A_server_that_stalls_is_left(string verb)
    {
        await using var sink = new SmtpSink { Answer = line => line.StartsWith(verb, StringComparison.Ordinal) ? SmtpSink.Stall : null };
        await using var outbound = Outbound.Relay(sink, options =>
        {
            options.CommandTime = verb == "." ? TimeSpan.FromMinutes(5) : TimeSpan.FromMilliseconds(300);
            options.FinalTime = TimeSpan.FromMilliseconds(300);
        });

        Assert.Equal((TransportStatus.TryLater, "4.4.2"), await StatusAsync(outbound));
    }

    [Fact]
    public async Task A_server_that_takes_no_more_of_the_message_is_left()
    {
        await using var sink = new SmtpSink { StallAfterLines = 3 };
        await using var outbound = Outbound.Relay(sink, options => options.DataTime = TimeSpan.FromMilliseconds(300));
        var line = "x".PadRight(900, 'x') + "\r\n";

        var result = await outbound.SendAsync(Encoding.ASCII.GetBytes("From: alice@s-mail.test\r\n\r\n" + string.Concat(Enumerable.Repeat(line, 20_000))));

        Assert.Equal((TransportStatus.TryLater, "4.4.2"), (result.Status, result.Code.ToString()));
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task A_server_that_drips_is_left()
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var dripping = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            client.NoDelay = true;
            try
            {
                for (var text = "220-"; ; text = "x")
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), stop.Token);
                    await Task.Delay(20, stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
            }
        }, TestContext.Current.CancellationToken);
        await using var transport = new SmtpTransport(new SmtpTransportOptions
        {
            HeloName = "mail.s-mail.test",
            Relay = new SmtpRelay { Host = "127.0.0.1", Port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port },
            CommandTime = TimeSpan.FromMilliseconds(500),
        });

        var results = await transport.SendAsync(new MailEnvelope(default, Outbound.Alice, [Outbound.Alice]), Outbound.PiecesAsync(Outbound.Message), TestContext.Current.CancellationToken);

        Assert.Equal((TransportStatus.TryLater, "4.4.2"), (results[0].Status, results[0].Code.ToString()));
        await stop.CancelAsync();
        await dripping;
        listener.Stop();
    }

    [Fact]
    public async Task Words_of_a_stranger_are_cut_and_cleaned()
    {
        var answer = "550-5.7.1 first\tline\u001b[31m\u202e\r\n550 5.7.1 " + new string('y', 5000);
        await using var sink = new SmtpSink { Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? answer : null };
        await using var outbound = Outbound.Relay(sink);

        var reason = (await outbound.SendAsync()).Reason!;

        Assert.StartsWith("5.7.1 first line [31m 5.7.1 yyy", reason);
        Assert.Equal(500, reason.Length);
    }

    [Fact]
    public async Task Too_many_recipients_are_split_and_those_a_server_has_no_place_for_are_tried_later()
    {
        var seen = 0;
        await using var sink = new SmtpSink { Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) && ++seen == 5 ? "552 too many" : null };
        await using var outbound = Outbound.Relay(sink, options => options.MaxRecipients = 3);

        var results = await outbound.SendToAsync(Outbound.Message, [.. Enumerable.Range(0, 7).Select(i => $"r{i}@out.test")]);

        Assert.Equal([3, 2, 1], sink.Mails.Select(mail => mail.To.Count));
        Assert.Equal((TransportStatus.TryLater, "4.5.3"), (results[4].Status, results[4].Code.ToString()));
        Assert.All(results.Where((_, i) => i != 4), result => Assert.Equal(TransportStatus.Accepted, result.Status));
    }

    [Fact]
    public async Task Who_is_named_twice_has_the_message_once_and_both_results()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        var results = await outbound.SendToAsync(Outbound.Message, "Ann@out.test", "ann@OUT.test");

        Assert.Equal([TransportStatus.Accepted, TransportStatus.Accepted], results.Select(result => result.Status));
        Assert.Single(Assert.Single(sink.Mails).To);
    }

    [Fact]
    public async Task Notices_are_asked_for_where_the_server_knows_them()
    {
        await using var sink = new SmtpSink();
        await using (var outbound = Outbound.Relay(sink, options => options.Notify = DeliveryNotices.Failure | DeliveryNotices.Delay))
            await outbound.SendAsync();
        sink.Extensions.Remove("DSN");
        await using (var outbound = Outbound.Relay(sink, options => options.Notify = DeliveryNotices.Never))
            await outbound.SendAsync();

        var mails = sink.Mails.ToList();
        Assert.EndsWith(" ENVID=00112233445566778899aabbccddeeff RET=HDRS", mails[0].From);
        Assert.Equal("RCPT TO:<ann@out.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ann@out.test", mails[0].To[0]);
        Assert.DoesNotContain("ENVID", mails[1].From);
        Assert.Equal("RCPT TO:<ann@out.test>", mails[1].To[0]);
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels()
    {
        await using var sink = new SmtpSink { Answer = line => line == "." ? SmtpSink.Stall : null };
        await using var outbound = Outbound.Relay(sink);
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await outbound.Transport.SendAsync(new MailEnvelope(default, Outbound.Alice, [Outbound.Alice]), Outbound.PiecesAsync(Outbound.Message), leave.Token));

        sink.Answer = _ => null;
        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.Equal(2, sink.Connections);
    }

    private static async Task<(TransportStatus, string?)> StatusAsync(Outbound outbound)
    {
        var result = await outbound.SendAsync();
        return (result.Status, result.Code.ToString());
    }
}
