using Microsoft.Extensions.Logging;
using SMail.Sdk.Transport.Smtp.Replies;
using SMail.Sdk.Transport.Smtp.Tls;

namespace SMail.Sdk.Transport.Smtp.Routing;

/// <summary>Finds the servers of a domain (RFC 5321, section 5.1) and what they must fulfil.</summary>
internal sealed partial class MxRouter(IMxResolver resolver, SmtpTransportOptions options, MtaStsCache? policies, ILogger logger)
{
    private const int MaxRecords = 50;

    public async ValueTask<Route> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var answer = await resolver.FindServersAsync(domain, cancellationToken).ConfigureAwait(false);
        var servers = answer.Records.Select(record => record with { Host = HostName.Canonicalize(record.Host) }).ToList();
        switch (answer.Status)
        {
            case DnsStatus.Failed:
                return Fail(Failures.Later(null, new(4, 4, 3), $"The name servers of {domain} do not answer."));
            case DnsStatus.NoSuchName:
                return Fail(Failures.Never(null, new(5, 1, 2), $"There is no domain {domain}."));
            case DnsStatus.NoRecords or DnsStatus.Found when servers.Count == 0:
                servers = [new MxRecord(0, domain)];
                break;
        }

        if (servers is [{ Host: "" }])
            return Fail(Failures.Never(null, new(5, 1, 10), $"The domain {domain} takes no mail (RFC 7505)."));
        servers = [.. servers.Where(server => HostName.IsValid(server.Host)).OrderBy(server => server.Preference).DistinctBy(server => server.Host).Take(MaxRecords)];
        // Mail for a domain of which we are a server goes to those before us, else it would come back.
        var ours = servers.Find(server => server.Host == HostName.Canonicalize(options.HeloName));
        if (ours.Host is not null)
            servers.RemoveAll(server => server.Preference >= ours.Preference);
        if (servers.Count == 0)
            return Fail(Failures.Never(null, ours.Host is null ? new(5, 4, 4) : new(5, 4, 6), $"The domain {domain} names no server that mail could go to."));
        return await DemandAsync(domain, servers, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Route> DemandAsync(string domain, List<MxRecord> servers, CancellationToken cancellationToken)
    {
        var isVerified = options.RequiresTls(domain);
        var policy = policies is null ? null : await policies.FindAsync(domain, cancellationToken).ConfigureAwait(false);
        switch (policy?.Mode)
        {
            case MtaStsMode.Enforce:
                servers.RemoveAll(server => !policy.Allows(server.Host));
                return servers.Count > 0
                    ? new Route(servers, IsVerified: true)
                    : Fail(Failures.Later(null, new(4, 7, 0), $"No server of {domain} is one that its MTA-STS policy names."));
            case MtaStsMode.Testing:
                if (servers.Any(server => !policy.Allows(server.Host)))
                    LogOutsidePolicy(logger, domain);
                return new Route(servers, isVerified, Testing: domain);
            default:
                return new Route(servers, isVerified);
        }
    }

    private static Route Fail(TransportResult failure) => new([], false, null, failure);

    [LoggerMessage(EventId = 50, Level = LogLevel.Warning, Message = "The servers of {Domain} are not those of its MTA-STS policy, which is in testing.")]
    private static partial void LogOutsidePolicy(ILogger logger, string domain);
}
