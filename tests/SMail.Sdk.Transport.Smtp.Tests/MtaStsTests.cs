using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Transport.Smtp.Tests.Support;
using SMail.Sdk.Transport.Smtp.Tls;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>MTA-STS (RFC 8461): domains that say how they want to be reached.</summary>
public sealed class MtaStsTests : IMtaStsPolicyFetcher
{
    private const string Enforce = "version: STSv1\r\nmode: enforce\r\nmx: a.out.test\r\nmax_age: 3600\r\n";

    private string? policy = Enforce;
    private int fetched;

    public ValueTask<string?> FetchAsync(string domain, CancellationToken cancellationToken)
    {
        fetched++;
        return new(policy);
    }

    [Fact]
    public async Task A_policy_reads()
    {
        var read = MtaStsPolicy.Parse("version: STSv1\nmode: testing\nmx: mail.example.com\nmx: *.Example.net\r\nmx: backup.example.com\nextension: x\nmax_age: 604800\nmode: none\n")!;

        Assert.Equal((MtaStsMode.Testing, TimeSpan.FromDays(7)), (read.Mode, read.MaxAge));
        Assert.True(read.Allows("mail.example.com"));
        Assert.True(read.Allows("a.example.net"));
        Assert.False(read.Allows("example.net"));
        Assert.False(read.Allows("a.b.example.net"));
        Assert.False(read.Allows("xexample.net"));
        Assert.False(read.Allows("mail.example.com.evil.test"));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("version: STSv2\nmode: enforce\nmx: a.test\nmax_age: 1\n")]
    [InlineData("version: STSv1\nmode: maybe\nmx: a.test\nmax_age: 1\n")]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 1\n")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test\n")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: -1\n")]
    [InlineData("<html>version: STSv1</html>")]
    public void What_is_no_policy_is_not_read(string text) => Assert.Null(MtaStsPolicy.Parse(text));

    [Fact]
    public void A_policy_does_not_hold_for_ever() =>
        Assert.Equal(TimeSpan.FromSeconds(31_557_600), MtaStsPolicy.Parse("version: STSv1\nmode: none\nmax_age: 999999999999\n")!.MaxAge);

    [Fact]
    public async Task A_server_of_the_policy_with_a_valid_certificate_is_taken()
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2")) { Certificate = Certificates.For("a.out.test") };
        await using var outbound = Direct(Resolver("127.0.0.2"), sink.Port);

        var result = await outbound.SendAsync();

        Assert.True(result.Status == TransportStatus.Accepted, result.Reason);
        Assert.True(Assert.Single(sink.Mails).WasTls);
    }

    [Theory]
    [InlineData("other.out.test", "4.7.5")]
    [InlineData(null, "4.7.4")]
    public async Task One_without_is_not(string? certificate, string code)
    {
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2")) { Certificate = certificate is null ? null : Certificates.For(certificate) };
        await using var outbound = Direct(Resolver("127.0.0.2"), sink.Port);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, code), (result.Status, result.Code.ToString()));
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task One_that_the_policy_does_not_name_is_not()
    {
        policy = Enforce.Replace("a.out.test", "b.out.test", StringComparison.Ordinal);
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2")) { Certificate = Certificates.For("a.out.test") };
        await using var outbound = Direct(Resolver("127.0.0.2"), sink.Port);

        var result = await outbound.SendAsync();

        Assert.Equal((TransportStatus.TryLater, "4.7.0"), (result.Status, result.Code.ToString()));
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task A_policy_in_testing_is_only_logged()
    {
        policy = Enforce.Replace("a.out.test", "b.out.test", StringComparison.Ordinal).Replace("enforce", "testing", StringComparison.Ordinal);
        var logged = new Logged();
        await using var sink = new SmtpSink(IPAddress.Parse("127.0.0.2"));
        await using var transport = new SmtpTransport(
            new SmtpTransportOptions { HeloName = "mail.s-mail.test", Resolver = Resolver("127.0.0.2"), MxPort = sink.Port, AllowPrivateAddresses = true, MtaSts = this }, loggerFactory: logged);

        var results = await transport.SendAsync(new MailEnvelope(default, Outbound.Alice, [MailAddress.Parse("ann@out.test")]), Outbound.PiecesAsync(Outbound.Message), TestContext.Current.CancellationToken);

        Assert.Equal(TransportStatus.Accepted, results[0].Status);
        Assert.Equal([50, 51], logged.Events);
    }

    [Fact]
    public async Task A_policy_is_kept_while_it_holds_even_when_record_and_page_are_gone()
    {
        var clock = new FakeTimeProvider();
        var resolver = Resolver("127.0.0.2");
        var cache = new MtaStsCache(resolver, this, clock);
        async Task<MtaStsMode?> ModeAsync() => (await cache.FindAsync("out.test", TestContext.Current.CancellationToken))?.Mode;

        Assert.Equal(MtaStsMode.Enforce, await ModeAsync());
        Assert.Equal(MtaStsMode.Enforce, await ModeAsync());
        Assert.Equal(1, fetched);

        // A new id whose page is gone: asked for once in five minutes, and the old one holds.
        (policy, resolver.Texts["_mta-sts.out.test"]) = (null, "v=STSv1; id=2;");
        Assert.Equal(MtaStsMode.Enforce, await ModeAsync());
        Assert.Equal(MtaStsMode.Enforce, await ModeAsync());
        Assert.Equal(2, fetched);
        clock.Advance(TimeSpan.FromMinutes(6));
        policy = "version: STSv1\nmode: none\nmax_age: 60\n";
        Assert.Equal(MtaStsMode.None, await ModeAsync());
        Assert.Equal(3, fetched);

        (policy, resolver.Texts["_mta-sts.out.test"]) = (Enforce, "v=STSv1; id=3;");
        Assert.Equal(MtaStsMode.Enforce, await ModeAsync());
        resolver.Texts.Clear();
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(MtaStsMode.Enforce, await ModeAsync());
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await ModeAsync());
    }

    [Theory]
    [InlineData("v=spf1")]
    [InlineData("v=STSv1;")]
    [InlineData("v=STSv1; id=;")]
    [InlineData("v=STSv1; id=a b;")]
    public async Task Without_a_proper_record_no_policy_is_asked_for(string text)
    {
        var resolver = Resolver("127.0.0.2");
        resolver.Texts["_mta-sts.out.test"] = text;

        Assert.Null(await new MtaStsCache(resolver, this, new FakeTimeProvider()).FindAsync("out.test", TestContext.Current.CancellationToken));
        Assert.Equal(0, fetched);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "text/plain", 100, true)]
    [InlineData(HttpStatusCode.OK, "text/html", 100, false)]
    [InlineData(HttpStatusCode.Redirect, "text/plain", 100, false)]
    [InlineData(HttpStatusCode.NotFound, "text/plain", 100, false)]
    [InlineData(HttpStatusCode.OK, "text/plain", 65_536, true)]
    [InlineData(HttpStatusCode.OK, "text/plain", 65_537, false)]
    public async Task The_page_is_taken_from_one_place_and_only_when_it_is_proper(HttpStatusCode status, string type, int length, bool isTaken)
    {
        var asked = new List<Uri?>();
        using var fetcher = new HttpMtaStsPolicyFetcher(new Page(request =>
        {
            asked.Add(request.RequestUri);
            return new HttpResponseMessage(status) { Content = new StringContent(new string('x', length), Encoding.ASCII, type) };
        }));

        var text = await fetcher.FetchAsync("out.test", TestContext.Current.CancellationToken);

        Assert.Equal(isTaken, text is not null);
        Assert.Equal(new Uri("https://mta-sts.out.test/.well-known/mta-sts.txt"), Assert.Single(asked));
    }

    [Fact]
    public async Task A_page_that_fails_is_none()
    {
        using var fetcher = new HttpMtaStsPolicyFetcher(new Page(_ => throw new HttpRequestException()));

        Assert.Null(await fetcher.FetchAsync("out.test", TestContext.Current.CancellationToken));
        Assert.Null(await fetcher.FetchAsync("x/../y@evil.test", TestContext.Current.CancellationToken));
    }

    private static ScriptedResolver Resolver(string address)
    {
        var resolver = new ScriptedResolver().Add("out.test", (10, "a.out.test", address));
        resolver.Texts["_mta-sts.out.test"] = "v=STSv1; id=20260101;";
        return resolver;
    }

    private Outbound Direct(ScriptedResolver resolver, int port) => Outbound.Direct(resolver, port, options =>
    {
        options.MtaSts = this;
        options.TrustedRoots.Add(Certificates.Root);
    });

    private sealed class Page(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    private sealed class Logged : ILoggerFactory, ILogger
    {
        public List<int> Events { get; } = [];

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Events.Add(eventId.Id);

        public void Dispose()
        {
        }
    }
}
