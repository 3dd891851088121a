using System.Text;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>What a message needs and a server may lack.</summary>
public sealed class AbilityTests
{
    private static readonly byte[] EightBit = Encoding.UTF8.GetBytes("From: alice@s-mail.test\r\nContent-Transfer-Encoding: 8bit\r\n\r\nTack så mycket.\r\n");
    private static readonly byte[] Utf8Header = Encoding.UTF8.GetBytes("From: alice@s-mail.test\r\nSubject: Tack så mycket\r\n\r\nHello.\r\n");

    [Fact]
    public async Task What_is_too_large_is_refused_before_it_is_sent()
    {
        await using var sink = new SmtpSink();
        sink.Extensions.Remove("SIZE 100000000");
        sink.Extensions.Add("SIZE 20");
        await using var outbound = Outbound.Relay(sink);

        await AssertRefusedAsync(outbound, sink, Outbound.Message, "ann@out.test", "5.3.4");
    }

    [Fact]
    public async Task Text_beyond_ascii_is_announced()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        await outbound.SendAsync(EightBit);
        await outbound.SendAsync(Outbound.Message);

        var mails = sink.Mails.ToList();
        Assert.Equal(EightBit, mails[0].Bytes);
        Assert.Contains(" BODY=8BITMIME", mails[0].From);
        Assert.DoesNotContain("SMTPUTF8", mails[0].From);
        Assert.DoesNotContain("BODY", mails[1].From);
    }

    [Fact]
    public async Task Text_beyond_ascii_is_refused_where_it_can_not_go()
    {
        await using var sink = new SmtpSink();
        sink.Extensions.Remove("8BITMIME");
        await using var outbound = Outbound.Relay(sink);

        await AssertRefusedAsync(outbound, sink, EightBit, "ann@out.test", "5.6.3");
    }

    [Fact]
    public async Task Headers_and_addresses_beyond_ascii_are_announced()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        await outbound.SendAsync(Utf8Header);
        await outbound.SendAsync(Outbound.Message, "åsa@out.test");

        var mails = sink.Mails.ToList();
        Assert.Equal(Utf8Header, mails[0].Bytes);
        Assert.All(mails, mail => Assert.Contains(" SMTPUTF8", mail.From));
        Assert.Equal("RCPT TO:<åsa@out.test>", mails[1].To[0]);
    }

    [Fact]
    public async Task Headers_and_addresses_beyond_ascii_are_refused_where_they_can_not_go()
    {
        await using var sink = new SmtpSink();
        sink.Extensions.Remove("SMTPUTF8");
        await using var outbound = Outbound.Relay(sink);

        await AssertRefusedAsync(outbound, sink, Utf8Header, "ann@out.test", "5.6.9");
        await AssertRefusedAsync(outbound, sink, Outbound.Message, "åsa@out.test", "5.6.7");
    }

    [Fact]
    public async Task Only_who_has_such_an_address_is_refused()
    {
        await using var sink = new SmtpSink();
        sink.Extensions.Remove("SMTPUTF8");
        await using var outbound = Outbound.Relay(sink);

        var results = await outbound.SendToAsync(Outbound.Message, "åsa@out.test", "ann@out.test");

        Assert.Equal([TransportStatus.Refused, TransportStatus.Accepted], results.Select(result => result.Status));
        Assert.Equal(["RCPT TO:<ann@out.test>"], Assert.Single(sink.Mails).To);
    }

    [Fact]
    public async Task An_encoded_domain_stays_as_it_is_and_needs_nothing()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        await outbound.SendAsync(Outbound.Message, "ann@bücher.example");
        await outbound.SendAsync(Utf8Header, "ann@out.test");

        var mails = sink.Mails.ToList();
        Assert.Equal("RCPT TO:<ann@xn--bcher-kva.example>", mails[0].To[0]);
        Assert.DoesNotContain("SMTPUTF8", mails[0].From);
        Assert.Contains("SMTPUTF8", mails[1].From);
    }

    [Theory]
    [InlineData("\"d n\"@out.test")]
    [InlineData("\"a@b\"@out.test")]
    [InlineData("\"a\\\"b\"@out.test")]
    [InlineData("a/b=c+d@out.test")]
    public async Task Strange_addresses_are_written_as_they_are(string address)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        await outbound.SendAsync(Outbound.Message, address);

        Assert.Equal($"RCPT TO:<{MailAddress.Parse(address)}>", Assert.Single(sink.Mails).To[0]);
    }

    private static async Task AssertRefusedAsync(Outbound outbound, SmtpSink sink, byte[] message, string to, string code)
    {
        var result = await outbound.SendAsync(message, to);

        Assert.Equal((TransportStatus.Refused, code, "127.0.0.1"), (result.Status, result.Code.ToString(), result.Server));
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }
}
