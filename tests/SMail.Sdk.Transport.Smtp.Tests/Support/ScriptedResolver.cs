using System.Net;

namespace SMail.Sdk.Transport.Smtp.Tests.Support;

/// <summary>A name system of a few names.</summary>
public sealed class ScriptedResolver : IMxResolver
{
    public Dictionary<string, DnsAnswer<MxRecord>> Servers { get; } = [];

    public Dictionary<string, DnsAnswer<IPAddress>> Addresses { get; } = [];

    public Dictionary<string, string> Texts { get; } = [];

    public ScriptedResolver Add(string domain, params (int Preference, string Host, string Address)[] servers)
    {
        Servers[domain] = new(DnsStatus.Found, [.. servers.Select(server => new MxRecord(server.Preference, server.Host))]);
        foreach (var (_, host, address) in servers.Where(server => server.Address != ""))
            Addresses[host] = new(DnsStatus.Found, [IPAddress.Parse(address)]);
        return this;
    }

    public ValueTask<DnsAnswer<MxRecord>> FindServersAsync(string domain, CancellationToken cancellationToken) =>
        new(Servers.GetValueOrDefault(domain) ?? new(DnsStatus.NoSuchName, []));

    public ValueTask<DnsAnswer<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken) =>
        new(Addresses.GetValueOrDefault(host) ?? new(DnsStatus.NoSuchName, []));

    public ValueTask<DnsAnswer<string>> FindTextsAsync(string name, CancellationToken cancellationToken) =>
        new(Texts.TryGetValue(name, out var text) ? new DnsAnswer<string>(DnsStatus.Found, [text]) : new DnsAnswer<string>(DnsStatus.NoSuchName, []));
}
