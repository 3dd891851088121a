using System.Net;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>TLS, and how much of it is demanded.</summary>
public sealed class TlsTests
{
    private const string Here = "127.0.0.1";

    private static Action<SmtpTransportOptions> Required => options =>
    {
        options.Tls = TlsPolicy.Required;
        options.TrustedRoots.Add(Certificates.Root);
    };

    [Fact]
    public async Task Any_certificate_encrypts_where_none_is_demanded()
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For("elsewhere.test", isExpired: true) };
        await using var outbound = Outbound.Relay(sink);

        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.True(Assert.Single(sink.Mails).WasTls);
    }

    [Theory]
    [InlineData("454 4.7.0 not now")]
    [InlineData(SmtpSink.Close)]
    public async Task Plain_text_where_TLS_fails_and_is_not_demanded(string answer)
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For(Here), Answer = line => line == "STARTTLS" ? answer : null };
        await using var outbound = Outbound.Relay(sink);

        var result = await outbound.SendAsync();

        // A connection that is merely lost is tried later, with TLS.
        Assert.Equal(answer == SmtpSink.Close ? TransportStatus.TryLater : TransportStatus.Accepted, result.Status);
        Assert.DoesNotContain(sink.Mails, mail => mail.WasTls);
    }

    [Fact]
    public async Task Plain_text_where_the_handshake_fails_and_is_not_demanded()
    {
        await using var sink = new SmtpSink { Answer = line => line == "STARTTLS" ? "220 go\r\nthis is no TLS, nor will it be" : null };
        sink.Extensions.Add("STARTTLS");
        await using var outbound = Outbound.Relay(sink);

        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.Equal(2, sink.Connections);
        Assert.False(Assert.Single(sink.Mails).WasTls);
    }

    [Fact]
    public async Task A_valid_certificate_is_taken_where_it_is_demanded()
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For(Here) };
        await using var outbound = Outbound.Relay(sink, Required);

        var result = await outbound.SendAsync();

        Assert.True(result.Status == TransportStatus.Accepted, result.Reason);
        Assert.True(Assert.Single(sink.Mails).WasTls);
    }

    [Theory]
    [InlineData(Here, false, false)]
    [InlineData(Here, true, true)]
    [InlineData("elsewhere.test", false, true)]
    public async Task A_certificate_that_is_not_valid_is_refused_where_it_is_demanded(string name, bool isExpired, bool isTrusted)
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For(name, isExpired) };
        await using var outbound = Outbound.Relay(sink, options =>
        {
            options.Tls = TlsPolicy.Required;
            if (isTrusted)
                options.TrustedRoots.Add(Certificates.Root);
        });

        await AssertRefusedAsync(outbound, sink, "4.7.5");
    }

    [Fact]
    public async Task A_server_without_TLS_is_refused_where_it_is_demanded()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, Required);

        await AssertRefusedAsync(outbound, sink, "4.7.4");
    }

    [Fact]
    public async Task It_can_be_demanded_for_a_domain()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, options => options.TlsRequiredDomains.Add("secret.test"));

        var results = await outbound.SendToAsync(Outbound.Message, "ann@out.test", "ann@secret.test");

        Assert.Equal([TransportStatus.Accepted, TransportStatus.TryLater], results.Select(result => result.Status));
        Assert.Equal(["RCPT TO:<ann@out.test>"], Assert.Single(sink.Mails).To);
    }

    [Fact]
    public async Task A_connection_without_a_demand_never_serves_one_with_it()
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For("elsewhere.test") };
        await using var outbound = Outbound.Relay(sink, options => options.TlsRequiredDomains.Add("secret.test"));

        await outbound.SendAsync();
        var secret = await outbound.SendAsync(to: "ann@secret.test");

        Assert.Equal((TransportStatus.TryLater, "4.7.5"), (secret.Status, secret.Code.ToString()));
        Assert.Single(sink.Mails);
    }

    [Fact]
    public async Task TLS_may_begin_with_the_connection()
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For(Here), IsImplicitTls = true };
        await using var outbound = Outbound.Relay(sink, options =>
        {
            Required(options);
            options.Relay!.ImplicitTls = true;
        });

        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.DoesNotContain("STARTTLS", sink.Commands);
    }

    [Fact]
    public async Task Credentials_go_to_nobody_but_the_relay()
    {
        var asked = 0;
        await using var sink = new SmtpSink { Certificate = Certificates.For(Here) };
        sink.Extensions.Add("AUTH PLAIN");
        void WithCredentials(SmtpTransportOptions options) => options.Relay!.Credentials = _ =>
        {
            asked++;
            return new(new NetworkCredential("alice", "secret"));
        };
        await using (var outbound = Outbound.Relay(sink, WithCredentials))
            await AssertRefusedAsync(outbound, sink, "4.7.5");
        Assert.Equal(0, asked);

        await using (var outbound = Outbound.Relay(sink, options =>
        {
            WithCredentials(options);
            options.TrustedRoots.Add(Certificates.Root);
        }))
        {
            await outbound.SendAsync();
            await outbound.SendAsync();
            Assert.Equal((1, 2), (asked, sink.Mails.Count));
        }

        Assert.Contains("AUTH PLAIN " + Convert.ToBase64String("\0alice\0secret"u8), sink.Commands);
    }

    [Fact]
    public async Task Wrong_credentials_are_no_fault_of_the_message()
    {
        await using var sink = new SmtpSink { Certificate = Certificates.For(Here), Answer = line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 wrong" : null };
        sink.Extensions.Add("AUTH PLAIN");
        await using var outbound = Outbound.Relay(sink, options =>
        {
            Required(options);
            options.Relay!.Credentials = _ => new(new NetworkCredential("alice", "secret"));
        });

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.7.8"), (result.Status, result.Code.ToString()));
        Assert.DoesNotContain("secret", result.Reason);
    }

    private static async Task AssertRefusedAsync(Outbound outbound, SmtpSink sink, string code)
    {
        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, code), (result.Status, result.Code.ToString()));
        Assert.Empty(sink.Mails);
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }
}
