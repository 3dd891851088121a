using System.Net;
using SMail.Sdk.Transport.Smtp.Routing;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>From a domain to its servers.</summary>
public sealed class RoutingTests
{
    [Fact]
    public async Task The_first_server_is_the_one_of_lowest_preference()
    {
        await using var first = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        var resolver = new ScriptedResolver().Add("out.test", (20, "b.out.test", "127.0.0.3"), (10, "a.out.test", "127.0.0.2"));
        await using var outbound = Outbound.Direct(resolver, first.Port);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.Accepted, "a.out.test"), (result.Status, result.Server));
    }

    [Theory]
    [InlineData("421 busy")]
    [InlineData("554 not me")]
    [InlineData(SmtpSink.Close)]
    [InlineData(null)]
    public async Task The_next_server_is_tried_when_one_does_not_serve(string? greeting)
    {
        await using var second = new SmtpSink(IPAddress.Parse("127.0.0.3"));
        await using var first = greeting is null ? null : new SmtpSink(IPAddress.Parse("127.0.0.2"), second.Port) { Greeting = greeting };
        var resolver = new ScriptedResolver().Add("out.test", (10, "a.out.test", "127.0.0.2"), (20, "b.out.test", "127.0.0.3"));
        await using var outbound = Outbound.Direct(resolver, second.Port);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.Accepted, "b.out.test"), (result.Status, result.Server));
    }

    [Fact]
    public async Task When_none_serves_it_is_tried_later()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.3")) { Answer = line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "421 4.3.2 closing" : null };
        var resolver = new ScriptedResolver().Add("out.test", (10, "a.out.test", "127.0.0.2"), (20, "b.out.test", "127.0.0.3"));
        await using var outbound = Outbound.Direct(resolver, sink.Port);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.3.2", 421, "b.out.test"), (result.Status, result.Code.ToString(), result.ReplyCode, result.Server));
    }

    [Fact]
    public async Task A_server_that_refuses_is_believed()
    {
        await using var first = new SmtpSink(IPAddress.Parse("127.0.0.2")) { Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 nobody" : null };
        await using var second = new SmtpSink(IPAddress.Parse("127.0.0.3"), first.Port);
        var resolver = new ScriptedResolver().Add("out.test", (10, "a.out.test", "127.0.0.2"), (20, "b.out.test", "127.0.0.3"));
        await using var outbound = Outbound.Direct(resolver, first.Port);

        Assert.Equal(TransportStatus.Refused, (await outbound.SendAsync()).Status);
        Assert.Equal(0, second.Connections);
    }

    [Fact]
    public async Task No_more_servers_than_the_limit_are_tried()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.20"));
        var resolver = new ScriptedResolver().Add("out.test", [.. Enumerable.Range(0, 10).Select(i => (i, $"m{i}.out.test", $"127.0.0.{i + 11}"))]);
        await using var outbound = Outbound.Direct(resolver, sink.Port);

        Assert.Equal("m4.out.test", (await outbound.SendAsync()).Server);
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Domains_with_the_same_servers_share_a_transaction_and_others_do_not()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        var resolver = new ScriptedResolver()
            .Add("one.test", (10, "mx.test", "127.0.0.2"))
            .Add("two.test", (30, "MX.test.", "127.0.0.2"))
            .Add("three.test", (10, "mx3.test", "127.0.0.2"));
        await using var outbound = Outbound.Direct(resolver, sink.Port);

        var results = await outbound.SendToAsync(Outbound.Message, "a@one.test", "b@two.test", "c@three.test", "d@nowhere.test");

        Assert.Equal([TransportStatus.Accepted, TransportStatus.Accepted, TransportStatus.Accepted, TransportStatus.Refused], results.Select(result => result.Status));
        Assert.Equal([1, 2], sink.Mails.Select(mail => mail.To.Count).Order());
    }

    [Fact]
    public async Task Who_has_the_message_is_told_even_when_there_was_no_time_for_others()
    {
        await using var quick = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        await using var slow = new SmtpSink(IPAddress.Parse("127.0.0.3"), quick.Port) { Answer = line => line == "." ? SmtpSink.Stall : null };
        var resolver = new ScriptedResolver().Add("one.test", (10, "mx1.test", "127.0.0.2")).Add("two.test", (10, "mx2.test", "127.0.0.3"));
        await using var outbound = Outbound.Direct(resolver, quick.Port);
        using var leave = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var results = await outbound.Transport.SendAsync(
            new MailEnvelope(default, Outbound.Alice, [MailAddress.Parse("a@one.test"), MailAddress.Parse("b@two.test")]), Outbound.PiecesAsync(Outbound.Message), leave.Token);

        Assert.Equal([TransportStatus.Accepted, TransportStatus.TryLater], results.Select(result => result.Status));
    }

    [Theory]
    [InlineData(DnsStatus.NoSuchName, TransportStatus.Refused, "5.1.2")]
    [InlineData(DnsStatus.Failed, TransportStatus.TryLater, "4.4.3")]
    [InlineData(DnsStatus.NoRecords, TransportStatus.Refused, "5.4.4")]
    public async Task What_the_name_system_says_when_it_names_none(DnsStatus status, TransportStatus expected, string code)
    {
        var resolver = new ScriptedResolver();
        resolver.Servers["out.test"] = new(status, []);
        await using var outbound = Outbound.Direct(resolver, 25);

        var result = await outbound.SendAsync();

        Assert.Equal((expected, code), (result.Status, result.Code.ToString()));
        Assert.Null(result.Server);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("")]
    public async Task A_domain_can_say_that_it_takes_no_mail(string host)
    {
        await using var outbound = Outbound.Direct(new ScriptedResolver().Add("out.test", (0, host, "")), 25);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.Refused, "5.1.10"), (result.Status, result.Code.ToString()));
    }

    [Fact]
    public async Task A_domain_without_MX_is_its_own_server()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        var resolver = new ScriptedResolver();
        resolver.Servers["out.test"] = new(DnsStatus.NoRecords, []);
        resolver.Addresses["out.test"] = new(DnsStatus.Found, [IPAddress.Parse("127.0.0.2")]);
        await using var outbound = Outbound.Direct(resolver, sink.Port);

        Assert.Equal((TransportStatus.Accepted, "out.test"), await StatusAsync(outbound));
    }

    [Fact]
    public async Task Servers_without_an_answer_for_their_address_are_tried_later()
    {
        var resolver = new ScriptedResolver().Add("out.test", (10, "a.out.test", ""), (20, "b.out.test", ""));
        resolver.Addresses["b.out.test"] = new(DnsStatus.Failed, []);
        await using var outbound = Outbound.Direct(resolver, 25);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.4.3"), (result.Status, result.Code.ToString()));
    }

    [Fact]
    public async Task Nothing_goes_to_private_addresses_unasked()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        var resolver = new ScriptedResolver().Add("out.test", (10, "a.out.test", "127.0.0.2"));
        await using var outbound = Outbound.Direct(resolver, sink.Port, options => options.AllowPrivateAddresses = false);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.Refused, "5.4.4"), (result.Status, result.Code.ToString()));
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Mail_for_a_domain_that_names_us_goes_to_those_before_us_or_nowhere()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        var resolver = new ScriptedResolver()
            .Add("out.test", (10, "a.out.test", "127.0.0.2"), (20, "mail.s-mail.test", "127.0.0.2"), (30, "c.out.test", "127.0.0.2"))
            .Add("us.test", (10, "MAIL.s-mail.test.", "127.0.0.2"));
        await using var outbound = Outbound.Direct(resolver, sink.Port);

        Assert.Equal((TransportStatus.Accepted, "a.out.test"), await StatusAsync(outbound));
        Assert.Equal("5.4.6", (await outbound.SendAsync(to: "x@us.test")).Code.ToString());
    }

    [Theory]
    [InlineData("a b.test")]
    [InlineData("a\r\nRCPT TO:<x>.test")]
    [InlineData("-/../x.test/?")]
    [InlineData("a..test")]
    public async Task Names_that_are_none_are_left_out(string host)
    {
        await using var outbound = Outbound.Direct(new ScriptedResolver().Add("out.test", (10, host, "127.0.0.2")), 25);

        Assert.Equal("5.4.4", (await outbound.SendAsync()).Code.ToString());
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2a00:1450::1", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("ff02::1", false)]
    public void Which_addresses_are_of_the_Internet(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    private static async Task<(TransportStatus, string?)> StatusAsync(Outbound outbound)
    {
        var result = await outbound.SendAsync();
        return (result.Status, result.Server);
    }
}
