using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace SMail.Sdk.Transport.Smtp.Routing;

/// <summary>Asks with DnsClient.</summary>
internal sealed class DnsMxResolver : IMxResolver
{
    private static readonly TimeSpan LongestCached = TimeSpan.FromHours(1);

    private readonly LookupClient client;

    /// <param name="servers">The name servers; none for the system's.</param>
    public DnsMxResolver(params IPEndPoint[] servers)
    {
        var options = servers is [] ? new LookupClientOptions() : new LookupClientOptions(servers);
        options.UseCache = true;
        options.MaximumCacheTimeout = LongestCached;
        options.ThrowDnsErrors = false;
        options.ContinueOnDnsError = true;
        options.Timeout = TimeSpan.FromSeconds(5);
        options.Retries = 2;
        client = new LookupClient(options);
    }

    public ValueTask<DnsAnswer<MxRecord>> FindServersAsync(string domain, CancellationToken cancellationToken) =>
        AskAsync(domain, QueryType.MX, records => records.MxRecords().Select(mx => new MxRecord(mx.Preference, mx.Exchange.Value)), cancellationToken);

    public async ValueTask<DnsAnswer<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken)
    {
        var six = AskAsync(host, QueryType.AAAA, records => records.AaaaRecords().Select(record => record.Address), cancellationToken).AsTask();
        var four = AskAsync(host, QueryType.A, records => records.ARecords().Select(record => record.Address), cancellationToken).AsTask();
        var answers = await Task.WhenAll(six, four).ConfigureAwait(false);
        var found = answers.SelectMany(answer => answer.Records).ToList();
        var status = found.Count > 0 ? DnsStatus.Found
            : answers.Any(answer => answer.Status == DnsStatus.Failed) ? DnsStatus.Failed
            : answers[1].Status;
        return new DnsAnswer<IPAddress>(status, found);
    }

    public ValueTask<DnsAnswer<string>> FindTextsAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(name, QueryType.TXT, records => records.TxtRecords().Select(record => string.Concat(record.Text)), cancellationToken);

    private async ValueTask<DnsAnswer<T>> AskAsync<T>(string name, QueryType type, Func<IEnumerable<DnsResourceRecord>, IEnumerable<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.QueryAsync(name, type, QueryClass.IN, cancellationToken).ConfigureAwait(false);
            var records = read(response.Answers).ToList();
            return new DnsAnswer<T>(response.Header.ResponseCode switch
            {
                DnsHeaderResponseCode.NoError when records.Count > 0 => DnsStatus.Found,
                DnsHeaderResponseCode.NoError => DnsStatus.NoRecords,
                DnsHeaderResponseCode.NotExistentDomain => DnsStatus.NoSuchName,
                _ => DnsStatus.Failed,
            }, records);
        }
        // Malformed answers end in many ways; all of them mean that there is no answer.
#pragma warning disable CA1031
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new DnsAnswer<T>(DnsStatus.Failed, []);
        }
    }
}
