using System.Net;
using SMail.Sdk.Transport.Smtp.Routing;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>What is asked of name servers, and what their answers mean.</summary>
public sealed class DnsMxResolverTests
{
    private const int A = 1;
    private const int Mx = 15;
    private const int Txt = 16;
    private const int Aaaa = 28;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_addresses_and_texts_are_found()
    {
        await using var names = new NameServer
        {
            Answer = (name, type) => (name, type) switch
            {
                ("out.test", Mx) => (0, [NameServer.Mx(20, "b.out.test"), NameServer.Mx(10, "a.out.test")]),
                ("null.test", Mx) => (0, [NameServer.Mx(0, "")]),
                ("a.out.test", A) => (0, [[192, 0, 2, 1], [192, 0, 2, 2]]),
                ("a.out.test", Aaaa) => (0, [IPAddress.Parse("2001:db8::1").GetAddressBytes()]),
                ("four.test", A) => (0, [[192, 0, 2, 1]]),
                ("four.test", Aaaa) => (2, []),
                ("_mta-sts.out.test", Txt) => (0, [NameServer.Text("v=STSv1; ", "id=1;")]),
                _ => (3, []),
            },
        };
        var resolver = new DnsMxResolver(names.EndPoint);

        var servers = await resolver.FindServersAsync("out.test", Token);
        Assert.Equal(DnsStatus.Found, servers.Status);
        Assert.Equal([(10, "a.out.test"), (20, "b.out.test")], servers.Records.Select(record => (record.Preference, HostName.Canonicalize(record.Host))).Order());
        Assert.Equal("", HostName.Canonicalize(Assert.Single((await resolver.FindServersAsync("null.test", Token)).Records).Host));
        Assert.Equal(["192.0.2.1", "192.0.2.2", "2001:db8::1"], (await resolver.FindAddressesAsync("a.out.test", Token)).Records.Select(address => address.ToString()).Order());
        Assert.Equal((DnsStatus.Found, 1), await CountAsync(resolver.FindAddressesAsync("four.test", Token)));
        Assert.Equal(["v=STSv1; id=1;"], (await resolver.FindTextsAsync("_mta-sts.out.test", Token)).Records);
        Assert.Equal((DnsStatus.NoSuchName, 0), await CountAsync(resolver.FindServersAsync("nowhere.test", Token)));
        Assert.Equal((DnsStatus.NoSuchName, 0), await CountAsync(resolver.FindAddressesAsync("nowhere.test", Token)));
    }

    [Theory]
    [InlineData(0, DnsStatus.NoRecords)]
    [InlineData(2, DnsStatus.Failed)]
    [InlineData(3, DnsStatus.NoSuchName)]
    [InlineData(5, DnsStatus.Failed)]
    public async Task Without_records_the_code_counts(int code, DnsStatus expected)
    {
        await using var names = new NameServer { Answer = (_, _) => (code, []) };
        var resolver = new DnsMxResolver(names.EndPoint);

        Assert.Equal((expected, 0), await CountAsync(resolver.FindServersAsync("out.test", Token)));
        Assert.Equal((expected, 0), await CountAsync(resolver.FindAddressesAsync("out.test", Token)));
    }

    [Fact]
    public async Task A_record_that_is_broken_is_a_failure()
    {
        await using var names = new NameServer { Answer = (_, _) => (0, [[1]]) };

        Assert.Equal(DnsStatus.Failed, (await new DnsMxResolver(names.EndPoint).FindServersAsync("out.test", Token)).Status);
    }

    private static async Task<(DnsStatus, int)> CountAsync<T>(ValueTask<DnsAnswer<T>> answer)
    {
        var given = await answer;
        return (given.Status, given.Records.Count);
    }
}
