using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SMail.Sdk.Transport.Smtp.Connections;
using SMail.Sdk.Transport.Smtp.Replies;

namespace SMail.Sdk.Transport.Smtp.Routing;

/// <summary>Goes through the addresses of a route's servers: by preference, equals in random order (RFC 5321, section 5.1), the families of each server by turns.</summary>
internal sealed class ServerWalk(Route route, IMxResolver resolver, SmtpTransportOptions options)
{
    /// <summary>Why there was no address at all.</summary>
    public TransportResult Failure { get; private set; } = Failures.Never(null, new(5, 4, 4), "None of the domain's servers has an address that mail may go to.");

    public async IAsyncEnumerable<Destination> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = options.MaxServers;
        foreach (var group in route.Servers.GroupBy(server => server.Preference).OrderBy(group => group.Key))
        {
            var servers = group.ToArray();
            RandomNumberGenerator.Shuffle(servers.AsSpan());
            foreach (var server in servers)
            {
                var answer = await resolver.FindAddressesAsync(server.Host, cancellationToken).ConfigureAwait(false);
                if (answer.Status == DnsStatus.Failed)
                    Failure = Failures.Later(server.Host, new(4, 4, 3), "The name servers of the domain's mail servers do not answer.");
                foreach (var address in ByTurns(answer.Records.Where(IsAllowed)))
                {
                    yield return new Destination(server.Host, new IPEndPoint(address, options.MxPort), route.IsVerified);
                    if (--left == 0)
                        yield break;
                }
            }
        }
    }

    private bool IsAllowed(IPAddress address) =>
        (options.AllowPrivateAddresses || PublicAddress.Is(address)) && (address.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6);

    private static IEnumerable<IPAddress> ByTurns(IEnumerable<IPAddress> addresses) => addresses
        .GroupBy(address => address.AddressFamily).SelectMany(group => group.Select((address, index) => (address, index))).OrderBy(pair => pair.index).Select(pair => pair.address);
}
