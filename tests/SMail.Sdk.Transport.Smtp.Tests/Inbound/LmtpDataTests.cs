using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Messages as real and hostile clients send them.</summary>
public sealed class LmtpDataTests
{
    private const string Recipient = "a@s-mail.test";

    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("\r\n.\r\n", "\r\n")]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData(".a\r\n...\r\nb.\r\n.\r\n", "a\r\n..\r\nb.\r\n")]
    [InlineData("\u00e9\u0001\u007f\u00ff\r\n.\r\n", "\u00e9\u0001\u007f\u00ff\r\n")]
    public async Task Dots_are_taken_away(string sent, string arrived)
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        Assert.Equal(["250 2.1.5 Taken."], await client.BringAsync(sent, Recipient));
        Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP"));
        Assert.Equal(arrived, Encoding.Latin1.GetString(Assert.Single(inbox.Mails).Bytes));
    }

    // What some servers took for the end of a message (CVE-2023-51764 and its kin), with a second message behind it.
    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r")]
    [InlineData("\r\n.\r")]
    [InlineData("\r.\r\n")]
    [InlineData("\n.\r")]
    [InlineData("\r.\n")]
    [InlineData("\r\n\0.\r\n")]
    [InlineData("\r\n.\0\r\n")]
    [InlineData("\r\n.\r\0\n")]
    [InlineData("\r\r\n.\r\r\n")]
    [InlineData("\r\n.\r\r\n")]
    [InlineData("\n\n.\r\n")]
    [InlineData("\r\0\n.\r\n")]
    [InlineData("\n\r\n.\n\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\0")]
    public async Task Nobody_smuggles_a_message(string end)
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        var second = "MAIL FROM:<ceo@s-mail.test>\r\nRCPT TO:<b@s-mail.test>\r\nDATA\r\nFrom: ceo\r\n\r\nPay.";
        var answers = await client.BringAsync($"Subject: x\r\n\r\ntext{end}{second}\r\n.\r\nNOOP\r\n", Recipient, "c@s-mail.test");
        Assert.All(answers, line => Assert.StartsWith("554 5.6.0 ", line, StringComparison.Ordinal));
        Assert.Equal("250 2.0.0 Done.", await client.ReadLineAsync());
        Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP"));
        Assert.Empty(inbox.Mails);
    }

    // The end that counts is the true one, also right behind a fault.
    [Theory]
    [InlineData("text\r\r\n.\r\n")]
    [InlineData("text\n\r\n.\r\n")]
    [InlineData("\n.\n\r\n.\r\n")]
    [InlineData(".\rx\r\n.\r\n")]
    [InlineData(".\r\r\n.\r\n")]
    [InlineData("\0\r\n.\r\n")]
    public async Task The_true_end_is_found_behind_a_fault(string data)
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        foreach (var isCut in new[] { false, true })
        {
            await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
            await client.BeginAsync(Recipient);
            foreach (var piece in isCut ? data.Select(c => c.ToString()) : [data])
                await client.SendAsync(piece);
            Assert.StartsWith("554 5.6.0 ", Assert.Single(await client.ReadAsync(1)), StringComparison.Ordinal);
            Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP"));
        }

        Assert.Empty(inbox.Mails);
    }

    [Fact]
    public async Task A_conversation_may_come_byte_by_byte()
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        foreach (var c in $"LHLO mx.test\r\nMAIL FROM:<>\r\nRCPT TO:<{Recipient}>\r\nDATA\r\nA: b\r\n\r\n..x\r\n.\r\nQUIT\r\n")
            await client.SendAsync(c.ToString());
        Assert.Equal(["250", "250", "250", "354", "250", "221"], (await client.ReadAsync(7)).Select(line => line[..3]));
        Assert.Equal("A: b\r\n\r\n.x\r\n", Encoding.ASCII.GetString(Assert.Single(inbox.Mails).Bytes));
    }

    [Theory]
    [InlineData(65_536 - 2, "250 2.1.5")]
    [InlineData(65_536, "554 5.6.0")]
    [InlineData(1024 * 1024, "554 5.6.0")]
    public async Task Long_lines_have_a_limit(int length, string answer)
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        Assert.StartsWith(answer, Assert.Single(await client.BringAsync("A: b\r\n\r\n" + new string('x', length) + "\r\n.\r\n", Recipient)), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Done.", await client.AskAsync("NOOP"));
        Assert.Equal(answer.StartsWith('2') ? 1 : 0, inbox.Mails.Count);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_leaves_nothing()
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.BeginAsync(Recipient);
        await client.SendAsync("half\r\n.");
        await Listening.UntilAsync(() => inbox.Reading == 1);
        await client.DisposeAsync();
        await Listening.UntilAsync(() => inbox.Reading == 0);
        var rude = await LmtpClient.ConnectAsync(listener.EndPoint);
        await rude.BeginAsync(Recipient);
        await rude.SendAsync("half\r\n.\r");
        await Listening.UntilAsync(() => inbox.Reading == 1);
        rude.Reset();
        await Listening.UntilAsync(() => inbox.Reading == 0);
        Assert.Empty(inbox.Mails);
    }

    [Property(MaxTest = 60)]
    public Property Whatever_a_message_holds_arrives_as_it_is() => Prop.ForAll(Bodies(), Pieces(), (body, pieces) =>
        ArrivesAsync(body, pieces).GetAwaiter().GetResult());

    private static async Task<bool> ArrivesAsync(byte[] body, int[] pieces)
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox);
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
        await client.BeginAsync(Recipient);
        var text = Encoding.Latin1.GetString(body);
        var stuffed = Encoding.Latin1.GetBytes((text.StartsWith('.') ? "." : "") + text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
        for (int at = 0, i = 0; at < stuffed.Length; i++)
        {
            var size = Math.Min(pieces[i % pieces.Length], stuffed.Length - at);
            await client.SendAsync(stuffed[at..(at + size)]);
            at += size;
        }

        return await client.ReadLineAsync() == "250 2.1.5 Taken." && Assert.Single(inbox.Mails).Bytes.AsSpan().SequenceEqual(body);
    }

    // Lines of any bytes, many of them dots.
    private static Arbitrary<byte[]> Bodies()
    {
        var anything = Gen.Choose(1, 255).Select(n => (byte)n).Where(b => b is not ((byte)'\r' or (byte)'\n'));
        var line = Gen.OneOf(anything, Gen.Constant((byte)'.')).ArrayOf().Select(bytes => (byte[])[.. bytes, .. "\r\n"u8]);
        return Arb.From(line.ArrayOf().Select(lines => lines.SelectMany(bytes => bytes).ToArray()));
    }

    private static Arbitrary<int[]> Pieces() => Arb.From(Gen.Choose(1, 40).NonEmptyListOf().Select(sizes => sizes.ToArray()));
}
