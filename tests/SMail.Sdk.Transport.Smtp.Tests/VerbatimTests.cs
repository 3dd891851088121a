using System.Text;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>What is sent is what arrives.</summary>
public sealed class VerbatimTests
{
    [Fact]
    public async Task A_message_arrives_byte_for_byte()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        var result = await outbound.SendAsync();

        Assert.Equal(TransportStatus.Accepted, result.Status);
        Assert.Null(result.Reason);
        Assert.Equal(("2.0.0", 250, "127.0.0.1"), (result.Code.ToString(), result.ReplyCode, result.Server));
        var mail = Assert.Single(sink.Mails);
        Assert.Equal(Outbound.Message, mail.Bytes);
        Assert.StartsWith("MAIL FROM:<alice@s-mail.test> SIZE=" + Outbound.Message.Length, mail.From);
        Assert.Equal("RCPT TO:<ann@out.test>", Assert.Single(mail.To));
        Assert.Contains("EHLO mail.s-mail.test", sink.Commands);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\r\nbody\r\n")]
    [InlineData("A: b\r\n\r\n.\r\n")]
    [InlineData("A: b\r\n\r\n.\r\n.\r\n..\r\n...x\r\n.x\r\n\r\n.")]
    [InlineData("A: b\r\nno field at all\r\n folded\r\n\r\nx  \r\n \r\n\t\r\n\r\n\r\n")]
    [InlineData("A: b\r\n")]
    [InlineData("A: b\r\n\r\nwithout an end")]
    [InlineData("Content-Type: application/x-verbatim\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\u0001")]
    public async Task Strange_messages_too(string text)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        var bytes = Encoding.Latin1.GetBytes(text);

        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync(bytes)).Status);

        // SMTP has no other way to end a message than at the end of a line.
        var expected = text.Length == 0 || text.EndsWith("\r\n", StringComparison.Ordinal) ? bytes : [.. bytes, .. "\r\n"u8];
        Assert.Equal(expected, Assert.Single(sink.Mails).Bytes);
        Assert.Contains($"SIZE={expected.Length}", sink.Mails.Single().From);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(128 * 1024)]
    public async Task A_large_message_in_pieces_of_any_size(int piece)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        var text = new StringBuilder("From: alice@s-mail.test\r\n\r\n");
        for (var i = 0; text.Length < 100_000; i++)
            text.Append("....................."[..(i % 20)]).Append(i).Append("\r\n");
        var bytes = Encoding.ASCII.GetBytes(text.ToString());

        var result = await outbound.SendPiecesAsync(Outbound.PiecesAsync(bytes, piece));

        Assert.Equal(TransportStatus.Accepted, result.Status);
        Assert.Equal(bytes, Assert.Single(sink.Mails).Bytes);
    }

    [Theory]
    [InlineData("a\nb\r\n")]
    [InlineData("a\rb\r\n")]
    [InlineData("a\r\n.\nb\r\n")]
    [InlineData("a\r\n.\rb\r\n")]
    [InlineData("a\n\rb\r\n")]
    [InlineData("a\r\r\n")]
    [InlineData("a\r\n\n")]
    [InlineData("a\r")]
    [InlineData("a\n.\nMAIL FROM:<x@s-mail.test>\r\n")]
    public async Task A_line_that_ends_half_is_refused_before_anything_is_sent(string body)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        var bytes = Encoding.ASCII.GetBytes("From: alice@s-mail.test\r\n\r\n" + body);

        foreach (var piece in new[] { 1, 2, 3, 1000 })
        {
            var result = await outbound.SendPiecesAsync(Outbound.PiecesAsync(bytes, piece));
            Assert.Equal((TransportStatus.Refused, "5.6.0"), (result.Status, result.Code.ToString()));
        }

        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task The_corpus_of_real_mail()
    {
        var folder = Corpus.Find();
        Assert.SkipWhen(folder is null, "The corpus of real mail is not there (SMAIL_CORPUS).");
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        var count = 0;
        foreach (var file in Directory.GetFiles(folder, "*.eml").Order())
        {
            var bytes = Corpus.WithLineEnds(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

            var result = await outbound.SendAsync(bytes);

            Assert.True(result.Status == TransportStatus.Accepted, $"{file}: {result.Reason}");
            Assert.Equal(bytes, sink.Mails.Last().Bytes);
            count++;
        }

        Assert.Equal(count, sink.Mails.Count);
        Assert.True(count > 50);
    }

    [Fact]
    public async Task A_message_that_can_not_be_read_to_its_end_is_not_sent()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        var readings = 0;
        async IAsyncEnumerable<SMail.Sdk.Server.OpenMessage> Breaking()
        {
            readings++;
            await foreach (var piece in Outbound.PiecesAsync(Outbound.Message, 10))
                yield return readings == 2 ? throw new InvalidOperationException("The disk is gone.") : piece;
        }

        var result = await outbound.SendPiecesAsync(Breaking());

        Assert.Equal((TransportStatus.TryLater, "4.3.0"), (result.Status, result.Code.ToString()));
        Assert.Equal(2, readings);
        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.Equal(Outbound.Message, Assert.Single(sink.Mails).Bytes);
    }

    [Fact]
    public async Task A_message_that_is_shorter_the_second_time_is_not_sent()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        var readings = 0;
        async IAsyncEnumerable<SMail.Sdk.Server.OpenMessage> Shrinking()
        {
            readings++;
            await foreach (var piece in Outbound.PiecesAsync(Outbound.Message[..^(readings == 2 ? 11 : 0)]))
                yield return piece;
        }

        var result = await outbound.SendPiecesAsync(Shrinking());

        Assert.Equal(TransportStatus.TryLater, result.Status);
        Assert.Empty(sink.Mails);
    }
}
